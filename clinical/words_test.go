package clinical_test

import (
	"encoding"
	"strings"
	"testing"

	"paraspinal/clinical"
)

// word is one named value of a list.
type word interface {
	String() string
	encoding.TextMarshaler
}

// lists gives every list of names with its values in order and a reader.
func lists() []struct {
	name   string
	words  []word
	beyond word
	read   func(string) (word, error)
} {
	type row = struct {
		name   string
		words  []word
		beyond word
		read   func(string) (word, error)
	}
	return []row{
		{"dispositions", of(clinical.Undecided, clinical.Suitable, clinical.Modify, clinical.Postpone, clinical.Refer, clinical.Avoid, clinical.Urgent, clinical.Emergency),
			clinical.Emergency + 1, reader[clinical.Disposition]},
		{"times to be seen", of(clinical.NoCare, clinical.Routine, clinical.In2Weeks, clinical.In3Days, clinical.Today, clinical.Now), clinical.Now + 1, reader[clinical.Within]},
		{"people to see", of(clinical.Nobody, clinical.Pharmacist, clinical.Physiotherapist, clinical.Clinician, clinical.Midwife, clinical.Doctor, clinical.SpineSpecialist, clinical.Surgeon, clinical.Oncologist,
			clinical.EmergencyServices), clinical.EmergencyServices + 1, reader[clinical.Who]},
		{"sides", of(clinical.AnySide, clinical.Left, clinical.Right, clinical.Bilateral), clinical.Bilateral + 1, reader[clinical.Side]},
		{"pressures", of(clinical.NoPressure, clinical.Stroking, clinical.Light, clinical.Moderate, clinical.Firm, clinical.Deep), clinical.Deep + 1, reader[clinical.Pressure]},
		{"settings", of(clinical.NoSetting, clinical.Self, clinical.Helper, clinical.Professional), clinical.Professional + 1, reader[clinical.Setting]},
		{"roles", of(clinical.NoRole, clinical.Person, clinical.HelperRole, clinical.Therapist), clinical.Therapist + 1, reader[clinical.Role]},
	}
}

func of[T word](values ...T) []word {
	var out []word
	for _, v := range values {
		out = append(out, v)
	}
	return out
}

func reader[T word, P interface {
	*T
	encoding.TextUnmarshaler
}](s string) (word, error) {
	var v T
	err := P(&v).UnmarshalText([]byte(s))
	return v, err
}

func TestEveryWordReadsBackAsItself(t *testing.T) {
	for _, l := range lists() {
		t.Run(l.name, func(t *testing.T) {
			seen := map[string]bool{}
			for _, w := range l.words {
				b, err := w.MarshalText()
				if err != nil || string(b) != w.String() {
					t.Errorf("%v marshals to %q, %v", w, b, err)
				}
				back, err := l.read(string(b))
				if err != nil || back != w {
					t.Errorf("%q reads back as %v, %v", b, back, err)
				}
				if seen[string(b)] {
					t.Errorf("%q names two values", b)
				}
				seen[string(b)] = true
			}
		})
	}
}

func TestUnknownWordsAreRefusedAndLeaveTheZeroValue(t *testing.T) {
	for _, l := range lists() {
		t.Run(l.name, func(t *testing.T) {
			first := l.words[len(l.words)-1].String()
			for _, bad := range []string{"perhaps", " " + first, strings.ToUpper(first), first + "\n", "1"} {
				if v, err := l.read(bad); err == nil || v != l.words[0] {
					t.Errorf("%q reads as %v, %v", bad, v, err)
				}
			}
			if got := l.beyond.String(); !strings.HasPrefix(got, "unknown(") {
				t.Errorf("a value beyond the list is called %q", got)
			}
			if _, err := l.read(l.beyond.String()); err == nil {
				t.Errorf("%q is accepted", l.beyond)
			}
		})
	}
}

func TestOnlySuitableAndModifyAllowASession(t *testing.T) {
	for d := clinical.Undecided; d <= clinical.Emergency+1; d++ {
		want := d == clinical.Suitable || d == clinical.Modify
		if d.Allows() != want {
			t.Errorf("%s allows: %v", d, !want)
		}
	}
}

func TestTheLadderRisesAndLeavesOutUndecided(t *testing.T) {
	all := clinical.Dispositions()
	if len(all) != 7 || all[0] != clinical.Suitable || all[6] != clinical.Emergency {
		t.Fatalf("the ladder is %v", all)
	}
	for i := 1; i < len(all); i++ {
		if all[i] <= all[i-1] {
			t.Errorf("%s does not lie above %s", all[i], all[i-1])
		}
	}
}

func TestZeroValuesRefuse(t *testing.T) {
	var (
		d clinical.Disposition
		a clinical.Answer
		c clinical.Case
		k clinical.Care
		p clinical.Pressure
		s clinical.Setting
	)
	if d != clinical.Undecided || d.Allows() {
		t.Error("a disposition that was never set allows a session")
	}
	if a.Kind != clinical.NotAsked || c.Get("neuro.bladder").Kind != clinical.NotAsked {
		t.Error("an answer that was never given is one")
	}
	if k.Who != clinical.Nobody || k.Within != clinical.NoCare {
		t.Error("a care that was never set asks for somebody")
	}
	if p != clinical.NoPressure || s != clinical.NoSetting {
		t.Error("a pressure or setting that was never set permits one")
	}
}

func TestThereAreThreeSettings(t *testing.T) {
	got := clinical.Settings()
	if len(got) != 3 || got[0] != clinical.Self || got[1] != clinical.Helper || got[2] != clinical.Professional {
		t.Errorf("settings are %v", got)
	}
}

func TestSidesOverlap(t *testing.T) {
	all := []clinical.Side{clinical.AnySide, clinical.Left, clinical.Right, clinical.Bilateral}
	for _, x := range all {
		for _, y := range all {
			apart := x == clinical.Left && y == clinical.Right || x == clinical.Right && y == clinical.Left
			if x.Overlaps(y) == apart {
				t.Errorf("%q overlaps %q: %v", x, y, !apart)
			}
			if x.Overlaps(y) != y.Overlaps(x) {
				t.Errorf("%q and %q do not overlap alike", x, y)
			}
		}
	}
}

func TestCaresJoinToTheSooner(t *testing.T) {
	var all []clinical.Care
	for w := clinical.NoCare; w <= clinical.Now; w++ {
		for o := clinical.Nobody; o <= clinical.EmergencyServices; o++ {
			all = append(all, clinical.Care{Who: o, Within: w})
		}
	}
	for _, x := range all {
		if x.Join(x) != x {
			t.Fatalf("%v joined with itself is %v", x, x.Join(x))
		}
		if x.Join(clinical.Care{}) != x {
			t.Fatalf("%v joined with nothing is %v", x, x.Join(clinical.Care{}))
		}
		for _, y := range all {
			j := x.Join(y)
			if j != y.Join(x) {
				t.Fatalf("%v and %v join in an order", x, y)
			}
			if j != x && j != y {
				t.Fatalf("%v and %v join to a third, %v", x, y, j)
			}
			if j.Within != max(x.Within, y.Within) {
				t.Fatalf("%v and %v join to the later %v", x, y, j)
			}
			if !x.AtMost(j) || !y.AtMost(j) || x.AtMost(y) != (j == y) {
				t.Fatalf("%v and %v: the join %v is no upper bound", x, y, j)
			}
			for _, z := range all {
				if x.Join(y).Join(z) != x.Join(y.Join(z)) {
					t.Fatalf("%v, %v and %v join by grouping", x, y, z)
				}
			}
		}
	}
}
