package ruleset_test

import "paraspinal/internal/protocoltest"

// theProtocol is the protocol of this source, as written and as compiled.
var theProtocol = protocoltest.Compiled
