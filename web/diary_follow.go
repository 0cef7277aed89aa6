package web

import (
	"net/http"
	"slices"
	"strconv"

	"paraspinal/clinical"
	"paraspinal/session"
)

// CheckInPage is the questions of 24 and 72 hours after a session.
type CheckInPage struct {
	Page
	Due    []DueView
	Ahead  string
	Report Report
	URL    string
	Done   string // what the answers mean, when nothing needs help
	Card   *Card  // or what they ask for
}

func (v *visit) hadSession() bool {
	return slices.ContainsFunc(v.file.History, func(e clinical.Event) bool { return e.Kind == clinical.SessionEvent })
}

func (v *visit) checkInPage() CheckInPage {
	p := CheckInPage{Page: v.base(v.T("checkin.title"), v.url("/diary")), URL: v.url("/checkin")}
	p.NavAt = "diary"
	var d DiaryPage
	v.due(&d)
	p.Due, p.Ahead = d.CheckIns, d.Ahead
	return p
}

func showCheckIn(v *visit) error {
	if !v.hadSession() {
		return v.redirect("/diary")
	}
	p := v.checkInPage()
	if v.r.URL.Query().Get("note") == "done" {
		v.checkInMeans(&p)
		return v.render(http.StatusOK, "checkin_done", p)
	}
	p.Report = (&reportForm{v: v, asks: session.CheckInAsks()}).empty()
	return v.render(http.StatusOK, "checkin", p)
}

// checkInMeans says what the answers mean now.
func (v *visit) checkInMeans(p *CheckInPage) {
	as := v.file.Assess(v.Set)
	switch {
	case as.Disposition >= clinical.Refer, as.Care.Within >= clinical.In2Weeks:
		c := v.card(&as)
		p.Card = &c
	case as.Disposition == clinical.Postpone:
		p.Done = v.T("checkin.done.wait")
	case as.Disposition == clinical.Undecided:
		p.Done = v.T("checkin.done.open")
	default:
		p.Done = v.T("checkin.done.fine")
	}
}

func takeCheckIn(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	form := v.r.PostForm
	switch {
	case !v.hadSession():
		return v.redirect("/diary")
	}
	r := &reportForm{v: v, asks: session.CheckInAsks(), each: form.Get("each") != ""}
	out, rep, found, doubt := r.read(form)
	p := v.checkInPage()
	old := form.Get("build") != v.s.Build()
	out.Error = out.Error || old // of an old form only what needs help today is taken
	switch {
	case (out.Error || doubt) && v.urgentWith(found):
		// What was said needs help today: the rest is not waited for.
		v.file.Tell(v.Set, found, v.now)
		return v.keepAnd("/result")
	case old:
		return v.redirect("/checkin")
	case doubt:
		p.Report, p.Error = r.again(out, form), out.Error
		status := http.StatusOK
		if out.Error {
			status = http.StatusUnprocessableEntity
		}
		return v.render(status, "checkin", p)
	case out.Error:
		p.Report, p.Error = out, true
		return v.render(http.StatusUnprocessableEntity, "checkin", p)
	}
	as, err := v.file.CheckIn(v.Set, rep, v.now)
	if err != nil {
		return err
	}
	if alarming(as.Disposition) {
		return v.keepAnd("/result")
	}
	return v.keepAnd("/checkin?note=done")
}

// ReviewPage looks back on the course.
type ReviewPage struct {
	Page
	Due     []string // why it is due
	Trend   []string
	Field   Field
	Fields  []Field
	Needs   bool   // something was not measured
	Nothing bool   // none is due
	Result  string // of the latest review, while none is due
	When    string
	Reasons []string
	Care    string
	Had     bool // there was a session to review
}

func (v *visit) reviewPage(ver session.Verdict) ReviewPage {
	p := ReviewPage{Page: v.base(v.T("review.title"), v.url("/diary")), Nothing: ver.Decision == session.NotDue, Needs: ver.Decision == session.AnswersNeeded, Had: v.hadSession()}
	p.NavAt = "diary"
	for _, w := range ver.Due {
		p.Due = append(p.Due, v.T("review.why."+string(w)))
	}
	if len(v.file.Diary) > 0 {
		p.Trend = v.trend()
	}
	p.Field = Field{ID: "f-change", Name: "change", Kind: radios, Legend: v.T("review.change")}
	for g := session.VeryMuchImproved; g <= session.VeryMuchWorse; g++ {
		val := strconv.Itoa(int(g))
		p.Field.Options = append(p.Field.Options, Option{ID: elementID("f-change", val), Value: val, Text: v.T("review.change." + g.String())})
	}
	p.Field.FirstID = p.Field.Options[0].ID
	return p
}

func showReview(v *visit) error {
	p := v.reviewPage(v.file.DueReview(v.Set, v.now))
	if last, at, ok := v.file.LastReview(); ok {
		p.Result, p.Care, p.When = v.T("review.decision."+string(last.Decision)), v.Care(last.Care), v.Day(at.In(v.now.Location()))
		for _, w := range last.Reasons {
			p.Reasons = append(p.Reasons, v.T("review.why."+string(w)))
		}
	}
	return v.render(http.StatusOK, "review", p)
}

func takeReview(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	p := v.reviewPage(v.file.DueReview(v.Set, v.now))
	if p.Nothing {
		return v.redirect("/review")
	}
	n, err := strconv.Atoi(v.r.PostForm.Get("change"))
	if g := session.GRC(n); err != nil || n < 0 || g < session.VeryMuchImproved || g > session.VeryMuchWorse {
		p.Field.Error, p.Error = v.T("review.error.change"), true
		p.Fields = []Field{p.Field}
		return v.render(http.StatusUnprocessableEntity, "review", p)
	}
	v.file.Review(v.Set, session.GRC(n), v.now)
	if as := v.file.Assess(v.Set); alarming(as.Disposition) {
		return v.keepAnd("/result")
	}
	return v.keepAnd("/review")
}

// clinicianReview notes that a clinician has looked at the course.
func clinicianReview(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	switch {
	case v.rev() != v.file.Rev:
		return v.redirect("/review")
	case v.r.PostForm.Get("sure") == "":
		p := v.reviewPage(v.file.DueReview(v.Set, v.now))
		p.Error = true
		p.Fields = []Field{{FirstID: "f-sure", Error: v.T("review.error.sure")}}
		return v.render(http.StatusUnprocessableEntity, "review", p)
	}
	v.file.ClinicianReview(v.now)
	return v.keepAnd("/diary?note=saved")
}
