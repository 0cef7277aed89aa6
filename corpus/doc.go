// Package corpus runs the protocol's own cases: those beside each topic's
// rules and the whole people. They are the specification; a rule that no case
// fires, leaves silent and leaves open is a fault. It also mutates a protocol
// to see whether its cases would notice, and makes random people.
//
// It is for the command line and for tests, never for a running service.
package corpus
