package care_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paraspinal/care"
	"paraspinal/clinical"
	"paraspinal/session"
)

// TestAHugeFileIsReadInTime reads files as long as a form may be. Read in the
// square of their length they would take minutes.
func TestAHugeFileIsReadInTime(t *testing.T) {
	const n = 40_000
	many := func(one string) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, one, i)
		}
		return b.String()
	}
	began := time.Now()
	for name, text := range map[string]string{
		"diary":     `{"paraspinal":1,"case":{"schema":1},"diary":[` + many(`{"at":"2026-11-21T12:00:00Z","note":"%d"}`) + `]}`,
		"findings":  `{"paraspinal":1,"case":{"schema":1,"findings":{` + many(`"x%d":"y"`) + `}}}`,
		"history":   `{"paraspinal":1,"case":{"schema":1,"history":[` + many(`{"kind":"x%d","at":"2026-11-21T12:00:00Z"}`) + `]}}`,
		"go-aheads": `{"paraspinal":1,"case":{"schema":1,"go_aheads":[` + many(`{"kind":"clinician","who":"%d","at":"2026-01-01","until":"2027-01-01"}`) + `]}}`,
	} {
		f, lost, err := care.Decode([]byte(text), set)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(lost) > 200 || len(f.GoAheads) > 1000 {
			t.Errorf("%s: %d lost, %d go-aheads", name, len(lost), len(f.GoAheads))
		}
		if name == "diary" && len(f.Diary) != n {
			t.Errorf("%d of %d entries are read", len(f.Diary), n)
		}
	}
	if d := time.Since(began); d > 20*time.Second { // the square takes minutes
		t.Errorf("it took %v", d)
	}
}

// TestWhatIsToldAfterAClockWasSetBackCounts: events of a clock that ran ahead
// must not bar what comes after them.
func TestWhatIsToldAfterAClockWasSetBackCounts(t *testing.T) {
	for _, ahead := range []clinical.EventKind{clinical.SessionEvent, clinical.ResultEvent} {
		f := checked(t, nil, noon)
		took(f, hours(-24))
		if ahead == clinical.SessionEvent {
			f.History[0].At = hours(30)
		} else {
			f.History = append(f.History, clinical.Event{Kind: clinical.ResultEvent, At: hours(30), Disposition: clinical.Modify})
		}
		r := fine(pains(t, 2, 0, 2, 0))
		r.Motor = session.Motor{HeelWalk: session.Sides{Left: session.Cannot}}
		as, err := f.CheckIn(set, r, hours(1))
		if err != nil || as.Disposition < clinical.Urgent {
			t.Errorf("a %s ahead: %v, %v", ahead, as.Disposition, err)
		}
	}
}

func TestABackupOfATimeAheadNeverAllows(t *testing.T) {
	for name, at := range map[string]time.Time{"now": noon, "ahead": hours(24 * 30)} {
		f := care.New(set)
		f.Adopt(reload(t, checked(t, nil, at)), noon)
		if got := may(f, at.Add(time.Minute)); got != (name == "now") {
			t.Errorf("%s: permission %t when its time has come", name, got)
		}
	}
	f := checked(t, nil, noon)
	if err := f.Begin(set, clinical.Self, noon); err != nil {
		t.Fatal(err)
	}
	g := care.New(set)
	g.Adopt(reload(t, f), noon)
	if may(g, noon) {
		t.Error("a session goes on from a backup without a new check")
	}
}

func TestRevisionsCannotRunOver(t *testing.T) {
	f, _, err := care.Decode([]byte(`{"paraspinal":1,"rev":18446744073709551615,"case":{"schema":1}}`), set)
	if err != nil {
		t.Fatal(err)
	}
	g := care.New(set)
	if g.Adopt(f, noon); g.Rev <= f.Rev || f.Rev == 0 {
		t.Errorf("%d comes after %d", g.Rev, f.Rev)
	}
}

func TestNewWeaknessOfTheOtherLegIsBoth(t *testing.T) {
	f := checked(t, answers{"neuro.weakness": choice("examined")}, noon)
	f.Findings["neuro.weakness_side"] = choice("right")
	as := f.Tell(set, answers{"neuro.weakness": choice("new"), "neuro.weakness_side": choice("left")}, hours(1))
	if f.Findings["neuro.weakness_side"].Choice != "both" || as.Disposition != clinical.Emergency {
		t.Errorf("%v: %v", f.Findings["neuro.weakness_side"], as.Disposition)
	}
}
