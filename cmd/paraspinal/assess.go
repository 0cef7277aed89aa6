package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

func (a *app) assessCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "assess FILE|-",
		Short: "Decide whether a massage is safe for the person in a case file",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			as := assess.Assess(a.set, r.Case, r.Case.Now)
			if a.format == "json" {
				return writeJSON(a.out, a.assessmentJSON(&as, r.Case, r.NotAsked))
			}
			a.writeAssessment(&as, r.Case)
			return nil
		},
	}
}

// page writes text for people, with color only on a terminal.
type page struct {
	w     io.Writer
	color bool
}

func (a *app) page() page { return page{a.out, a.terminal()} }

func (p page) head(s string) {
	if p.color {
		s = "\x1b[1m" + s + "\x1b[0m"
	}
	fmt.Fprintf(p.w, "\n%s\n", s)
}

func (p page) para(s string) { fmt.Fprintln(p.w, wrap(s, "", "")) }

func (p page) item(s string) { fmt.Fprintln(p.w, wrap(s, "  - ", "    ")) }

// wrap breaks text at 78 columns.
func wrap(text, first, rest string) string {
	var b strings.Builder
	line := first
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && len([]rune(line))+1+len([]rune(word)) > 78 {
			b.WriteString(line + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	b.WriteString(line)
	return b.String()
}

// writeAssessment writes the result as one care card and what belongs to it.
func (a *app) writeAssessment(as *assess.Assessment, c clinical.Case) {
	v, p := a.view(c), a.page()
	p.head(heading(as))
	if care := careLine(as); care != "" {
		p.para(care)
	}
	if as.Disposition == clinical.Emergency {
		a.emergencyCard(v, p, as)
		return
	}
	if as.Disposition == clinical.Urgent {
		a.fitting(v, p, "emergency-doctor-today")
	}
	a.because(v, p, as)
	if as.Disposition.Allows() {
		if len(as.Limits) > 0 {
			p.head("Your limits")
		}
		for _, l := range limitLines(v, as) {
			p.item(l)
		}
		p.head("For everyone with a disc problem")
		for i := range v.set.Rules {
			if u := &v.set.Rules[i]; u.Universal {
				p.item(v.ruleText(u.ID))
			}
		}
	}
	a.later(v, p, as)
	if as.Disposition >= clinical.Postpone && as.Disposition < clinical.Urgent {
		a.today(v, p, c)
	}
	p.head("Get help at once if")
	p.item("you feel numb between the legs, or passing urine or stool changes")
	p.item("a leg or foot becomes weak, or pain comes into both legs")
	if as.Next != nil {
		p.head("Still to answer")
		p.para(v.words.Get("question", as.Next.Question, "text"))
	}
	fmt.Fprintf(p.w, "\n%s\n", wrap(v.notice()+" Protocol "+as.Protocol.ID+" "+as.Protocol.Version+", "+as.Protocol.Digest[:12]+".", "", ""))
}

func careLine(as *assess.Assessment) string {
	switch {
	case as.Disposition == clinical.Emergency:
		return "Do not drive yourself. Do not have a massage."
	case as.Care.Within == clinical.NoCare:
		return ""
	}
	return fmt.Sprintf("See %s %s.", whoPhrase(as.Care.Who), withinPhrase(as.Care.Within))
}

func (a *app) emergencyCard(v view, p page, as *assess.Assessment) {
	for _, r := range as.Reasons {
		if r.Disposition == clinical.Emergency {
			p.item(v.reason(r))
		}
	}
	a.fitting(v, p, "emergency-call-now", "emergency-tell-the-hospital")
	fmt.Fprintf(p.w, "\n%s\n", wrap(v.notice(), "", ""))
}

// fitting writes the cards that fit this person, each with its title and items.
func (a *app) fitting(v view, p page, ids ...string) {
	var facts ruleset.Facts
	v.set.Resolve(&v.c, v.c.Now, &facts)
	for _, id := range ids {
		k, ok := v.set.Card(id)
		if !ok || !v.set.Fits(k, &facts) {
			continue
		}
		p.head(v.words.Get("card", id, "title"))
		p.para(v.words.Get("card", id, "text"))
		for _, it := range v.words.List("card", id, "item") {
			p.item(it)
		}
	}
}

// because lists the reasons. When massage has to wait, only those that make it
// wait are listed; all of them are in the JSON.
func (a *app) because(v view, p page, as *assess.Assessment) {
	if len(as.Reasons) == 0 {
		return
	}
	p.head("Because you told us")
	doubts := map[string][]string{}
	var order []string
	for _, r := range as.Reasons {
		if as.Disposition >= clinical.Postpone && r.Disposition < clinical.Postpone && r.Care.Within == clinical.NoCare {
			continue
		}
		told := v.told(r)
		if r.Unsure { // what is not sure is said once, with every rule that counts it
			if doubts[told] == nil {
				order = append(order, told)
			}
			doubts[told] = append(doubts[told], string(r.Rule))
			continue
		}
		p.item(told + ". " + v.reason(r) + " [" + string(r.Rule) + ": " + strings.Join(r.Evidence, ", ") + "]")
	}
	for _, told := range order {
		p.item(told + ". Until this is clear, the careful answer counts. [" + strings.Join(doubts[told], ", ") + "]")
	}
	for _, id := range as.Contradictions {
		p.item("Two of your answers do not fit together, so the careful reading counts. [" + string(id) + "]")
	}
	for _, id := range as.Faulty {
		p.item("The answer to \"" + v.words.Get("finding", string(id), "name") + "\" cannot be right, so it counts as not sure.")
	}
}

// told repeats the answers that a reason rests on.
func (v view) told(r assess.Reason) string {
	var told, doubt []string
	for _, id := range r.Findings {
		f := v.finding(id)
		told = append(told, f.Name+": "+f.Text)
		if f.Answer == "unsure" {
			doubt = append(doubt, f.Name+": "+f.Text)
		}
	}
	if r.Unsure && len(doubt) > 0 {
		told = doubt // in a doubt only what is not sure is of interest
	}
	return strings.Join(told, "; ")
}

// limitLines words the limits, each once.
func limitLines(v view, as *assess.Assessment) []string {
	var out []string
	seen := map[string]int{}
	for i := range as.Limits {
		l := &as.Limits[i]
		t := v.limit(l.Limit, l.Side)
		if j, ok := seen[t]; ok {
			out[j] = strings.TrimSuffix(out[j], "]") + ", " + string(l.Rule) + "]"
			continue
		}
		seen[t] = len(out)
		out = append(out, t+" ["+string(l.Rule)+"]")
	}
	return out
}

// later writes how long the result holds, when to try again and what would change it.
func (a *app) later(v view, p page, as *assess.Assessment) {
	if as.Disposition == clinical.Undecided {
		return
	}
	p.head("What comes next")
	if as.TryAgain != nil {
		p.item("Try again after " + when(as.TryAgain.In(zoneOf(v.c))) + ".")
	}
	for _, ch := range as.Change {
		t := v.words.Get("rule", string(ch.Rule), "title")
		if ch.Until {
			p.item(t + ": until " + v.words.Get("rule", string(ch.Rule), "until") + ". [" + string(ch.Rule) + "]")
		}
		if ch.LiftedBy != "" {
			s := "If " + v.words.Get("go_ahead", ch.LiftedBy, "name") + " agrees to massage, write it down with the date."
			for i := range ch.Remains {
				s += " Then: " + v.limit(ch.Remains[i], clinical.AnySide)
			}
			p.item(s)
		}
	}
	if as.ValidUntil != nil && as.Disposition.Allows() {
		p.item("This holds until " + when(as.ValidUntil.In(zoneOf(v.c))) + ", and only if nothing changes. Check again before each session.")
	}
	if as.Disposition >= clinical.Refer {
		p.item("When you have been seen about this, change your answer and check again.")
	}
}

func zoneOf(c clinical.Case) *time.Location {
	if c.Zone != nil {
		return c.Zone
	}
	return time.UTC
}

// mostToday is how many things to do today are shown: a person in pain reads
// a short list. Those that fit this person in particular come first.
const mostToday = 6

func (a *app) today(v view, p page, c clinical.Case) {
	var facts ruleset.Facts
	v.set.Resolve(&c, c.Now, &facts)
	var ids []string
	for _, special := range []bool{true, false} {
		for i := range v.set.Cards {
			k := &v.set.Cards[i]
			if k.Kind == "do_today" && k.When.IsZero() != special && v.set.Fits(k, &facts) {
				ids = append(ids, k.ID)
			}
		}
	}
	p.head("What you can do today instead")
	for _, id := range ids[:min(mostToday, len(ids))] {
		p.item(v.words.Get("card", id, "title") + ". " + v.words.Get("card", id, "text"))
	}
}
