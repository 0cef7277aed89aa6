package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// The example case files say what their first line promises.
func TestExamples(t *testing.T) {
	want := map[string]clinical.Disposition{
		"anna.yaml":           clinical.Suitable,
		"numb.yaml":           clinical.Emergency,
		"unsure.yaml":         clinical.Urgent,
		"surgery.yaml":        clinical.Refer,
		"surgery_agreed.yaml": clinical.Modify,
		"sciatica.yaml":       clinical.Modify,
		"flare.yaml":          clinical.Postpone,
		"pregnant.yaml":       clinical.Refer,
		"blood_thinner.yaml":  clinical.Modify,
		"unfinished.yaml":     clinical.Undecided,
		"second_session.yaml": clinical.Suitable,
	}
	entries, err := os.ReadDir(filepath.Join(top, "examples"))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, e := range entries {
		t.Run(e.Name(), func(t *testing.T) {
			seen++
			w, listed := want[e.Name()]
			if !listed {
				t.Fatal("nothing says what this example is told")
			}
			data := read(t, "examples/"+e.Name())
			if !strings.HasPrefix(string(data), "# ") {
				t.Error("the first line does not say who this is")
			}
			r, problems := casefile.Parse(e.Name(), data, ruleset.Embedded(), time.Time{})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			a := assess.Assess(ruleset.Embedded(), r.Case, r.Case.Now)
			if a.Disposition != w {
				t.Errorf("is told %s, want %s: %v, open %v", a.Disposition, w, a.Reasons, a.Open)
			}
		})
	}
	if seen != len(want) {
		t.Errorf("%d examples, want %d", seen, len(want))
	}
}
