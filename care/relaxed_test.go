package care

import (
	"testing"

	"paraspinal/assess"
	"paraspinal/clinical"
)

func TestRelaxed(t *testing.T) {
	of := func(d clinical.Disposition, r ...assess.Reason) *assess.Assessment {
		return &assess.Assessment{Disposition: d, Reasons: r}
	}
	a, b := assess.Reason{Rule: "A"}, assess.Reason{Rule: "B"}
	lifted := assess.Reason{Rule: "A", Lifted: true}
	for _, tt := range []struct {
		name       string
		before, as *assess.Assessment
		want       bool
	}{
		{"the same", of(clinical.Modify, a), of(clinical.Modify, a), false},
		{"one more limit", of(clinical.Suitable, a), of(clinical.Modify, b, a), false},
		{"one limit less", of(clinical.Modify, a, b), of(clinical.Modify, a), true},
		{"lifted since", of(clinical.Modify, a), of(clinical.Modify, lifted), true},
		{"settled by it", of(clinical.Undecided), of(clinical.Modify, a), true},
		{"it still waits", of(clinical.Refer, a), of(clinical.Postpone), false},
	} {
		if got := relaxed(tt.before, tt.as); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
