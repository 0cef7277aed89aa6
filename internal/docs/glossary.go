package docs

import (
	"fmt"
	"reflect"
	"strings"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// word is one clinical idea and how it is written here. Key names a finding,
// a value set, a technique or a tag of the protocol, and must exist.
type word struct {
	idea, key, scale, note string
}

// clinicalWords are the fixed words that live in the protocol. Those that are
// Go types are listed from the types themselves.
var clinicalWords = []word{
	{"spinal level", "disc.level", "", "the disc is named by its two vertebrae"},
	{"side", "side", "", "in a limit also `bilateral`; never L or R, which clash with levels"},
	{"disc morphology", "disc.type", "", "Fardon 2014; prolapse and unspecified are lay words. Herniated is all but none, bulge and schmorl"},
	{"time course of a nerve, bladder or bowel change", "course", "", "new: started or worse since a clinician examined it"},
	{"warning sign", "flag", "", "examined: looked into since, and nothing dangerous found"},
	{"pain (NRS)", "pain.back", "", "back and leg are asked apart; pain now, never an average"},
	{"pain in the leg (NRS)", "pain.leg", "", "below the buttock fold"},
	{"distal-most site", "site.left", "0 none, 1 central back, 2 beside the spine, 3 buttock, 4 thigh, 5 calf or shin, 6 foot", "asked for each side; its change is centralization or peripheralization"},
	{"peripheralization", "trend.site_left", "", "above 0: the pain moves away from the spine; below 0 is centralization"},
	{"phase", "onset.weeks", "acute below 6, subacute 6 to 12, chronic above 12 weeks", "computed from the start of the episode, never entered"},
	{"effleurage", "effleurage", "", "long stroking; opens and closes a session"},
	{"petrissage", "petrissage", "", "kneading"},
	{"friction", "friction", "", "rubbing"},
	{"tapotement and other percussion", "#percussion", "", "excluded for everyone with a lumbar disc problem"},
	{"vibration", "#vibration", "", "by hand or by a device"},
	{"ischemic compression", "ischemic_compression", "", "trigger-point or point pressure"},
	{"myofascial release", "myofascial_release", "", ""},
	{"prone position", "prone", "", "face down"},
	{"supine position", "supine", "", "face up"},
	{"side-lying position", "side_lying", "", ""},
}

// fixedLists are the closed lists of package clinical.
var fixedLists = []struct {
	idea string
	list reflect.Type
	note string
}{
	{"disposition", reflect.TypeFor[clinical.Disposition](), "what a hands-on session may do, from least to most cautious; undecided allows nothing"},
	{"time to be seen", reflect.TypeFor[clinical.Within](), "from least to most pressing"},
	{"who to see", reflect.TypeFor[clinical.Who](), "clinician is a doctor or a physiotherapist; doctor is the family or out-of-hours doctor"},
	{"side", reflect.TypeFor[clinical.Side](), "no side means that the region has none, or both are meant"},
	{"pressure", reflect.TypeFor[clinical.Pressure](), "only stroking, light and moderate are ever planned; firm and deep describe what is excluded"},
	{"setting", reflect.TypeFor[clinical.Setting](), "who does the hands-on work"},
	{"role", reflect.TypeFor[clinical.Role](), "who answers; never changes the answer"},
}

// classes are the classes of rules, in the order of the catalogue.
var classes = [][2]string{
	{"RF", "red flag: a sign of something dangerous"},
	{"CI", "absolute contraindication: none while it stands"},
	{"RC", "relative contraindication: only with a clinician's agreement, or with limits"},
	{"PR", "precaution: limits"},
	{"DO", "dose: limits of time and number"},
	{"ST", "stage: what the kind of disc problem and the leg allow"},
	{"PO", "postponement: a time or a condition is named"},
	{"FU", "follow-up: what the sessions so far mean"},
	{"CX", "contradiction: two answers that do not fit; the dangerous reading counts"},
}

var unitNames = map[string]string{"h": "hours", "d": "days", "wk": "weeks", "mo": "months", "a": "years", "{score}": "points", "1": "count"}

// glossary makes the fixed clinical words with their Go name, protocol key and unit.
func (g generator) glossary() (string, error) {
	b := new(strings.Builder)
	b.WriteString("# Glossary\n\n" + written +
		"The clinical words of this repository. Each has one meaning, one Go name and one protocol key;\n" +
		"ids and values are never renumbered, renamed or reused. Units are UCUM codes.\n\n## Clinical ideas\n\n")
	b.WriteString(row("idea", "protocol key", "unit or scale", "note") + row("---", "---", "---", "---"))
	for _, w := range clinicalWords {
		scale, err := g.scale(w.key)
		if err != nil {
			return "", err
		}
		if w.scale != "" {
			scale = w.scale
		}
		b.WriteString(row(w.idea, "`"+w.key+"`", scale, w.note))
	}
	b.WriteString("\n## Closed lists in Go\n\n" + row("idea", "Go", "values", "note") + row("---", "---", "---", "---"))
	for _, l := range fixedLists {
		b.WriteString(row(l.idea, "`clinical."+l.list.Name()+"`", code(strict.Words(l.list)), l.note))
	}
	b.WriteString(row("state of an answer", "`clinical.Kind`", "not asked, unsure, known", "the zero value is not asked and never means no"))
	b.WriteString("\n## Classes of rules\n\n" + row("class", "meaning") + row("---", "---"))
	for _, c := range classes {
		b.WriteString(row("`"+c[0]+"`", c[1]))
	}
	b.WriteString("\n## Go-aheads\n\n" + row("kind", "who", "longest, days", "ends when one of these answers changes") + row("---", "---", "---", "---"))
	for i := range g.set.GoAheads {
		k := &g.set.GoAheads[i]
		var lapses []string
		for _, f := range k.LapsesOn {
			lapses = append(lapses, string(g.set.Findings[f].ID))
		}
		b.WriteString(row("`"+k.ID+"`", g.words.Get("go_ahead", k.ID, "name"), k.MaxDays, code(lapses)))
	}
	b.WriteString("\n## Regions of the body map\n\n" + row("region", "name", "sides", "groups") + row("---", "---", "---", "---"))
	for _, r := range g.set.Regions {
		var in []string
		for _, group := range g.set.Groups {
			for _, id := range group.Regions {
				if id == r.ID {
					in = append(in, group.ID)
				}
			}
		}
		sides := ""
		if r.Sided {
			sides = "left, right"
		}
		b.WriteString(row("`"+r.ID+"`", g.words.Get("region", r.ID, "name"), sides, code(in)))
	}
	b.WriteString("\n## Findings\n\nWhat can be known about a person. These ids and values are the ones of a [case file](case-file.md).\n\n")
	b.WriteString(row("finding", "name", "type", "values, range or source", "normal") + row("---", "---", "---", "---", "---"))
	for i := range g.set.Findings {
		f := &g.set.Findings[i]
		b.WriteString(row("`"+string(f.ID)+"`", g.words.Get("finding", string(f.ID), "name"), f.Type, g.values(f), normal(f)))
	}
	return b.String(), nil
}

// scale is how a key of the protocol is measured; an unknown key is an error.
func (g generator) scale(key string) (string, error) {
	if i, ok := g.set.Finding(clinical.FindingID(key)); ok {
		return g.values(&g.set.Findings[i]), nil
	}
	for _, v := range g.src.Meta.ValueSets {
		if v.ID == key {
			return code(v.Values), nil
		}
	}
	if i, ok := g.set.Technique(key); ok {
		return band(&g.set.Techniques[i]), nil
	}
	for i := range g.set.Techniques {
		if tag, ok := strings.CutPrefix(key, "#"); ok && g.set.Techniques[i].Has(tag) {
			return "tag", nil
		}
	}
	return "", fmt.Errorf("the glossary names %q, which the protocol does not have", key)
}

func band(t *ruleset.Technique) string {
	switch {
	case t.Kind == ruleset.KindPosition:
		return "position"
	case t.Least == t.Most:
		return t.Least.String() + ", minutes"
	}
	return t.Least.String() + " to " + t.Most.String() + ", minutes"
}

// values are what a finding can hold, or what it is computed from.
func (g generator) values(f *ruleset.Finding) string {
	if d := f.Derive; d != nil {
		unit := f.Unit
		switch d.Kind {
		case "elapsed":
			return fmt.Sprintf("computed: %s since `%s`, unit `%s`", d.Unit, g.set.Findings[d.Of].ID, unit)
		case "change":
			return fmt.Sprintf("computed: change of `%s` since the last session, unit `%s`", g.set.Findings[d.Of].ID, unit)
		case "count":
			return fmt.Sprintf("computed: number of %s events since the last review by a clinician", d.Ev)
		case "since":
			return fmt.Sprintf("computed: %s since the last %s, unit `%s`", d.Unit, d.Ev, unit)
		}
		return fmt.Sprintf("computed: %s since the first %s, unit `%s`", d.Unit, d.Ev, unit)
	}
	switch f.Type {
	case ruleset.Bool:
		return code([]string{"true", "false"})
	case ruleset.Int:
		return fmt.Sprintf("%d to %d %s, unit `%s`", f.Min, f.Max, unitNames[f.Unit], f.Unit)
	case ruleset.Date:
		return "year, month, day or instant"
	}
	return code(f.Values)
}

func normal(f *ruleset.Finding) string {
	if f.Normal == nil {
		return ""
	}
	return "`" + f.FormatAnswer(f.Answer(*f.Normal)) + "`"
}

// code puts each word in code font; the empty word is left out.
func code(words []string) string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, "`"+w+"`")
		}
	}
	return strings.Join(out, ", ")
}
