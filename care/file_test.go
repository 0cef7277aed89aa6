package care_test

import (
	"slices"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

func TestCheckEndsInAResult(t *testing.T) {
	f := checked(t, nil, noon)
	as := disposition(t, f, clinical.Suitable)
	if !f.Finished || !may(f, noon) || f.Empty() || !f.Begun() {
		t.Error("a finished mild check allows nothing")
	}
	if as.ValidUntil == nil || !as.ValidUntil.Equal(hours(24)) {
		t.Errorf("valid until %v", as.ValidUntil)
	}
	n := len(f.Diary)
	if n != 1 || f.Diary[0].Kind != care.AtCheck || f.Diary[0].Measures.Pains != pains(t, 2, 0, 2, 0) {
		t.Errorf("the diary holds %v", f.Diary)
	}
	f.Finish()
	if len(f.Diary) != n {
		t.Error("looking at the result twice writes the diary twice")
	}
}

func TestPermissionNeverOutlivesADay(t *testing.T) {
	f := checked(t, nil, noon)
	for name, do := range map[string]func(*care.File){
		"a changed answer": func(f *care.File) { say(t, f, "pain.back", number(1), hours(23)); goOn(t, f, mild(t, nil), hours(23)) },
		"a diary entry":    func(f *care.File) { f.Note(set, entry(pains(t, 1, 0, 2, 0), hours(23)), hours(23)) },
		"a review":         func(f *care.File) { f.Review(set, 1, hours(23)) },
		"reloading":        func(f *care.File) { *f = *reload(t, f) },
	} {
		g := reload(t, f)
		do(g)
		if !may(g, hours(23.9)) {
			t.Errorf("%s: nothing is allowed within the day", name)
		}
		if may(g, hours(24)) || !g.Stale(set, hours(24)) {
			t.Errorf("%s: permission outlives the first answer by a day", name)
		}
	}
}

func TestStale(t *testing.T) {
	if care.New(set).Stale(set, noon) {
		t.Error("no check is stale")
	}
	f := checked(t, nil, noon)
	for name, want := range map[time.Duration]bool{-time.Minute: false, -6 * time.Minute: true, 0: false, 24*time.Hour - 1: false, 24 * time.Hour: true} {
		if got := f.Stale(set, noon.Add(name)); got != want {
			t.Errorf("%v after: stale %v", name, got)
		}
	}
	back := checked(t, nil, noon) // the clock was set back in the middle of the check
	say(t, back, "pain.back", number(1), hours(-4))
	if !back.Stale(set, hours(-4)) {
		t.Error("a check begun in the future holds")
	}
	other := *set
	other.Digest = "other"
	if !f.Stale(&other, noon) || may2(f, &other) {
		t.Error("answers to another protocol count")
	}
	f.GoAheads = []clinical.GoAhead{{Kind: "clinician"}}
	f.Withdraw(&other, 0, noon)
	took(f, hours(1))
	if _, err := f.CheckIn(&other, fine(pains(t, 2, 0, 2, 0)), hours(2)); err != nil {
		t.Fatal(err)
	}
	if !f.Stale(&other, hours(2)) {
		t.Error("a check-in makes answers to another protocol count")
	}
}

func may2(f *care.File, s *ruleset.Set) bool {
	_, _, ok := f.Plan(s, clinical.Self, noon)
	return ok
}

func TestEmpty(t *testing.T) {
	if !care.New(set).Empty() || care.New(set).Begun() {
		t.Error("a new file is not empty")
	}
	f := care.New(set)
	f.Aims = []care.Aim{{ID: "1", Text: "put on socks"}}
	if f.Empty() {
		t.Error("named activities are nothing")
	}
}

func TestLocation(t *testing.T) {
	f := care.New(set)
	if f.Location() != nil {
		t.Error("a zone out of nothing")
	}
	f.Zone = "Nowhere/Land"
	if f.Location() != nil {
		t.Error("a zone that does not exist")
	}
	f.Zone = care.LocalZone
	if f.Location() != time.Local {
		t.Error("not the zone of the device")
	}
	f.Zone = "Europe/Amsterdam"
	f.At = noon
	if c := f.Case(); c.Now.Hour() != 13 {
		t.Errorf("the case is of %v", c.Now)
	}
	f.Findings = nil
	if f.Case().Findings == nil {
		t.Error("no map to read from")
	}
}

func TestASlipOfTheFingerIsCorrectedInTheSameCheck(t *testing.T) {
	f := care.New(set)
	say(t, f, "neuro.saddle_sensation", choice("new"), noon)
	disposition(t, f, clinical.Emergency)
	say(t, f, "neuro.saddle_sensation", choice("none"), noon)
	goOn(t, f, mild(t, nil), noon)
	disposition(t, f, clinical.Suitable)

	f = care.New(set)
	say(t, f, "neuro.saddle_sensation", choice("new"), noon)
	f.Restart(set, hours(1))
	if f.Begun() || len(f.Pages) > 0 || f.Finished {
		t.Error("it has not begun anew")
	}
	goOn(t, f, mild(t, nil), hours(1))
	disposition(t, f, clinical.Refer) // it counts as an alarm from the next check on
	if len(f.History) != 1 || f.History[0].Disposition != clinical.Emergency {
		t.Errorf("the history is %v", f.History)
	}
}

func TestTheGravestResultOfAnInstantIsRemembered(t *testing.T) {
	f := care.New(set)
	say(t, f, "neuro.weakness", choice("new"), noon)
	m := weak(left)
	f.Note(set, measured(m, noon), noon) // remembers an urgent result
	say(t, f, "neuro.saddle_sensation", choice("new"), noon.Add(300*time.Millisecond))
	f.Restart(set, hours(1))
	if len(f.History) != 1 || f.History[0].Disposition != clinical.Emergency {
		t.Errorf("the history is %v", f.History)
	}
}

func TestPages(t *testing.T) {
	f := checked(t, nil, noon)
	first, second := f.Pages[0], f.Pages[1]
	if f.Previous(first.Question) != "" || f.Previous(second.Question) != first.Question || f.Previous("none") != f.Pages[len(f.Pages)-1].Question {
		t.Error("the page before")
	}
	if !f.AnsweredSince(first.Question, first.Rev-1) || f.AnsweredSince(first.Question, first.Rev) || f.AnsweredSince("none", 0) {
		t.Error("an older tab would overwrite, or a newer one could not")
	}
	q, _ := set.Question(first.Question)
	as := f.Assess(set)
	if ids := f.Asks(set, q, &as); len(ids) == 0 {
		t.Error("an answered page asks nothing")
	}
	for i := range set.Questions {
		if f.Previous(set.Questions[i].ID) == f.Pages[len(f.Pages)-1].Question && len(f.Asks(set, &set.Questions[i], &as)) > 0 {
			t.Errorf("page %s is asked though nothing is open", set.Questions[i].ID)
		}
	}
}

func TestDroppedAnswers(t *testing.T) {
	f := checked(t, answers{"surgery.spine": yes, "surgery.date": clinical.DateAnswer(date(t, "2020-05")), "surgery.wound": choice("healed"), "surgery.discharged": choice("yes")}, noon)
	if f.Findings["surgery.date"].Kind != clinical.Known {
		t.Fatal("the operation was not asked about")
	}
	say(t, f, "surgery.spine", clinical.BoolAnswer(false), noon)
	if f.Findings["surgery.date"].Kind != clinical.NotAsked || f.Finished {
		t.Error("the date of no operation is kept")
	}
	if slices.ContainsFunc(f.Pages, func(p care.Page) bool { return len(p.Answers) == 0 }) {
		t.Error("an empty page is kept")
	}
	q, _ := set.Question(f.Pages[0].Question)
	id := set.Findings[q.Asks[0]].ID
	f.Answer(set, q, answers{}, noon)
	if f.Findings[id].Kind != clinical.NotAsked {
		t.Error("an answer taken away is kept")
	}
}

func TestRecheckKeepsWhatCannotHaveChanged(t *testing.T) {
	f := checked(t, answers{"disc.type": choice("protrusion")}, noon)
	f.Again(set, hours(30))
	if f.Mode != care.Recheck || f.Begun() || f.Findings["disc.type"].Kind != clinical.Known || f.Findings["pain.back"].Kind != clinical.NotAsked || may(f, hours(30)) {
		t.Error("the re-check keeps too little or too much")
	}
	goOn(t, f, mild(t, answers{"disc.type": choice("protrusion")}), hours(30))
	if len(f.Pages) > 6 || !may(f, hours(30)) {
		t.Errorf("a re-check of %d pages, %v", len(f.Pages), f.Assess(set).Disposition)
	}
	if len(f.History) != 1 || f.History[0].Kind != clinical.ResultEvent || !f.History[0].At.Equal(noon) {
		t.Errorf("history %v", f.History)
	}
}

// An examined weakness needs a go-ahead. A tick list of a re-check says "none
// of these is new": it must not turn into "no weakness", however often the
// re-check is begun.
func TestARecheckBegunTwiceForgetsNothing(t *testing.T) {
	known := mild(t, answers{"neuro.weakness": choice("examined"), "neuro.weakness_side": choice("left")})
	f := care.New(set)
	goOn(t, f, known, noon)
	disposition(t, f, clinical.Refer)
	f.Again(set, hours(30))
	f.Again(set, hours(30))
	f = reload(t, f)
	goOn(t, f, mild(t, nil), hours(30)) // ticks nothing
	disposition(t, f, clinical.Refer)

	f.Again(set, hours(60))
	say(t, f, "neuro.bladder", choice("new"), hours(60))
	disposition(t, f, clinical.Emergency)
	f.Seen(set, []clinical.FindingID{"neuro.bladder"}, hours(70))
	goOn(t, f, mild(t, answers{"neuro.bladder": choice("examined")}), hours(70))
	if f.Findings["neuro.weakness"] != choice("examined") {
		t.Errorf("after an emergency in between, the weakness is %v", f.Findings["neuro.weakness"])
	}
	disposition(t, f, clinical.Refer)
}

func TestExpired(t *testing.T) {
	f := care.New(set)
	as := f.Assess(set)
	if !care.Expired(&as, noon) {
		t.Error("what is undecided holds")
	}
	f.Again(set, noon) // nothing was asked, so nothing is remembered
	if len(f.History) != 0 {
		t.Errorf("history %v", f.History)
	}
	say(t, f, "neuro.saddle_sensation", choice("none"), noon)
	f.Restart(set, noon) // undecided: nothing to remember
	if len(f.History) != 0 {
		t.Errorf("history %v", f.History)
	}
}
