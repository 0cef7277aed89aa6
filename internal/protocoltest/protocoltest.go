// Package protocoltest gives tests the protocol of this source, as it is now
// and not as it was embedded last.
package protocoltest

import (
	"sync"
	"testing"

	"paraspinal/compile"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

var compiled = sync.OnceValues(func() (*protocol.Source, *ruleset.Set) {
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

// Compiled is the protocol as written and as compiled. All tests of a package
// share both, and change neither.
func Compiled(t testing.TB) (*protocol.Source, *ruleset.Set) {
	t.Helper()
	return compiled()
}
