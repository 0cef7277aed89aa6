package ruleset_test

import (
	"slices"
	"testing"

	"paraspinal/ruleset"
)

func TestLawsAreTold(t *testing.T) {
	laws := ruleset.Laws()
	slices.Sort(laws)
	if len(laws) == 0 || len(slices.Compact(laws)) != len(ruleset.Laws()) {
		t.Errorf("laws are %v", laws)
	}
}
