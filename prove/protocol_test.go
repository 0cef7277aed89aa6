package prove

import (
	"testing"

	"paraspinal/compile"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// TheProtocol is the protocol as it is written, with what must hold of it.
func TheProtocol(t *testing.T) (*ruleset.Set, []ruleset.Property) {
	t.Helper()
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	props, problems := compile.Properties(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return set, props
}
