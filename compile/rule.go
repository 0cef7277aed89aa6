package compile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

var ruleID = regexp.MustCompile(`^(RF|CI|RC|PR|DO|ST|PO|FU|CX)-[A-Z]{2,5}-[0-9]{2}$`)

func (c *compiler) rules() {
	for ti := range c.src.Topics {
		t := &c.src.Topics[ti]
		for i := range t.Rules {
			c.rule(t.ID, &t.Rules[i])
		}
	}
}

func (c *compiler) rule(topic string, r *protocol.Rule) {
	c.declare("rule", r.ID, r.Pos)
	if !ruleID.MatchString(r.ID) {
		c.failf(place(r.Pos, r.At, "id"), "P130", "write a class, a topic of 2 to 5 capitals and two digits: RF-CES-01", "%q is not a rule id", r.ID)
	}
	out := ruleset.Rule{ID: clinical.RuleID(r.ID), Topic: topic, Contradiction: r.Contradiction, Until: r.Until != "", Evidence: r.Evidence, Source: r.When}
	out.When = c.cond.compile(place(r.Pos, r.At, "when"), r.When)
	out.Universal = out.When.Op == ruleset.OpTrue
	out.Then = c.effect(r.Pos, r.At, &protocol.Effect{Disposition: r.Disposition, Care: r.Care, Limits: r.Limits, Advice: r.Advice}, out.Universal)
	out.Unsure = c.ifUnsure(r, &out)
	c.lift(r, &out)
	if r.Disposition >= clinical.Postpone && r.Until == "" {
		c.failf(r.Pos, "P133", "say in words what ends it: until: ...", "%s stops massage and does not say until when", r.ID)
	}
	if (strings.HasPrefix(r.ID, "CX-")) != r.Contradiction {
		c.failf(r.Pos, "P134", "rules of class CX, and only they, say contradiction: true", "%s and its class disagree", r.ID)
	}
	c.cite("rule "+r.ID, r.Evidence, place(r.Pos, r.At, "evidence"))
	out.Reads = c.reads(&out.When)
	if len(out.Reads) == 0 && !out.Universal && !out.When.IsZero() { // a condition with a fault was reported
		c.failf(place(r.Pos, r.At, "when"), "P135", "name a finding, or write 'true'", "%s reads no finding", r.ID)
	}
	c.set.Rules = append(c.set.Rules, out)
}

func (c *compiler) reads(e *ruleset.Expr) []int {
	var out []int
	e.Walk(func(a int) {
		if f := c.set.Atoms[a].Finding; !slices.Contains(out, f) {
			out = append(out, f)
		}
	})
	slices.Sort(out)
	return out
}

// effect compiles what a rule does and checks that it hangs together.
func (c *compiler) effect(pos strict.Pos, at strict.Places, e *protocol.Effect, universal bool) ruleset.Effect {
	out := ruleset.Effect{Disposition: e.Disposition, Advice: e.Advice}
	if e.Care != nil {
		out.Care = *e.Care
	}
	if (out.Care.Who == clinical.Nobody) != (out.Care.Within == clinical.NoCare) {
		c.fail(place(pos, at, "care"), "P131", "care names who without a time, or a time without who", "give both who and within")
	}
	switch {
	case e.Disposition == clinical.Undecided:
		c.fail(place(pos, at, "disposition"), "P131", "an effect cannot be undecided", "use one of the ladder from suitable to emergency")
	case e.Disposition >= clinical.Refer && out.Care.Within == clinical.NoCare && e.Disposition != clinical.Avoid:
		c.fail(pos, "P131", e.Disposition.String()+" names nobody to see", "give care: {who, within}")
	case e.Disposition == clinical.Emergency && out.Care != (clinical.Care{Who: clinical.EmergencyServices, Within: clinical.Now}):
		c.fail(place(pos, at, "care"), "P131", "an emergency is for the emergency services, now", "care: {who: emergency services, within: now}")
	case e.Disposition == clinical.Urgent && out.Care.Within < clinical.Today:
		c.fail(place(pos, at, "care"), "P131", "urgent means today", "care: {who: doctor, within: today}")
	case e.Disposition == clinical.Suitable && len(e.Limits) > 0 && !universal:
		c.fail(pos, "P131", "a limit makes it modify", "disposition: modify")
	case universal && e.Disposition != clinical.Suitable:
		c.fail(pos, "P131", "a rule that always holds may only set limits", "disposition: suitable")
	}
	for i := range e.Limits {
		if l, ok := c.limit(pos, &e.Limits[i]); ok && !slices.Contains(out.Limits, l) {
			out.Limits = append(out.Limits, l)
		}
	}
	slices.Sort(out.Limits)
	for _, id := range e.Advice {
		c.need("card", id, place(pos, at, "advice"))
	}
	return out
}

func (c *compiler) ifUnsure(r *protocol.Rule, out *ruleset.Rule) *ruleset.Effect {
	pos := place(r.Pos, r.At, "if_unsure")
	switch {
	case r.IfUnsure.Word == "nothing":
		return nil
	case r.IfUnsure.Word == "same":
		e := out.Then
		return &e
	case r.IfUnsure.Effect == nil:
		c.failf(pos, "P132", "write same, nothing, or an effect", "%s does not say what to do when unsure", r.ID)
		return nil
	}
	e := c.effect(pos, nil, r.IfUnsure.Effect, out.Universal)
	if e.Disposition > out.Then.Disposition || !e.Care.AtMost(out.Then.Care) {
		c.failf(pos, "P132", "being unsure never counts for more than a yes", "if_unsure of %s is more cautious than the rule itself", r.ID)
	}
	if out.Then.Disposition < clinical.Postpone {
		for _, l := range e.Limits {
			if !slices.Contains(out.Then.Limits, l) {
				c.failf(pos, "P132", "being unsure never counts for more than a yes", "if_unsure of %s has a limit that the rule does not have", r.ID)
			}
		}
	}
	return &e
}

func (c *compiler) lift(r *protocol.Rule, out *ruleset.Rule) {
	if (r.LiftedBy == "") != (r.Remains == nil) {
		c.failf(r.Pos, "P136", "give both lifted_by and remains, or neither", "%s does not say what remains after a go-ahead", r.ID)
		return
	}
	if r.LiftedBy == "" {
		return
	}
	pos := place(r.Pos, r.At, "lifted_by")
	if r.Disposition != clinical.Refer && r.Disposition != clinical.Avoid {
		c.failf(pos, "P136", "only refer and avoid can be lifted", "%s is %s, which no go-ahead lifts", r.ID, r.Disposition)
	}
	if !c.need("go-ahead", r.LiftedBy, pos) {
		return
	}
	e := c.effect(place(r.Pos, r.At, "remains"), nil, r.Remains, false)
	if e.Disposition > clinical.Modify {
		c.failf(pos, "P136", "what remains is suitable or modify", "%s still stops massage after its go-ahead", r.ID)
	}
	out.LiftedBy, out.Remains = r.LiftedBy, &e
	for i := range c.set.GoAheads {
		if c.set.GoAheads[i].ID == r.LiftedBy {
			out.LapsesOn = c.set.GoAheads[i].LapsesOn
		}
	}
}

var limitTargets = map[string]string{
	"pressure": "stroking, light or moderate", "minutes": "whole minutes", "technique": "a technique id or #tag", "tool": "a tool id or #tag",
	"position": "a position id", "setting": "self, helper or professional", "consent": "what the consent is for",
}

// limit compiles one limit and gives its index.
func (c *compiler) limit(pos strict.Pos, l *protocol.Limit) (int, bool) {
	out := ruleset.Limit{Kind: ruleset.LimitKind(l.Kind), Target: l.Target}
	want, known := limitTargets[l.Kind]
	switch {
	case !known && l.Kind != "touch" && l.Kind != "heat":
		c.failf(pos, "P140", "kinds are pressure, minutes, touch, technique, tool, position, heat, setting and consent", "%q is not a kind of limit", l.Kind)
		return 0, false
	case known && l.Target == "", !known && l.Target != "":
		c.failf(pos, "P140", "its target is "+want, "the limit %q has a wrong target", l.Kind)
		return 0, false
	}
	if !c.target(pos, l) {
		return 0, false
	}
	out.Regions = c.expand(pos, l.Regions)
	for _, s := range l.Settings {
		var v clinical.Setting
		if err := v.UnmarshalText([]byte(s)); err != nil || v == clinical.NoSetting {
			c.failf(pos, "P141", "settings are self, helper and professional", "%q is not a setting", s)
			return 0, false
		}
		out.Settings = append(out.Settings, v)
	}
	slices.Sort(out.Settings)
	switch l.Side {
	case "":
	case "left":
		out.On = clinical.Left
	case "right":
		out.On = clinical.Right
	default:
		i, ok := c.cond.index[clinical.FindingID(l.Side)]
		if !ok || !slices.Equal(c.set.Findings[i].Values, []string{"left", "right", "both"}) {
			c.failf(pos, "P142", "use a choice of left, right, both", "%q does not say a side", l.Side)
			return 0, false
		}
		out.Side = i + 1
	}
	key := LimitString(c.set, &out)
	i, ok := c.limits[key]
	if !ok {
		i = len(c.set.Limits)
		c.set.Limits = append(c.set.Limits, out)
		c.limits[key] = i
	}
	return i, true
}

func (c *compiler) target(pos strict.Pos, l *protocol.Limit) bool {
	switch l.Kind {
	case "pressure":
		var p clinical.Pressure
		if err := p.UnmarshalText([]byte(l.Target)); err != nil || p < clinical.Stroking || p > clinical.Moderate {
			c.failf(pos, "P141", "caps are stroking, light and moderate", "%q is not a pressure cap", l.Target)
			return false
		}
	case "minutes":
		if n, err := strconv.Atoi(l.Target); err != nil || n < 1 || n > 60 {
			c.failf(pos, "P141", "write whole minutes, 1 to 60", "%q is not a number of minutes", l.Target)
			return false
		}
	case "technique", "tool":
		if tag, ok := strings.CutPrefix(l.Target, "#"); ok {
			return c.need("tag", tag, pos) && c.need("name of the tag", tag, pos)
		}
		return c.need("technique", l.Target, pos)
	case "position":
		return c.need("technique", l.Target, pos)
	case "setting":
		var s clinical.Setting
		if err := s.UnmarshalText([]byte(l.Target)); err != nil || s == clinical.NoSetting {
			c.failf(pos, "P141", "settings are self, helper and professional", "%q is not a setting", l.Target)
			return false
		}
	}
	return true
}

// expand turns groups into regions; the result is sorted and has no repeats.
func (c *compiler) expand(pos strict.Pos, ids []string) []string {
	var out []string
	for _, id := range ids {
		if i := slices.IndexFunc(c.src.Groups, func(g protocol.Group) bool { return g.ID == id }); i >= 0 {
			out = append(out, c.src.Groups[i].Regions...)
		} else if c.need("region", id, pos) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// LimitString is the short form of a limit: "pressure:light @calf,foot /self ~neuro.sensation_side".
func LimitString(s *ruleset.Set, l *ruleset.Limit) string {
	b := new(strings.Builder)
	b.WriteString(string(l.Kind))
	if l.Target != "" {
		b.WriteString(":" + l.Target)
	}
	if len(l.Regions) > 0 {
		b.WriteString(" @" + strings.Join(l.Regions, ","))
	}
	for i, set := range l.Settings {
		b.WriteString([]string{" /", ","}[min(i, 1)] + set.String())
	}
	if l.On != clinical.AnySide {
		b.WriteString(" ~" + l.On.String())
	}
	if l.Side > 0 {
		b.WriteString(" ~" + string(s.Findings[l.Side-1].ID))
	}
	return b.String()
}

// ParseLimit reads the short form; groups are expanded. It is the inverse of LimitString.
func ParseLimit(src *protocol.Source, text string) (string, error) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return "", fmt.Errorf("empty limit")
	}
	out := fields[0]
	var regions, rest []string
	for _, f := range fields[1:] {
		switch f[0] {
		case '@':
			for _, id := range strings.Split(f[1:], ",") {
				if i := slices.IndexFunc(src.Groups, func(g protocol.Group) bool { return g.ID == id }); i >= 0 {
					regions = append(regions, src.Groups[i].Regions...)
				} else {
					regions = append(regions, id)
				}
			}
		case '/':
			sets := strings.Split(f[1:], ",")
			slices.SortFunc(sets, func(a, b string) int { return settingRank(a) - settingRank(b) })
			rest = append(rest, "/"+strings.Join(sets, ","))
		case '~':
			rest = append(rest, f)
		default:
			return "", fmt.Errorf("%q: a part starts with @, / or ~", f)
		}
	}
	if len(regions) > 0 {
		slices.Sort(regions)
		out += " @" + strings.Join(slices.Compact(regions), ",")
	}
	slices.Sort(rest)
	return strings.Join(append([]string{out}, rest...), " "), nil
}

func settingRank(s string) int {
	var v clinical.Setting
	_ = v.UnmarshalText([]byte(s)) // an unknown one sorts first and then matches nothing
	return int(v)
}
