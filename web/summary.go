package web

import (
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/web/locale"
)

func (s *Server) summaryRoutes(on route) {
	on("GET /summary", showSummary)
	on("GET /summary/file", summaryFile)
	on("GET /summary/file/{other}", summaryFile)
	on("GET /summary/{other}", showSummary)
}

// SummaryPage is one page for a doctor or therapist.
type SummaryPage struct {
	Page
	Body    template.HTML
	Choices []Language
	File    string // where it can be had as a file
	Nothing bool   // there is nothing to tell yet
}

// Summary is what a doctor or therapist reads.
type Summary struct {
	Lang, Title  string
	Date         string
	Result       string
	Care         string
	Decided      string
	Stale        bool
	Reasons      []ClinicalReason
	Limits       []string
	FlagsNo      []string   // asked, and the reassuring answer
	Flags        []ToldView // asked, and another answer
	Disc         []ToldView
	Pain         []ToldView
	Health       []ToldView // what limits: medicines, illnesses, wishes
	GoAheads     []GoAheadView
	Sessions     []string
	SessionCount string
	Trend        []string
	Charts       []template.HTML
	Rows         []EntryRow
	Function     []FunctionRow
	Open         []string
	Protocol     string
	Notice       string
}

func showSummary(v *visit) error {
	w, err := v.in(v.other())
	if err != nil {
		return err
	}
	p := SummaryPage{Page: v.base(v.T("summary.title"), ""), Choices: v.choices("/summary", w.Lang), File: v.url("/summary/file/" + w.Lang)}
	p.NavAt = "summary"
	if p.Nothing = len(v.file.Findings) == 0 && len(v.file.Diary) == 0 && len(v.file.History) == 0; !p.Nothing {
		sum := w.summary()
		sum.Charts = w.charts("sum")
		if p.Body, err = w.part("summary", "summary", sum); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "summary", p)
}

// summaryFile is the same as a file that opens anywhere.
func summaryFile(v *visit) error {
	w, err := v.in(v.other())
	if err != nil {
		return err
	}
	b, err := w.part("summary", "summary-file", w.summary())
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="paraspinal-summary.html"`)
	_, _ = headings.WriteString(v.w, string(b)) // the reader has gone
	return nil
}

// headings are one level higher where the summary is a page of its own.
var headings = strings.NewReplacer("<h2>", "<h1>", "</h2>", "</h1>", "<h3>", "<h2>", "</h3>", "</h2>")

// flagKinds begin the names of the findings that are warning signs.
var flagKinds = []string{"neuro.", "flag.", "cancer.", "infection.", "fracture."}

// careKinds begin the names of what is told elsewhere on the page, or to
// nobody but the program.
var careKinds = []string{"after.", "review.", "recheck.", "person."}

func begins(id clinical.FindingID, kinds ...string) bool {
	return slices.ContainsFunc(kinds, func(k string) bool { return strings.HasPrefix(string(id), k) })
}

func (v *visit) summary() Summary {
	as := v.file.Assess(v.Set)
	s := Summary{Lang: v.Lang, Title: v.T("summary.heading"), Date: v.Day(v.now), Result: v.Heading(&as, v.number()), Care: v.Care(as.Care), Notice: v.Notice(), Protocol: protocolName(&as)}
	if v.file.Begun() && as.Disposition != clinical.Undecided {
		s.Decided = v.When(v.file.At.In(v.now.Location()))
		s.Stale = v.file.Stale(v.Set, v.now) || care.Expired(&as, v.now)
	}
	allowed := as.Disposition.Allows() && !s.Stale && v.file.Finished
	if as.Disposition.Allows() && !allowed {
		s.Result, s.Care = v.T("heading.undecided"), "" // a permission that is over, or that nobody has looked over, is none
	}
	s.Reasons = v.clinicalReasons(&as, func(*assess.Reason) bool { return true })
	for i := range s.Reasons {
		s.Reasons[i].Evidence = nil // the rule's id leads to it
	}
	if allowed || !as.Disposition.Allows() {
		for _, l := range v.limits(as.Limits) {
			s.Limits = append(s.Limits, l.Text)
		}
	}
	v.summaryAnswers(&s)
	s.GoAheads = v.goAheads()
	v.summaryCourse(&s)
	if as.Disposition == clinical.Undecided {
		for _, id := range as.Open[:min(len(as.Open), 12)] {
			s.Open = append(s.Open, v.Text("finding", string(id), "name"))
		}
	}
	return s
}

// summaryAnswers sorts the answers: warning signs, the disc, pain, and what limits.
func (v *visit) summaryAnswers(s *Summary) {
	f := v.file.Findings
	for _, id := range slices.Sorted(maps.Keys(f)) {
		i, ok := v.Set.Finding(id)
		if !ok {
			continue
		}
		d := &v.Set.Findings[i]
		name := v.Text("finding", string(id), "name")
		told := ToldView{Name: locale.Upper(name), Answer: v.Answer(d, f[id])}
		normal := d.Normal != nil && f[id] == d.Answer(*d.Normal)
		switch {
		case begins(id, flagKinds...) && normal:
			s.FlagsNo = append(s.FlagsNo, name)
		case begins(id, flagKinds...):
			s.Flags = append(s.Flags, told)
		case begins(id, "disc.", "onset.") || id == "care.assessed":
			s.Disc = append(s.Disc, told)
		case begins(id, "pain.", "site."):
			if !normal {
				s.Pain = append(s.Pain, told)
			}
		case !normal && !begins(id, careKinds...):
			s.Health = append(s.Health, told)
		}
	}
}

// mostRows is how many entries of the diary fit on the page.
const mostRows = 6

func (v *visit) summaryCourse(s *Summary) {
	for _, e := range v.file.History {
		if e.Kind == clinical.SessionEvent {
			s.Sessions = append(s.Sessions, v.Short(e.At.In(v.now.Location())))
		}
	}
	if n := len(s.Sessions); n > 0 {
		s.SessionCount = v.N("summary.sessions", n)
		s.Sessions = s.Sessions[max(0, n-10):]
	}
	if len(v.file.Diary) > 0 {
		s.Trend = v.trend()
	}
	s.Rows = v.diaryRows()
	s.Rows = s.Rows[:min(len(s.Rows), mostRows)]
	s.Function = v.function()
}
