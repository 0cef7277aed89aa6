package web

import (
	"errors"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/web/locale"
)

func (s *Server) checkRoutes(on route) {
	on("GET /check", check)
	on("POST /check", begin)
	on("GET /check/{question}", showQuestion)
	on("POST /check/{question}", takeAnswer)
	on("GET /answers", showAnswers)
	on("POST /answers", finish)
	on("POST /again", again)
}

// step is where the person goes on from here.
func (v *visit) step() string {
	if v.file.Stale(v.Set, v.now) {
		return "/result"
	}
	as := v.file.Assess(v.Set)
	switch {
	case as.Disposition >= clinical.Urgent && v.file.Begun():
		return "/result"
	case as.Next != nil:
		return "/check/" + as.Next.Question
	case v.file.Finished && v.file.Begun():
		return "/result"
	}
	return "/answers"
}

// check goes to where the person is in the check.
func check(v *visit) error { return v.redirect(v.step()) }

// begin starts the check, or goes on with the one begun.
func begin(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if z := v.r.PostForm.Get("zone"); z != "" && z != care.LocalZone && v.file.Zone == "" {
		v.file.Zone = z
		if v.file.Location() == nil {
			v.file.Zone = ""
		} else if err := v.keep(); err != nil {
			return err
		}
	}
	return v.redirect(v.step())
}

// again begins a re-check, or with anew=1 the whole check.
func again(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if v.r.PostForm.Get("anew") != "" || len(v.file.Findings) == 0 {
		v.file.Restart(v.Set, v.now)
	} else {
		v.file.Again(v.Set, v.now)
	}
	if err := v.keep(); err != nil {
		return err
	}
	return v.redirect(v.step())
}

// form reads the form of a request.
func (v *visit) form() error {
	return unreadable(v.r.ParseForm())
}

// unreadable makes a form that cannot be read an error that quotes none of it.
func unreadable(err error) error {
	var large *http.MaxBytesError
	if err == nil || errors.As(err, &large) {
		return err
	}
	return errForm
}

// rev is the revision of the file that a form was made for.
func (v *visit) rev() uint64 {
	n, err := strconv.ParseUint(v.r.PostForm.Get("rev"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// entryOfForm reads which entry of a list a form is about. It is not the same
// list when the file has changed since the form was made.
func (v *visit) entryOfForm() (n int, same bool, err error) {
	if err := v.form(); err != nil {
		return 0, false, err
	}
	n, err = strconv.Atoi(v.r.PostForm.Get("n"))
	if err != nil {
		return 0, false, errForm
	}
	return n, v.rev() == v.file.Rev, nil
}

// QuestionPage is one page of the check.
type QuestionPage struct {
	Page
	Form   QuestionForm
	Urgent *Card // shown above while the answers so far ask for help today
}

// QuestionForm is the form of a question, also on the card of an urgent result.
type QuestionForm struct {
	Question       string
	Heading        string // the h1; empty when a field's legend is
	Hint, Why, How string
	Explain        bool // how to check stands above, because the person was not sure
	Each           bool
	Fields         []Field
	Asks           string
	Map            bool // a picture of the body goes with it
	Number         int
	Rev            uint64
	Build          string
	Error          bool
	URL            string
	Inline         bool // on the page of a result: its heading is an h2
	Picture        template.HTML
}

func (v *visit) question() (*ruleset.Question, error) {
	q, ok := v.Set.Question(v.r.PathValue("question"))
	if !ok {
		return nil, errNotFound
	}
	return q, nil
}

func showQuestion(v *visit) error {
	q, err := v.question()
	if err != nil {
		return err
	}
	if v.file.Stale(v.Set, v.now) {
		return v.redirect("/result")
	}
	as := v.file.Assess(v.Set)
	ids := v.file.Asks(v.Set, q, &as)
	if len(ids) == 0 {
		return v.redirect(v.step()) // it does not concern the person, or not yet
	}
	a := &asked{v: v, q: q, ids: ids}
	for _, id := range ids {
		a.each = a.each || q.Kind == "check" && v.file.Findings[id].Kind == clinical.Unsure
	}
	return v.showQuestion(http.StatusOK, a, a.fields(v.file.Findings), false)
}

// showQuestion writes a page of the check.
func (v *visit) showQuestion(status int, a *asked, fields []Field, explain bool) error {
	p := QuestionPage{Form: v.questionForm(a, fields, explain)}
	p.Page = v.base(p.Form.title(a), "")
	p.Error = p.Form.Error
	p.Page.Back = v.url("/")
	if prev := v.file.Previous(a.q.ID); prev != "" {
		p.Page.Back = v.url("/check/" + prev)
	}
	p.NavAt, p.Focus = "check", true
	as := v.file.Assess(v.Set)
	if as.Disposition >= clinical.Urgent {
		c := v.card(&as)
		p.Urgent = &c
	}
	return v.render(status, "question", p)
}

func (f *QuestionForm) title(a *asked) string {
	if f.Heading != "" {
		return f.Heading
	}
	return a.text("text")
}

func (v *visit) questionForm(a *asked, fields []Field, explain bool) QuestionForm {
	f := QuestionForm{Question: a.q.ID, Hint: a.text("hint"), Why: a.text("why"), How: a.text("how"), Explain: explain, Each: a.each, Fields: fields,
		Rev: v.file.Rev, Build: v.s.Build(), URL: v.url("/check/" + a.q.ID)}
	if len(fields) != 1 || !fields[0].Heading {
		f.Heading = a.text("text")
	}
	if a.q.ID == "site" {
		f.Heading, f.Hint, f.Picture = v.T("site.text"), v.T("site.hint"), v.painMap(fields)
	}
	var ids []string
	for _, id := range a.ids {
		ids = append(ids, string(id))
	}
	f.Asks = strings.Join(ids, " ")
	f.Number = len(v.file.Pages) + 1
	for i, p := range v.file.Pages {
		if p.Question == a.q.ID {
			f.Number = i + 1
		}
	}
	for i := range fields {
		f.Error = f.Error || fields[i].Error != ""
	}
	return f
}

// takeAnswer records one page and goes on.
func takeAnswer(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	q, err := v.question()
	if err != nil {
		return err
	}
	form := v.r.PostForm
	late := ""
	switch {
	case form.Get("build") != v.s.Build():
		late = "/answers?note=updated"
	case v.file.Stale(v.Set, v.now):
		late = "/result"
	case v.file.AnsweredSince(q.ID, v.rev()):
		late = "/answers?note=tab"
	}
	a := &asked{v: v, q: q, each: form.Get("each") != ""}
	if a.ids, err = v.sentIDs(q, form); err != nil {
		if late != "" {
			return v.redirect(late)
		}
		return err
	}
	fields, answers, doubt := a.parse(form)
	if late != "" {
		if !v.warns(q, answers) {
			return v.redirect(late)
		}
		v.file.Answer(v.Set, q, answers, v.now) // a sign that needs help is never too late
		return v.keepAnd("/result")
	}
	bad := slices.ContainsFunc(fields, func(f Field) bool { return f.Error != "" })
	if (bad || doubt) && v.alarms(q, answers) {
		bad, doubt = false, false // what was said suffices
	}
	switch {
	case bad:
		return v.showQuestion(http.StatusUnprocessableEntity, a, fields, false)
	case doubt:
		a.each = true
		return v.showQuestion(http.StatusOK, a, a.fields(answers), true)
	case form.Get("explained") == "" && !a.each && a.text("how") != "" && unsureAmong(answers):
		return v.showQuestion(http.StatusOK, a, fields, true)
	}
	v.file.Answer(v.Set, q, answers, v.now)
	return v.keepAnd(v.step())
}

// sentIDs are the findings that a form says it asked; each must be of the page.
func (v *visit) sentIDs(q *ruleset.Question, form url.Values) ([]clinical.FindingID, error) {
	var out []clinical.FindingID
	for _, n := range q.Asks {
		if id := v.Set.Findings[n].ID; slices.Contains(strings.Fields(form.Get("asks")), string(id)) {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return nil, errForm
	}
	return out, nil
}

// alarms reports whether answers alone make it an emergency.
func (v *visit) alarms(q *ruleset.Question, answers map[clinical.FindingID]clinical.Answer) bool {
	return v.after(q, answers) == clinical.Emergency
}

// warns reports whether answers need help today, and more of it than what is
// known already.
func (v *visit) warns(q *ruleset.Question, answers map[clinical.FindingID]clinical.Answer) bool {
	is := v.after(q, answers)
	as := v.file.Assess(v.Set)
	return is >= clinical.Urgent && is > as.Disposition
}

// after is what it would come to with the answers of one page.
func (v *visit) after(q *ruleset.Question, answers map[clinical.FindingID]clinical.Answer) clinical.Disposition {
	if len(answers) == 0 {
		return clinical.Undecided
	}
	g := *v.file
	g.Pages = slices.Clone(v.file.Pages)
	for i := range g.Pages {
		g.Pages[i].Answers = maps.Clone(g.Pages[i].Answers)
	}
	g.Answer(v.Set, q, answers, v.now)
	as := g.Assess(v.Set)
	return as.Disposition
}

func unsureAmong(answers map[clinical.FindingID]clinical.Answer) bool {
	for _, a := range answers {
		if a.Kind == clinical.Unsure {
			return true
		}
	}
	return false
}

// AnswersPage is check-your-answers.
type AnswersPage struct {
	Page
	Note    string
	Rows    []AnswerRow
	Next    string // where the check goes on; empty when it is complete
	Recheck bool
	Kept    []AnswerRow // from the check before, in a re-check
}

// AnswerRow is one answer with the link to change it.
type AnswerRow struct {
	Name, Answer, URL string
}

func showAnswers(v *visit) error {
	if len(v.file.Pages) == 0 && len(v.file.Findings) == 0 {
		return v.redirect("/")
	}
	p := AnswersPage{Page: v.base(v.T("answers.title"), ""), Recheck: v.file.Mode == "recheck"}
	p.NavAt, p.Focus = "check", true
	switch note := v.r.URL.Query().Get("note"); note {
	case "updated", "tab":
		p.Note = v.T("answers.note." + note)
	}
	if n := len(v.file.Pages); n > 0 {
		p.Back = v.url("/check/" + v.file.Pages[n-1].Question)
	}
	c := v.file.Case()
	shown := map[clinical.FindingID]bool{}
	for _, pg := range v.file.Pages {
		q, ok := v.Set.Question(pg.Question)
		if !ok {
			continue
		}
		for _, n := range q.Asks {
			id := v.Set.Findings[n].ID
			if a, ok := pg.Answers[id]; ok && !shown[id] {
				shown[id] = true
				p.Rows = append(p.Rows, AnswerRow{locale.Upper(v.Text("finding", string(id), "name")), locale.Upper(v.Answer(&v.Set.Findings[n], a)), v.url("/check/" + pg.Question)})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Findings)) {
		if i, ok := v.Set.Finding(id); ok && !shown[id] {
			p.Kept = append(p.Kept, AnswerRow{Name: locale.Upper(v.Text("finding", string(id), "name")), Answer: locale.Upper(v.Answer(&v.Set.Findings[i], c.Findings[id]))})
		}
	}
	as := v.file.Assess(v.Set)
	if as.Next != nil && !v.file.Stale(v.Set, v.now) {
		p.Next = v.url("/check/" + as.Next.Question)
	}
	return v.render(http.StatusOK, "answers", p)
}

// finish shows the result after the answers were looked over.
func finish(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if as := v.file.Assess(v.Set); !v.file.Begun() || as.Next != nil && as.Disposition < clinical.Urgent {
		return v.redirect(v.step())
	}
	v.file.Finish()
	return v.keepAnd("/result")
}
