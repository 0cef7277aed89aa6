package web

import (
	"net/http"
	"slices"
	"strings"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

func (s *Server) resultRoutes(on route) {
	on("GET /result", showResult)
}

// Card is a care card: one instruction and why.
type Card struct {
	Level   string // of a disposition
	Hidden  string // what the color says, in words
	Heading string
	Care    string
	Numbers []string // to call, of an emergency
	Reasons []ReasonView
}

// ReasonView is one reason with the answers behind it.
type ReasonView struct {
	Rule     string
	Title    string
	Told     []ToldView
	Text     string
	Unsure   bool
	Evidence []string
}

// ToldView is one answer with the link to change it.
type ToldView struct {
	Name, Answer, URL string
}

// Teaching is a card of the protocol: advice, a myth, a page to learn from.
type Teaching struct {
	ID, Kind, Title, Says, Text string
	Items                       []string
	Evidence                    []string
}

// ResultPage is the answer to "may I have a massage?".
type ResultPage struct {
	Page
	Card        Card
	Stale       bool
	Over        bool // a permission that does not hold any more
	Emergency   bool
	Urgent      bool
	Waits       bool // postpone, refer or avoid
	Allows      bool
	Question    *QuestionForm // still asked, because it could be an emergency
	Now         []Teaching    // what to do now, of an urgent or emergency result
	Limits      []LimitView
	Universal   []ReasonView
	Conflicts   []Teaching // where the articles disagree, and what we chose
	Change      []ChangeView
	ValidUntil  string
	TryAgain    string
	Today       []Teaching
	MoreToday   []Teaching
	Keep        Teaching // signs to keep in mind
	CanAgree    bool
	CanSeen     bool
	Settings    []SettingLink
	Faulty      []string
	Contradicts bool
	Protocol    string
	Decided     string // when
}

// LimitView is one limit and the rules that set it.
type LimitView struct {
	Text  string
	Rules []string
}

// ChangeView says what would end or lift one reason.
type ChangeView struct {
	Rule, Title, Until, Who string
	Remains                 []string
}

// SettingLink leads to the plan for one setting.
type SettingLink struct{ Setting, Text, URL string }

func showResult(v *visit) error {
	as := v.file.Assess(v.Set)
	stale := v.file.Stale(v.Set, v.now)
	alarm := as.Disposition >= clinical.Urgent
	switch {
	case alarm:
	case !v.file.Begun():
		return v.redirect("/check")
	case v.ending():
		return v.redirect("/session") // how it ended counts, and is not known yet
	}
	if !stale && !alarm && (!v.file.Finished || as.Next != nil) {
		return v.redirect(v.step())
	}
	return v.render(http.StatusOK, "result", v.result(&as))
}

// card is the care card of a decision.
func (v *visit) card(as *assess.Assessment) Card {
	c := Card{Level: as.Disposition.String(), Heading: v.Heading(as, v.number()), Care: v.Care(as.Care), Hidden: v.T("level." + as.Disposition.String())}
	if as.Disposition == clinical.Emergency {
		c.Care, c.Numbers = v.T("emergency.care"), v.numbers()
	}
	for i := range as.Reasons {
		r := &as.Reasons[i]
		if as.Disposition >= clinical.Postpone && r.Disposition < clinical.Postpone && r.Care.Within == clinical.NoCare {
			continue // only what makes it wait
		}
		if as.Disposition == clinical.Emergency && r.Disposition < clinical.Emergency {
			continue // one card, nothing else
		}
		c.Reasons = append(c.Reasons, v.reason(as, r))
	}
	return c
}

func (v *visit) reason(as *assess.Assessment, r *assess.Reason) ReasonView {
	c := v.file.Case()
	out := ReasonView{Rule: string(r.Rule), Title: v.Text("rule", string(r.Rule), "title"), Text: v.Reason(r, c.Role), Unsure: r.Unsure, Evidence: r.Evidence}
	for _, t := range v.Told(&c, r) {
		out.Told = append(out.Told, ToldView{locale.Upper(t.Name), t.Answer, v.changeURL(t.Finding)})
	}
	return out
}

// changeURL is the page where an answer can be changed; empty when it is not
// of this check.
func (v *visit) changeURL(id clinical.FindingID) string {
	for _, p := range v.file.Pages {
		if _, ok := p.Answers[id]; ok {
			return v.url("/check/" + p.Question)
		}
	}
	if i, ok := v.Set.Finding(id); ok {
		if d := v.Set.Findings[i].Derive; d != nil && (d.Kind == "elapsed" || d.Kind == "change") {
			return v.changeURL(v.Set.Findings[d.Of].ID)
		}
	}
	return ""
}

func (v *visit) result(as *assess.Assessment) ResultPage {
	p := ResultPage{Page: v.base(v.Heading(as, v.number()), ""), Card: v.card(as), Stale: v.file.Stale(v.Set, v.now) || care.Expired(as, v.now)}
	p.NavAt = "check"
	if p.Stale && as.Disposition.Allows() {
		return v.over(p)
	}
	c := v.file.Case()
	p.Emergency, p.Urgent, p.Allows = as.Disposition == clinical.Emergency, as.Disposition == clinical.Urgent, as.Disposition.Allows()
	p.Waits = as.Disposition >= clinical.Postpone && as.Disposition <= clinical.Avoid
	p.Decided = v.When(c.Now.In(v.now.Location()))
	p.Protocol = as.Protocol.ID + " " + as.Protocol.Version + ", " + as.Protocol.Digest[:12]
	if as.Next != nil && p.Urgent && !p.Stale {
		if q, ok := v.Set.Question(as.Next.Question); ok {
			a := &asked{v: v, q: q, ids: v.file.Asks(v.Set, q, as)}
			f := v.questionForm(a, a.fields(v.file.Findings), false)
			f.Inline = true
			for i := range f.Fields {
				f.Fields[i].Inline = true
			}
			p.Question = &f
		}
	}
	var facts ruleset.Facts
	v.Set.Resolve(&c, c.Now, &facts)
	switch {
	case p.Emergency:
		p.Now = v.fitting(&facts, "emergency-call-now", "emergency-tell-the-hospital")
	case p.Urgent:
		p.Now = v.fitting(&facts, "emergency-doctor-today")
	}
	if p.Allows {
		p.Limits = v.limits(as.Limits)
		for i := range v.Set.Rules {
			if u := &v.Set.Rules[i]; u.Universal {
				p.Universal = append(p.Universal, ReasonView{Rule: string(u.ID), Title: v.Text("rule", string(u.ID), "title"), Text: v.Rule(u.ID, c.Role), Evidence: u.Evidence})
			}
		}
		for _, s := range clinical.Settings() {
			p.Settings = append(p.Settings, SettingLink{s.String(), v.T("result.plan." + s.String()), v.url("/plan/" + s.String())})
		}
	}
	if p.Waits {
		special, general := v.today(&facts)
		p.Today = append(special, general...)
		if len(p.Today) > mostToday {
			p.Today, p.MoreToday = p.Today[:mostToday], p.Today[mostToday:]
		}
	}
	if !p.Emergency {
		p.Keep = v.teach("emergency-keep-this-card")
		p.Conflicts = v.conflicts(as)
	}
	v.whatNext(&p, as)
	return p
}

// over is the page of a permission that does not hold any more: it says so and
// repeats nothing of it.
func (v *visit) over(p ResultPage) ResultPage {
	p.Over, p.Card = true, Card{}
	p.Title = v.T("result.stale.title")
	p.Decided = v.When(v.file.At.In(v.now.Location()))
	p.Keep = v.teach("emergency-keep-this-card")
	return p
}

// mostToday is how many things to do today are shown at first: a person in
// pain reads a short list.
const mostToday = 4

// whatNext fills how long the result holds and what would change it.
func (v *visit) whatNext(p *ResultPage, as *assess.Assessment) {
	for _, ch := range as.Change {
		cv := ChangeView{Rule: string(ch.Rule), Title: v.Text("rule", string(ch.Rule), "title")}
		if ch.Until {
			cv.Until = v.Text("rule", string(ch.Rule), "until")
		}
		if ch.LiftedBy != "" {
			cv.Who = v.Text("go_ahead", ch.LiftedBy, "name")
			cv.Remains = v.limitTexts(ch.Remains, anySide)
		}
		p.Change = append(p.Change, cv)
	}
	if as.TryAgain != nil {
		p.TryAgain = v.When(as.TryAgain.In(v.now.Location()))
	}
	if as.ValidUntil != nil {
		p.ValidUntil = v.When(as.ValidUntil.In(v.now.Location()))
	}
	p.CanAgree = !p.Stale && p.Waits && len(care.Lifters(v.Set, as)) > 0
	p.CanSeen = as.Disposition >= clinical.Refer
	p.Contradicts = len(as.Contradictions) > 0
	for _, id := range as.Faulty {
		p.Faulty = append(p.Faulty, v.Text("finding", string(id), "name"))
	}
}

// limits words limits, each once with every rule that sets it. What the same
// rules forbid to use at the same places is one line.
func (v *visit) limits(in []assess.Limit) []LimitView {
	type line struct {
		LimitView
		first *assess.Limit
		more  []string
	}
	var lines []line
	for i := range in {
		l := &in[i]
		t := v.Limit(l.Limit, l.Side)
		if j := slices.IndexFunc(lines, func(o line) bool { return o.Text == t }); j >= 0 {
			if !slices.Contains(lines[j].Rules, string(l.Rule)) {
				lines[j].Rules = append(lines[j].Rules, string(l.Rule))
			}
			continue
		}
		lines = append(lines, line{LimitView{t, []string{string(l.Rule)}}, l, nil})
	}
	var joined []line
	for _, l := range lines {
		j := slices.IndexFunc(joined, func(o line) bool { return slices.Equal(o.Rules, l.Rules) && sameUse(o.first, l.first) })
		if j < 0 {
			joined = append(joined, l)
			continue
		}
		o := &joined[j]
		o.more = append(o.more, l.first.Target)
		o.Text = v.Limit(o.first.Limit, o.first.Side, o.more...)
	}
	out := make([]LimitView, 0, len(joined))
	for _, l := range joined {
		out = append(out, l.LimitView)
	}
	return out
}

// sameUse reports whether two limits forbid to use something at the same
// places and to the same people.
func sameUse(a, b *assess.Limit) bool {
	use := func(k ruleset.LimitKind) bool { return k == ruleset.NoTechnique || k == ruleset.NoTool }
	return use(a.Kind) && use(b.Kind) && a.Side == b.Side && slices.Equal(a.Regions, b.Regions) && slices.Equal(a.Settings, b.Settings)
}

// limitTexts words limits that no rule is named for.
func (v *visit) limitTexts(in []*ruleset.Limit, side func(*ruleset.Limit) clinical.Side) []string {
	var all []assess.Limit
	for i := range in {
		all = append(all, assess.Limit{Limit: in[i], Side: side(in[i])})
	}
	var out []string
	for _, l := range v.limits(all) {
		out = append(out, l.Text)
	}
	return out
}

// anySide is for limits whose side is not known yet.
func anySide(*ruleset.Limit) clinical.Side { return clinical.AnySide }

// teach words one card of the protocol.
func (v *visit) teach(id string) Teaching {
	k, ok := v.Set.Card(id)
	if !ok {
		return Teaching{}
	}
	return Teaching{ID: id, Kind: k.Kind, Title: v.Text("card", id, "title"), Says: v.Text("card", id, "says"), Text: v.Text("card", id, "text"), Items: v.Words.List("card", id, "item"), Evidence: k.Evidence}
}

// fitting words the cards named that fit this person.
func (v *visit) fitting(f *ruleset.Facts, ids ...string) []Teaching {
	var out []Teaching
	for _, id := range ids {
		if k, ok := v.Set.Card(id); ok && v.Set.Fits(k, f) {
			out = append(out, v.teach(id))
		}
	}
	return out
}

// today lists what helps today: what fits this person in particular, and what
// fits everybody.
func (v *visit) today(f *ruleset.Facts) (special, general []Teaching) {
	for i := range v.Set.Cards {
		k := &v.Set.Cards[i]
		if k.Kind != "do_today" || !v.Set.Fits(k, f) {
			continue
		}
		if k.When.IsZero() {
			general = append(general, v.teach(k.ID))
		} else {
			special = append(special, v.teach(k.ID))
		}
	}
	return special, general
}

// conflicts lists where the articles disagree about what this result rests on:
// the cards that share a statement with a rule behind it.
func (v *visit) conflicts(as *assess.Assessment) []Teaching {
	cited := map[string]bool{}
	for _, r := range as.Reasons {
		if r.Disposition == as.Disposition || as.Disposition.Allows() {
			for _, e := range r.Evidence {
				if strings.HasPrefix(e, "S0") {
					cited[e] = true
				}
			}
		}
	}
	var out []Teaching
	for i := range v.Set.Cards {
		k := &v.Set.Cards[i]
		if k.Kind == "conflict" && slices.ContainsFunc(k.Evidence, func(e string) bool { return cited[e] }) {
			out = append(out, v.teach(k.ID))
		}
	}
	return out[:min(len(out), mostConflicts)]
}

const mostConflicts = 4
