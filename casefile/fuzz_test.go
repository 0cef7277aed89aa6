package casefile_test

import (
	"bytes"
	"reflect"
	"testing"

	"paraspinal/casefile"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// FuzzParse: no text panics, every fault has a code and words, and a file that
// reads also writes and reads back the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "schema: 1\nfindings: {}\n", "schema: 1\nrest: normal\nfindings: {pain.back: 3}\n", `{"schema": 1, "findings": {}}`,
		head + "role: helper\nfindings: {surgery.spine: yes, onset.date: 2026-09}\nunsure: [neuro.bladder]\n",
		head + "findings: {}\ngo_aheads:\n  - {kind: surgeon, at: 2026-11-18, until: 2027-02-18, covers: [RC-SURG-03], answers: {surgery.wound: healed}}\n",
		head + "findings: {}\nhistory:\n  - {kind: result, at: \"2026-11-14T10:00:00+01:00\", disposition: urgent, unsure: [pain.leg]}\n",
		"schema: 1\nfindings: &a {b: *a}\n", "a: [[[[[[[[{", "\x00", "\xff\xfe", "? a\n: b\n", "---\n---\n",
		"schema: 1\nnow: 2026-11-21T10:00:00+23:59\nfindings: {onset.date: 0000-01-01}\n",
	} {
		f.Add([]byte(s))
	}
	set := ruleset.Embedded()
	f.Fuzz(func(t *testing.T, data []byte) {
		got, problems := casefile.Parse("case.yaml", data, set, fixed)
		if len(problems) > 0 {
			for _, p := range problems {
				if len(p.Code) != 4 || p.Message == "" || p.Pos.File != "case.yaml" {
					t.Errorf("not a proper fault: %+v", p)
				}
			}
			var all strict.Problems = problems
			_ = all.Error() // prints without a panic
			return
		}
		b, err := casefile.Write(got.Case, set)
		if err != nil {
			t.Fatal(err)
		}
		again, problems := casefile.Parse("case.json", b, set, fixed)
		if len(problems) > 0 {
			t.Fatalf("what was written has faults:\n%v\n%s", problems, b)
		}
		same(t, again.Case, got.Case)
	})
}

// FuzzReadJSON: what the fast reader reads, the slow one reads too, and finds no
// fault in it. The two escapes that only the fast one reads are left out.
func FuzzReadJSON(f *testing.F) {
	for _, s := range jsonTexts {
		f.Add([]byte(s))
	}
	set := ruleset.Embedded()
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Contains(data, []byte(`\/`)) || bytes.Contains(bytes.ToLower(data), []byte(`\ud`)) {
			return
		}
		got, ok := casefile.ReadJSON(data, set, fixed)
		if !ok {
			return
		}
		want, problems := casefile.Parse("case.json", data, set, fixed)
		if len(problems) > 0 {
			t.Fatalf("faults are\n%v", problems)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("read\n%+v, want\n%+v", got, want)
		}
	})
}
