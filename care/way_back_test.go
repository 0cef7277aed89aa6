package care_test

import (
	"errors"
	"slices"
	"testing"

	"paraspinal/assess"
	"paraspinal/care"
	"paraspinal/clinical"
)

func TestSignsAndSeen(t *testing.T) {
	f := checked(t, nil, noon)
	as := f.Assess(set)
	if got := care.Signs(set, &as, f.Case()); len(got) != 0 {
		t.Errorf("signs behind a good result: %v", got)
	}
	f = care.New(set)
	say(t, f, "neuro.weakness", choice("new"), noon)
	say(t, f, "neuro.bladder", choice("new"), noon)
	as = disposition(t, f, clinical.Emergency)
	signs := care.Signs(set, &as, f.Case())
	if !slices.Contains(signs, "neuro.bladder") {
		t.Fatalf("signs %v", signs)
	}
	f.Seen(set, []clinical.FindingID{"neuro.bladder", "pain.back"}, hours(9))
	if f.Mode != care.Recheck || f.Findings["neuro.bladder"] != choice("examined") || f.Findings["pain.back"].Kind != clinical.NotAsked || f.Before["neuro.weakness"] != choice("new") {
		t.Errorf("after being seen: %v, before %v", f.Findings, f.Before)
	}
	if n := len(f.History); n != 1 || f.History[0].Disposition != clinical.Emergency || !f.History[0].At.Equal(noon) {
		t.Errorf("history %v", f.History)
	}
	goOn(t, f, mild(t, answers{"neuro.bladder": choice("examined")}), hours(9))
	disposition(t, f, clinical.Urgent) // the weakness was not examined

	f.Seen(set, nil, hours(20))
	if f.Begun() {
		t.Error("nothing was said, and the check has begun")
	}
}

func TestAgree(t *testing.T) {
	weakness := answers{"neuro.weakness": choice("examined"), "neuro.weakness_side": choice("left")}
	f := checked(t, weakness, noon)
	f.Zone = "Europe/Amsterdam"
	as := disposition(t, f, clinical.Refer)
	if got := care.Lifters(set, &as); !slices.Equal(got, []string{"clinician"}) {
		t.Fatalf("lifters %v", got)
	}
	d := func(s string) clinical.Date { return date(t, s) }
	for _, tt := range []struct {
		name         string
		kind         string
		given, until clinical.Date
		want         error
	}{
		{"no such kind", "barber", d("2026-11-21"), d("2026-12-21"), care.ErrNoKind},
		{"not for the surgeon", "surgeon", d("2026-11-21"), d("2026-12-21"), care.ErrNothing},
		{"tomorrow", "clinician", d("2026-11-22"), d("2026-12-21"), care.ErrFuture},
		{"no day", "clinician", clinical.Date{}, d("2026-12-21"), care.ErrFuture},
		{"until yesterday", "clinician", d("2026-11-01"), d("2026-11-20"), care.ErrOver},
		{"no end", "clinician", d("2026-11-01"), clinical.Date{}, care.ErrOver},
		{"a year", "clinician", d("2026-11-21"), d("2027-11-21"), care.ErrTooLong},
	} {
		if err := f.Agree(set, tt.kind, "Dr Vos", tt.given, tt.until, noon); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if len(f.GoAheads) != 0 || may(f, noon) {
		t.Fatal("a refused go-ahead counts")
	}
	if err := f.Agree(set, "clinician", "Dr Vos", d("2026-11-21"), d("2027-05-20"), hours(1)); err != nil {
		t.Fatal(err)
	}
	goOn(t, f, mild(t, weakness), hours(1)) // what a lifted rule had hidden is asked
	as = disposition(t, f, clinical.Modify)
	if !may(f, hours(1)) || len(care.Lifters(set, &as)) != 0 || f.GoAheads[0].Answers["neuro.weakness"] != choice("examined") {
		t.Errorf("the go-ahead lifts nothing: %+v", f.GoAheads)
	}
	if may(f, hours(24)) {
		t.Error("a go-ahead makes old answers new")
	}
	if err := f.Agree(set, "clinician", "Dr Vos", d("2026-11-21"), d("2027-05-20"), hours(1)); !errors.Is(err, care.ErrNoResult) {
		t.Errorf("a go-ahead for a good result: %v", err)
	}
	g := reload(t, f)
	say(t, g, "neuro.sensation", choice("examined"), hours(2))
	if as := g.Assess(set); as.GoAheads[0].Why != assess.Changed {
		t.Errorf("a changed nerve sign and the go-ahead holds: %+v", as.GoAheads)
	}

	rev := f.Rev
	f.Withdraw(set, 3, hours(2))
	f.Withdraw(set, -1, hours(2))
	if len(f.GoAheads) != 1 || f.Rev != rev {
		t.Error("withdrawn what is not there")
	}
	f.Withdraw(set, 0, hours(2))
	if len(f.GoAheads) != 0 || f.Rev == rev || may(f, hours(2)) {
		t.Error("a go-ahead taken back still counts")
	}
	disposition(t, f, clinical.Refer)
}

func TestAGoAheadLiftsNoAlarm(t *testing.T) {
	f := care.New(set)
	say(t, f, "neuro.weakness", choice("new"), noon)
	if err := f.Agree(set, "clinician", "Dr Vos", date(t, "2026-11-21"), date(t, "2026-12-21"), noon); !errors.Is(err, care.ErrNoResult) {
		t.Errorf("%v", err)
	}
}
