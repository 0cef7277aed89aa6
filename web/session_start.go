package web

import (
	"net/http"
	"strconv"

	"paraspinal/plan"
	"paraspinal/session"
)

// SessionStartPage is the short check before a session.
type SessionStartPage struct {
	Page
	Setting  string
	Minutes  string
	Steps    int
	Consents []string
	Prepare  []Teaching
	New      Field   // has anything changed?
	Lists    []Field // what only asks to wait
	Each     bool
	Holds    []string // what each item that holds means
	Seq      uint64
	URL      string
}

// Fields are all controls, for the summary of errors.
func (p SessionStartPage) Fields() []Field { return append([]Field{p.New}, p.Lists...) }

// startForm is the start check as a form: what changes the check itself apart,
// the rest as one list to tick.
type startForm struct {
	changes, waits *tickList
}

func (v *visit) startForm(cfg *session.Config, each bool) startForm {
	f := startForm{&tickList{v: v, name: "changed", each: true}, &tickList{v: v, name: "start", legend: v.T("session.start.list"), hint: v.T("session.start.hint"), none: v.T("session.start.none"), each: each}}
	for _, name := range cfg.StartItems() {
		id, records := v.stopRule(name)
		o := Option{Value: name, Text: v.Text("stop", id, "button")}
		if records {
			f.changes.items = append(f.changes.items, o)
		} else {
			f.waits.items = append(f.waits.items, o)
		}
	}
	return f
}

// stopRule is the id of the stop rule of an event, and whether it changes the
// answers of the check.
func (v *visit) stopRule(event string) (id string, records bool) {
	for i := range v.Set.Stops {
		if s := &v.Set.Stops[i]; s.Event == event {
			return s.ID, len(s.Records) > 0
		}
	}
	return "", false
}

// showStart shows the start check; fields is nil before it was sent.
func (v *visit) showStart(status int, cfg *session.Config, p *plan.Plan, sent *SessionStartPage) error {
	st := v.file.Session.State
	page := SessionStartPage{}
	if sent != nil {
		page = *sent
	} else {
		said := map[string]string{}
		for name, r := range st.Replies {
			said[name] = map[session.Reply]string{session.No: saidNo, session.Yes: saidYes, session.NotSure: unsureV}[r]
		}
		f := v.startForm(cfg, false)
		for _, o := range f.waits.items {
			f.waits.each = f.waits.each || said[o.Value] == unsureV
		}
		if said[f.changes.items[0].Value] != saidNo {
			said = nil
		}
		page.Each = f.waits.each
		page.New, page.Lists = f.changes.fields(said)[0], f.waits.fields(said)
		for _, name := range cfg.StartItems() {
			if r := st.Replies[name]; r == session.Yes || r == session.NotSure {
				id, _ := v.stopRule(name)
				page.Holds = append(page.Holds, v.Text("stop", id, "text"))
			}
		}
	}
	title := "session.start.title"
	if len(page.Holds) > 0 {
		title = "session.hold.title"
	}
	page.Page = v.base(v.T(title), v.url("/plan/"+v.file.Session.Setting.String()))
	page.NavAt, page.Focus, page.Error = "plan", true, sent != nil && status != http.StatusOK
	page.Setting, page.Steps = v.T("result.plan."+v.file.Session.Setting.String()), len(cfg.Steps)
	page.Minutes, page.Seq, page.URL = v.Length(total(cfg)), st.Seq+1, v.url("/session/check")
	for _, c := range p.Consents {
		page.Consents = append(page.Consents, v.Consent(c.For)+".")
	}
	for _, id := range p.Prepare {
		page.Prepare = append(page.Prepare, v.teach(id))
	}
	return v.render(status, "session_start", page)
}

func total(cfg *session.Config) plan.Seconds {
	var t plan.Seconds
	for _, s := range cfg.Steps {
		t += s.Duration
	}
	return t
}

// startCheck takes the start check and begins the first step when nothing holds.
func startCheck(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	s := v.file.Session
	if s == nil || s.Taken || s.Stopping || s.State.Phase != session.Waiting {
		return v.redirect("/session")
	}
	cfg, p, err := v.file.Config(v.Set)
	if err != nil {
		return v.lostSession(err)
	}
	form := v.r.PostForm
	f := v.startForm(&cfg, form.Get("each") != "")
	changed, said, _, bad := f.changes.parse(form)
	lists, waits, doubt, bad2 := f.waits.parse(form)
	if said[f.changes.items[0].Value] == saidYes {
		bad, bad2, doubt = false, false, false // that alone is enough: no session
		waits = nil
	}
	switch {
	case bad || bad2:
		return v.showStart(http.StatusUnprocessableEntity, &cfg, &p, &SessionStartPage{New: changed[0], Lists: lists, Each: f.waits.each})
	case doubt:
		f.waits.each = true
		return v.showStart(http.StatusOK, &cfg, &p, &SessionStartPage{New: changed[0], Lists: f.waits.fields(waits), Each: true})
	}
	replies := map[string]session.Reply{}
	for _, m := range []map[string]string{said, waits} {
		for name, is := range m {
			replies[name] = map[string]session.Reply{saidNo: session.No, saidYes: session.Yes, unsureV: session.NotSure}[is]
		}
	}
	seq, _ := strconv.ParseUint(form.Get("seq"), 10, 64)
	if _, err := v.file.Apply(v.Set, session.Event{Kind: session.Check, Seq: seq, Replies: replies}, v.now); err != nil {
		return v.lostSession(err)
	}
	if s.State.Over() {
		return v.onward("/session")
	}
	for _, r := range replies {
		if r != session.No {
			return v.keepAnd("/session")
		}
	}
	return v.apply(session.Event{Kind: session.Start, Seq: seq + 1})
}
