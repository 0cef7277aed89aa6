// Package prove decides what a protocol can never do, for every person there
// could be.
//
// A Set is translated to a circuit over what a person may have answered: every
// value of every finding, not asked, not sure; dates by the thresholds that
// rules name; the history; go-aheads. What a property forbids is one wire of
// that circuit. A SAT solver looks for a person who turns it on. When there is
// none, its certificate is checked here by code that shares nothing with the
// solver. When there is one, the person is made as small as possible, written
// as a case, and decided by assess, which must come to the same result.
//
// The package is pure: it reads no clock and no file. It proves the Set that
// assess runs, through the same table that plan reads.
package prove
