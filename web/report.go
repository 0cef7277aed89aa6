package web

import (
	"net/url"
	"slices"
	"strconv"

	"paraspinal/clinical"
	"paraspinal/session"
	"paraspinal/web/locale"
)

// reportForm asks what a session did: pain of back and leg, how far down it
// reaches on each side, what is new or worse, and the self-check of power.
type reportForm struct {
	v    *visit
	asks []clinical.FindingID
	each bool // what is new is asked one by one
}

// Report is the form as it is shown.
type Report struct {
	Fields []Field // pains and places
	New    []Field // what is new or worse
	Each   bool
	Motor  MotorForm
	Error  bool
}

// All are the fields that can have an error, in order.
func (r Report) All() []Field { return slices.Concat(r.Fields, r.New) }

// scales are the questions of the check that pains and places are of.
var scales = []struct {
	question string
	findings []clinical.FindingID
}{{"scores", []clinical.FindingID{"pain.back", "pain.leg"}}, {"site", []clinical.FindingID{"site.left", "site.right"}}}

func (r *reportForm) list() *tickList {
	l := &tickList{v: r.v, name: "new", legend: r.v.T("report.new"), hint: r.v.T("report.new.hint"), none: r.v.T("report.none"), each: r.each}
	for _, id := range r.asks {
		o := Option{Value: string(id), Text: locale.Upper(r.v.Text("finding", string(id), "name"))}
		if r.each {
			o.Text = r.v.T("report.one", "what", r.v.Text("finding", string(id), "name"))
		}
		l.items = append(l.items, o)
	}
	return l
}

// empty is the form before anything was entered.
func (r *reportForm) empty() Report {
	out := Report{New: r.list().fields(nil), Each: r.each, Motor: r.v.motorForm(session.Motor{})}
	r.measures(func(a *asked, id clinical.FindingID) {
		f := a.field(id, clinical.Answer{})
		f.Unsure = nil
		out.Fields = append(out.Fields, f)
	})
	return out
}

func (r *reportForm) measures(do func(*asked, clinical.FindingID)) {
	for _, s := range scales {
		q, ok := r.v.Set.Question(s.question)
		if !ok {
			continue
		}
		a := &asked{v: r.v, q: q, ids: s.findings}
		for _, id := range s.findings {
			do(a, id)
		}
	}
}

// read reads a sent form. found holds what could be read even when something
// is missing: one answer can need help now.
func (r *reportForm) read(form url.Values) (out Report, rep session.Report, found map[clinical.FindingID]clinical.Answer, doubt bool) {
	found = map[clinical.FindingID]clinical.Answer{}
	rep.Answers = map[clinical.FindingID]string{}
	out.Each = r.each
	r.measures(func(a *asked, id clinical.FindingID) {
		f := a.field(id, clinical.Answer{})
		ans, msg := a.parseField(&f, a.finding(id), form)
		if msg == "" && (ans.Kind != clinical.Known || !put(&rep, id, ans.Int)) {
			msg = r.v.T("report.missing")
		} else if msg != "" && f.Kind == scale {
			msg = r.v.T("report.missing")
		}
		f.Unsure, f.Error = nil, msg
		out.Error = out.Error || msg != ""
		out.Fields = append(out.Fields, f)
	})
	var said map[string]string
	var bad bool
	out.New, said, doubt, bad = r.list().parse(form)
	out.Error = out.Error || bad
	for _, id := range r.asks {
		i, _ := r.v.Set.Finding(id)
		d := &r.v.Set.Findings[i]
		var a clinical.Answer
		switch said[string(id)] {
		case saidYes:
			a = d.Answer(d.Danger[len(d.Danger)-1])
		case saidNo:
			a = d.Answer(*d.Normal)
		case unsureV:
			rep.Answers[id] = unsureV
			found[id] = clinical.UnsureAnswer()
			continue
		default:
			continue
		}
		rep.Answers[id] = d.FormatAnswer(a)
		if said[string(id)] == saidYes {
			found[id] = a
		}
	}
	rep.Motor = readMotor(form)
	if lost := rep.Motor.Lost(r.v.file.Now().Motor); len(lost) > 0 {
		found["neuro.weakness"] = clinical.ChoiceAnswer("new")
		side := lost[0].Side.String()
		if slices.ContainsFunc(lost, func(l session.Loss) bool { return l.Side != lost[0].Side }) {
			side = "both"
		}
		found["neuro.weakness_side"] = clinical.ChoiceAnswer(side)
	}
	out.Motor = r.v.motorForm(rep.Motor)
	return out, rep, found, doubt
}

// put takes a pain or a place into the report.
func put(rep *session.Report, id clinical.FindingID, n int) bool {
	var err error
	switch id {
	case "pain.back":
		rep.Back, err = session.NewNRS(n)
	case "pain.leg":
		rep.Leg, err = session.NewNRS(n)
	case "site.left":
		rep.Left, err = session.NewSite(n)
	case "site.right":
		rep.Right, err = session.NewSite(n)
	}
	return err == nil
}

// again asks one by one what the list left open, with what was ticked.
func (r *reportForm) again(was Report, form url.Values) Report {
	r.each = true
	said := map[string]string{}
	for _, v := range form["new"] {
		said[v] = saidYes
	}
	was.New, was.Each = r.list().fields(said), true
	return was
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
