package ruleset_test

import (
	"sync"
	"testing"

	"paraspinal/compile"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

var whole = sync.OnceValues(func() (*protocol.Source, *ruleset.Set) {
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		panic(problems)
	}
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		panic(problems)
	}
	return src, set
})

// theProtocol is the embedded protocol, as written and as compiled.
func theProtocol(t testing.TB) (*protocol.Source, *ruleset.Set) {
	t.Helper()
	return whole()
}
