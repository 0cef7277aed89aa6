package prove

import (
	"testing"

	"paraspinal/compile"
	"paraspinal/internal/protocoltest"
	"paraspinal/ruleset"
)

// TheProtocol is the protocol as it is written, with what must hold of it.
func TheProtocol(t *testing.T) (*ruleset.Set, []ruleset.Property) {
	t.Helper()
	src, set := protocoltest.Compiled(t)
	props, problems := compile.Properties(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set, props
}
