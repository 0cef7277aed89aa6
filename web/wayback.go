package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

func (s *Server) wayBackRoutes(on route) {
	on("GET /seen", showSeen)
	on("POST /seen", takeSeen)
	on("GET /agreed", showAgreed)
	on("POST /agreed", takeAgreed)
	on("POST /agreed/withdraw", withdraw)
	on("GET /letter", showLetter)
	on("GET /letter/{other}", showLetter)
	on("GET /result/emergency.svg", emergencyPicture)
}

// SeenPage is "I have been seen about this".
type SeenPage struct {
	Page
	Heading string
	Signs   []Field
	None    bool        // nobody has examined any of it
	Ends    []EndReason // what ends each reason behind the result
}

// EndReason is one rule and what ends it.
type EndReason struct{ Rule, Title, Until string }

// stopped is the result that a way back leads from; false when there is none.
func (v *visit) stopped() (assess.Assessment, bool) {
	as := v.file.Assess(v.Set)
	return as, v.file.Begun() && as.Disposition >= clinical.Refer
}

func (v *visit) signs(as *assess.Assessment) []Field {
	var out []Field
	for _, id := range care.Signs(v.Set, as, v.file.Case()) {
		f := Field{ID: elementID("f", id), Name: string(id), Kind: radios, Legend: locale.Upper(v.Text("finding", string(id), "name"))}
		for _, val := range []string{"yes", "no"} {
			f.Options = append(f.Options, Option{ID: elementID(f.ID, val), Value: val, Text: v.T("seen." + val)})
		}
		f.FirstID = f.Options[0].ID
		out = append(out, f)
	}
	return out
}

func (v *visit) seenPage(as *assess.Assessment) SeenPage {
	p := SeenPage{Page: v.base(v.T("seen.title"), v.url("/result")), Heading: v.Heading(as, v.number()), Signs: v.signs(as)}
	p.NavAt = "check"
	for _, r := range as.Reasons {
		if until := v.Text("rule", string(r.Rule), "until"); r.Disposition >= clinical.Refer && until != "" {
			p.Ends = append(p.Ends, EndReason{string(r.Rule), v.Text("rule", string(r.Rule), "title"), until})
		}
	}
	return p
}

func showSeen(v *visit) error {
	as, ok := v.stopped()
	if !ok {
		return v.redirect(v.step())
	}
	return v.render(http.StatusOK, "seen", v.seenPage(&as))
}

// takeSeen records what was examined and begins the re-check of the rest.
func takeSeen(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	as, ok := v.stopped()
	switch {
	case !ok:
		return v.redirect(v.step())
	case v.rev() != v.file.Rev:
		return v.redirect("/answers?note=tab")
	}
	p := v.seenPage(&as)
	var seen []clinical.FindingID
	for i := range p.Signs {
		f := &p.Signs[i]
		said := v.r.PostForm.Get(f.Name)
		for k := range f.Options {
			f.Options[k].Checked = f.Options[k].Value == said
		}
		switch said {
		case "yes":
			seen = append(seen, clinical.FindingID(f.Name))
		case "no":
		default:
			f.Error, p.Error = v.T("seen.error"), true
		}
	}
	switch {
	case p.Error:
		return v.render(http.StatusUnprocessableEntity, "seen", p)
	case len(seen) == 0:
		p.None = true
		return v.render(http.StatusOK, "seen", p)
	}
	v.file.Seen(v.Set, seen, v.now)
	if err := v.keep(); err != nil {
		return err
	}
	return v.redirect(v.step())
}

// AgreedPage is where a go-ahead is entered, and where those given stand.
type AgreedPage struct {
	Page
	Kind         Field
	Who          string
	WhoError     string
	Given, Until Field
	Fields       []Field // all of them, for the list of errors
	Can          bool    // there is something to lift
	Remains      []RemainView
	GoAheads     []GoAheadView
	Note         string
}

// RemainView is what stays limited when a kind of clinician agrees.
type RemainView struct {
	Who    string
	Limits []string
}

// GoAheadView is one go-ahead as it stands now.
type GoAheadView struct {
	N                      int
	Kind, Who, From, Until string
	Valid                  bool
	State                  string
}

func (v *visit) agreedPage(as *assess.Assessment) AgreedPage {
	p := AgreedPage{Page: v.base(v.T("agreed.title"), v.url("/result"))}
	p.NavAt = "check"
	p.Kind = Field{ID: "f-kind", Name: "kind", Kind: radios, Legend: v.T("agreed.kind")}
	kinds := care.Lifters(v.Set, as)
	p.Can = len(kinds) > 0 && v.file.Begun() && as.Disposition >= clinical.Refer && as.Disposition <= clinical.Avoid
	for _, id := range kinds {
		k, _ := v.Set.GoAheadKind(id)
		p.Kind.Options = append(p.Kind.Options, Option{ID: elementID("f-kind", id), Value: id, Text: locale.Upper(v.Text("go_ahead", id, "name")), Hint: v.N("agreed.longest", k.MaxDays), Checked: len(kinds) == 1})
		if r := (RemainView{locale.Upper(v.Text("go_ahead", id, "name")), v.remaining(as, id)}); len(r.Limits) > 0 {
			p.Remains = append(p.Remains, r)
		}
	}
	if p.Can {
		p.Kind.FirstID = p.Kind.Options[0].ID
	}
	p.Given = Field{ID: "f-given", Name: "given", Kind: date, Legend: v.T("agreed.given"), Hint: v.T("agreed.date_hint")}
	p.Given.Day, p.Given.Month, p.Given.Year = strconv.Itoa(v.now.Day()), strconv.Itoa(int(v.now.Month())), strconv.Itoa(v.now.Year())
	p.Until = Field{ID: "f-until", Name: "until", Kind: date, Legend: v.T("agreed.until"), Hint: v.T("agreed.until_hint")}
	p.Given.FirstID, p.Until.FirstID = p.Given.first(), p.Until.first()
	p.GoAheads = v.goAheads()
	return p
}

// remaining words the limits that remain when a kind of clinician agrees.
func (v *visit) remaining(as *assess.Assessment, kind string) []string {
	var all []*ruleset.Limit
	for _, r := range as.Reasons {
		i, ok := v.Set.Rule(r.Rule)
		if !ok || r.Lifted || v.Set.Rules[i].LiftedBy != kind || v.Set.Rules[i].Remains == nil {
			continue
		}
		for _, l := range v.Set.Rules[i].Remains.Limits {
			all = append(all, &v.Set.Limits[l])
		}
	}
	return v.limitTexts(all, anySide)
}

// goAheads lists the go-aheads given and whether each holds now.
func (v *visit) goAheads() []GoAheadView {
	c := v.file.Case()
	c.Now = v.now
	as := assess.Assess(v.Set, c, v.now)
	var out []GoAheadView
	for i, g := range v.file.GoAheads {
		st := as.GoAheads[i]
		o := GoAheadView{N: i, Kind: locale.Upper(v.Text("go_ahead", g.Kind, "name")), Who: g.Who, From: v.Date(g.At), Until: v.Date(g.Until), Valid: st.Valid}
		o.State = v.T("agreed.state." + strings.ReplaceAll(string(st.Why), " ", "_"))
		if st.Valid {
			o.State = v.T("agreed.state.valid")
		} else if st.Lapsed != "" {
			o.State = v.T("agreed.state.changed", "name", v.Text("finding", string(st.Lapsed), "name"))
		}
		out = append(out, o)
	}
	return out
}

func showAgreed(v *visit) error {
	as := v.file.Assess(v.Set)
	p := v.agreedPage(&as)
	if v.r.URL.Query().Get("note") == "tab" {
		p.Note = v.T("agreed.note.tab")
	}
	return v.render(http.StatusOK, "agreed", p)
}

// mostName is the longest name that is kept.
const mostName = 80

func takeAgreed(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	form := v.r.PostForm
	as := v.file.Assess(v.Set)
	p := v.agreedPage(&as)
	switch {
	case !p.Can:
		return v.redirect("/agreed")
	case v.rev() != v.file.Rev: // the result may not be the one that was agreed about
		return v.redirect("/agreed?note=tab")
	}
	kind := form.Get("kind")
	for i := range p.Kind.Options {
		p.Kind.Options[i].Checked = p.Kind.Options[i].Value == kind
	}
	p.Who = strings.Join(strings.Fields(form.Get("who")), " ")
	switch n := utf8.RuneCountInString(p.Who); {
	case n == 0:
		p.WhoError = v.T("agreed.error.who")
	case n > mostName:
		p.WhoError = v.T("agreed.error.long")
	}
	given, until := v.day(&p.Given), v.day(&p.Until)
	if !slices.Contains(care.Lifters(v.Set, &as), kind) {
		p.Kind.Error = v.T("agreed.error.kind")
	}
	ok := p.Kind.Error+p.WhoError+p.Given.Error+p.Until.Error == ""
	if ok {
		err := v.file.Agree(v.Set, kind, p.Who, given, until, v.now)
		k, _ := v.Set.GoAheadKind(kind)
		switch {
		case errors.Is(err, care.ErrFuture):
			p.Given.Error = v.T("error.date_future")
		case errors.Is(err, care.ErrOver):
			p.Until.Error = v.T("agreed.error.over")
		case errors.Is(err, care.ErrTooLong):
			p.Until.Error = v.N("agreed.error.too_long", k.MaxDays)
		case err != nil:
			p.Kind.Error = v.T("agreed.error.kind")
		default:
			return v.keepAnd("/result")
		}
	}
	p.Error = true
	p.Fields = []Field{p.Kind, {FirstID: "f-who", Error: p.WhoError}, p.Given, p.Until}
	return v.render(http.StatusUnprocessableEntity, "agreed", p)
}

// day reads a whole date into a field and out of the form.
func (v *visit) day(f *Field) clinical.Date {
	get := func(part string) string { return strings.TrimSpace(v.r.PostForm.Get(f.Name + "." + part)) }
	f.Day, f.Month, f.Year = get("day"), get("month"), get("year")
	d, ok := v.readDate(f.Day, f.Month, f.Year)
	if !ok || f.Day == "" || f.Month == "" {
		f.Error = v.T("agreed.error.day")
	}
	return d
}

// withdraw takes a go-ahead back. A list that has changed since is shown anew.
func withdraw(v *visit) error {
	n, same, err := v.entryOfForm()
	switch {
	case err != nil:
		return err
	case !same:
		return v.redirect("/agreed?note=tab")
	}
	v.file.Withdraw(v.Set, n, v.now)
	return v.keepAnd("/agreed")
}
