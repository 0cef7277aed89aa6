package casefile_test

import (
	"fmt"
	"strings"
	"testing"

	"paraspinal/casefile"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// TestThousandsOfUnknownFindingsAreCounted: the first get the name that was
// probably meant, in the same order each time.
func TestThousandsOfUnknownFindingsAreCounted(t *testing.T) {
	var ids []string
	for i := range 3_000 {
		ids = append(ids, fmt.Sprintf(`"pain.bac%04d": 1`, i))
	}
	ids = append(ids, `"pain.bakc": 1`)
	text := `{"schema": 1, "findings": {"neuro.badder": "none", ` + strings.Join(ids, ", ") + `}}`
	_, problems := casefile.Parse("case.json", []byte(text), ruleset.Embedded(), fixed)
	if len(problems) != 3_002 {
		t.Fatalf("%d faults", len(problems))
	}
	if want := `did you mean "neuro.bladder"?`; problems[0].Hint != want {
		t.Errorf("%+v", problems[0])
	}
	for i, p := range problems {
		if told := i < strict.Most; told != (p.Line != "") || i > 0 && i < strict.Most && p.Message != fmt.Sprintf(`there is no finding "pain.bac%04d"`, i-1) {
			t.Fatalf("fault %d: %+v", i, p)
		}
	}
	if last := problems[3_001]; last.Hint == `did you mean "pain.back"?` {
		t.Error("nobody reads what was meant by the last")
	}
}
