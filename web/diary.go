package web

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
)

func (s *Server) diaryRoutes(on route) {
	on("GET /diary", showDiary)
	on("GET /diary/new", newEntry)
	on("POST /diary/new", takeEntry)
	on("GET /diary/remove", askRemove)
	on("POST /diary/remove", removeEntry)
	on("GET /checkin", showCheckIn)
	on("POST /checkin", takeCheckIn)
	on("GET /review", showReview)
	on("POST /review", takeReview)
	on("POST /review/clinician", clinicianReview)
	on("GET /review/clinician", func(v *visit) error { return v.redirect("/review") })
}

// DiaryPage is the diary: what changed, in words first.
type DiaryPage struct {
	Page
	Note     string   // what became of the last step
	Lead     string   // the change that counts most
	Trend    []string // the other changes
	Alarm    bool     // power was lost
	Down     bool     // pain is further down than before
	Charts   []template.HTML
	CheckIns []DueView
	Ahead    string // when the next check-in opens
	Review   bool
	Rows     []EntryRow // latest first
	Sessions []string
	Function []FunctionRow
}

// DueView is one check-in to be answered now.
type DueView struct {
	Text string
	Late bool
}

// EntryRow is one entry in the table.
type EntryRow struct {
	N                                  int
	When, Kind, Back, Leg, Left, Right string
	Note                               string
	Weak                               bool
	Power                              string
}

// FunctionRow is one activity, then and now.
type FunctionRow struct{ Text, First, Now string }

func showDiary(v *visit) error {
	p := DiaryPage{Page: v.base(v.T("diary.title"), ""), Rows: v.diaryRows()}
	switch note := v.r.URL.Query().Get("note"); note {
	case "saved", "updated":
		p.Note = v.T("diary." + note)
	}
	p.NavAt, p.Wide = "diary", true
	v.due(&p)
	if len(v.file.Diary) > 0 {
		lines := v.trend()
		p.Lead, p.Trend = lines[0], lines[1:]
		p.Charts = v.charts("diary")
	}
	ch := session.Compare(v.file.First(), v.file.Now())
	p.Alarm = ch.Overall == session.Alarm
	p.Down = !p.Alarm && v.movedDown()
	p.Function = v.function()
	return v.render(http.StatusOK, "diary", p)
}

// due fills what is to be answered now.
func (v *visit) due(p *DiaryPage) {
	for _, d := range v.file.CheckIns(v.Set, v.now) {
		switch d.State {
		case session.CheckInOpen, session.CheckInLate:
			p.CheckIns = append(p.CheckIns, DueView{v.N("diary.checkin", d.Hours), d.State == session.CheckInLate})
		case session.CheckInAhead:
			if p.Ahead == "" {
				p.Ahead = v.When(d.From.In(v.now.Location()))
			}
		}
	}
	p.Review = v.file.DueReview(v.Set, v.now).Decision != session.NotDue
}

// movedDown reports whether the latest entry has pain further down than what
// was known before it, or than at the start.
func (v *visit) movedDown() bool {
	n := len(v.file.Diary)
	if n == 0 {
		return false
	}
	before := *v.file
	before.Diary = v.file.Diary[:n-1]
	last := v.file.Diary[n-1].Measures.Pains
	return session.Direct(before.Now().Pains, last) == session.Peripheralizing || session.Direct(v.file.First().Pains, v.file.Now().Pains) == session.Peripheralizing
}

// trend says in sentences what changed since the start; the first is the one
// that counts most. Power outranks place, and place outranks every score.
func (v *visit) trend() []string {
	first, now := v.file.First(), v.file.Now()
	ch := session.Compare(first, now)
	var out []string
	if ch.Overall == session.Alarm {
		out = append(out, v.T("diary.sum.power"))
	}
	if ch.Direction == session.Peripheralizing || ch.Direction == session.Centralizing {
		out = append(out, v.T("diary.sum."+string(ch.Direction)))
	}
	for _, s := range []struct {
		name       string
		first, now session.NRS
		t          session.Trend
	}{{"leg", first.Leg, now.Leg, ch.Leg}, {"back", first.Back, now.Back, ch.Back}} {
		from, a := s.first.Score()
		to, b := s.now.Score()
		key := "diary.sum." + s.name + "."
		switch {
		case !a || !b || from == 0 && to == 0:
		case from == to:
			out = append(out, v.T(key+"stays", "to", to))
		default:
			out = append(out, v.T(key+string(s.t), "from", from, "to", to))
		}
	}
	if ch.Function != session.NoTrend {
		out = append(out, v.T("diary.sum.function."+string(ch.Function)))
	}
	if len(out) == 0 {
		out = append(out, v.T("diary.sum.none"))
	}
	return out
}

// function lists the person's own activities, then and now.
func (v *visit) function() []FunctionRow {
	first, now := v.file.First().PSFS, v.file.Now().PSFS
	score := func(p session.PSFS, id string) string {
		for _, a := range p {
			if a.ID == id {
				return strconv.Itoa(a.Score)
			}
		}
		return "–"
	}
	var out []FunctionRow
	for _, a := range v.file.Aims {
		if len(now) > 0 {
			out = append(out, FunctionRow{a.Text, score(first, a.ID), score(now, a.ID)})
		}
	}
	return out
}

// diaryRows lists the diary, latest first.
func (v *visit) diaryRows() []EntryRow {
	var out []EntryRow
	for i, e := range v.file.Diary {
		out = append(out, v.entry(i, e))
	}
	slices.Reverse(out)
	return out
}

func (v *visit) entry(n int, e care.Entry) EntryRow {
	m := e.Measures
	at := e.At.In(v.now.Location())
	r := EntryRow{N: n, When: v.T("diary.when", "date", v.Short(at), "time", at.Format("15:04")), Kind: v.entryKind(e.Kind), Note: e.Note}
	r.Back, r.Leg = number10(m.Back), number10(m.Leg)
	r.Left, r.Right = v.place(m.Left, "site.left"), v.place(m.Right, "site.right")
	switch {
	case m.Motor.Weak():
		r.Weak, r.Power = true, v.T("diary.power.weak")
	case m.Motor != (session.Motor{}):
		r.Power = v.T("diary.power.ok")
	}
	return r
}

// entryKind says where an entry comes from. A backup of a newer program may
// name what this one does not know: the entry counts all the same.
func (v *visit) entryKind(k care.EntryKind) string {
	switch k {
	case care.Noted, care.AtCheck, care.AfterSession, care.FromCheckIn:
		return v.T("diary.kind." + string(k))
	case "":
		return v.T("diary.kind.noted")
	}
	return v.T("diary.kind.other")
}

func number10(n session.NRS) string {
	if s, ok := n.Score(); ok {
		return strconv.Itoa(s)
	}
	return "–"
}

// place names how far pain reaches, as its question does.
func (v *visit) place(s session.Site, id string) string {
	n, ok := s.Score()
	if !ok {
		return "–"
	}
	return v.Text("question", "site", id, strconv.Itoa(n))
}

// days counts civil days in the person's calendar.
func (v *visit) days(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(v.now.Location()).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// RemovePage asks before an entry is removed.
type RemovePage struct {
	Page
	Row     EntryRow
	Changed bool // the diary has changed since the page before
}

func (v *visit) removePage(n int, changed bool) error {
	if n < 0 || n >= len(v.file.Diary) {
		return v.redirect("/diary")
	}
	p := RemovePage{Page: v.base(v.T("diary.remove.title"), v.url("/diary")), Row: v.entry(n, v.file.Diary[n]), Changed: changed}
	p.NavAt = "diary"
	return v.render(http.StatusOK, "diary_remove", p)
}

func askRemove(v *visit) error {
	n, err := strconv.Atoi(v.r.URL.Query().Get("n"))
	if err != nil {
		return v.redirect("/diary")
	}
	return v.removePage(n, false)
}

func removeEntry(v *visit) error {
	n, same, err := v.entryOfForm()
	switch {
	case err != nil:
		return err
	case !same:
		return v.removePage(n, true)
	}
	v.file.Remove(n)
	return v.keepAnd("/diary")
}

// alarming reports whether a result needs help today.
func alarming(d clinical.Disposition) bool { return d >= clinical.Urgent }
