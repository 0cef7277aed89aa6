package care_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

type answers = map[clinical.FindingID]clinical.Answer

var (
	set    = ruleset.Embedded()
	noon   = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	choice = clinical.ChoiceAnswer
	number = clinical.IntAnswer
	yes    = clinical.BoolAnswer(true)
)

func hours(h float64) time.Time { return noon.Add(time.Duration(h * float64(time.Hour))) }

func date(t testing.TB, s string) clinical.Date {
	t.Helper()
	d, err := clinical.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// mild is a person with a bulge and little pain, with answers replaced by more.
func mild(t testing.TB, more answers) answers {
	t.Helper()
	c := clinical.Case{Now: noon, Findings: answers{
		"pain.back": number(2), "pain.leg": number(0), "site.left": number(2), "site.right": number(0), "onset.date": clinical.DateAnswer(date(t, "2026-09-26")),
		"disc.type": choice("bulge"), "care.assessed": choice("yes"), "person.born": clinical.DateAnswer(date(t, "1986-03")), "pain.trend": choice("improving"),
	}}
	c = c.WithAll(more)
	c, _ = set.Rest(c)
	return c.Findings
}

// goOn answers every question that is asked, from what the person knows.
func goOn(t testing.TB, f *care.File, knows answers, at time.Time) {
	t.Helper()
	for range 100 {
		as := f.Assess(set)
		if as.Next == nil || as.Disposition >= clinical.Urgent {
			f.Finish()
			return
		}
		q, _ := set.Question(as.Next.Question)
		given := answers{}
		for _, id := range f.Asks(set, q, &as) {
			a, ok := knows[id]
			if !ok {
				a = clinical.UnsureAnswer()
			}
			given[id] = a
		}
		f.Answer(set, q, given, at)
	}
	t.Fatal("the check does not end")
}

// checked is a file whose check is done.
func checked(t testing.TB, more answers, at time.Time) *care.File {
	t.Helper()
	f := care.New(set)
	goOn(t, f, mild(t, more), at)
	return f
}

// say answers one finding on its page of the mode that the check is in, the
// rest of the page as answered before, else as normal.
func say(t testing.TB, f *care.File, id clinical.FindingID, a clinical.Answer, at time.Time) {
	t.Helper()
	i, _ := set.Finding(id)
	for _, again := range []bool{f.Mode == care.Recheck, true} {
		for k := range set.Questions {
			q := &set.Questions[k]
			if q.Recheck != again || !slices.Contains(q.Asks, i) {
				continue
			}
			given := answers{}
			for _, n := range q.Asks {
				if d := &set.Findings[n]; d.Normal != nil && len(q.Items) > 0 && q.Kind == "check" {
					given[d.ID] = d.Answer(*d.Normal)
				}
			}
			for _, p := range f.Pages {
				if p.Question == q.ID {
					maps.Copy(given, p.Answers)
				}
			}
			given[id] = a
			f.Answer(set, q, given, at)
			return
		}
	}
	t.Fatalf("nothing asks %s", id)
}

func disposition(t testing.TB, f *care.File, want clinical.Disposition) assess.Assessment {
	t.Helper()
	as := f.Assess(set)
	if as.Disposition != want {
		t.Errorf("the result is %s, want %s: %v", as.Disposition, want, as.Reasons)
	}
	return as
}

// may reports whether massage is allowed.
func may(f *care.File, at time.Time) bool {
	_, as, ok := f.Plan(set, clinical.Self, at)
	return ok && !care.Expired(&as, at)
}

func nrs(t testing.TB, n int) session.NRS {
	t.Helper()
	v, err := session.NewNRS(n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func pains(t testing.TB, back, leg, left, right int) session.Pains {
	t.Helper()
	l, err := session.NewSite(left)
	if err != nil {
		t.Fatal(err)
	}
	r, err := session.NewSite(right)
	if err != nil {
		t.Fatal(err)
	}
	return session.Pains{Back: nrs(t, back), Leg: nrs(t, leg), Left: l, Right: r}
}

// took says that a session took place.
func took(f *care.File, at time.Time) {
	f.History = append(f.History, clinical.Event{Kind: clinical.SessionEvent, At: at, Findings: answers{
		"pain.back": number(2), "pain.leg": number(0), "site.left": number(2), "site.right": number(0)}})
}

// fine is a check-in without anything new.
func fine(p session.Pains) session.Report {
	r := session.Report{Pains: p, Answers: map[clinical.FindingID]string{}}
	for _, id := range session.CheckInAsks() {
		i, _ := set.Finding(id)
		r.Answers[id] = set.Findings[i].FormatAnswer(set.Findings[i].Answer(*set.Findings[i].Normal))
	}
	return r
}

func reload(t testing.TB, f *care.File) *care.File {
	t.Helper()
	b, err := f.Encode(set)
	if err != nil {
		t.Fatal(err)
	}
	g, lost, err := care.Decode(b, set)
	if err != nil || len(lost) > 0 {
		t.Fatalf("%v, lost %v", err, lost)
	}
	return g
}
