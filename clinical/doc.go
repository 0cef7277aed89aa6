// Package clinical holds the words of the system: findings and their states,
// dispositions, care, regions, pressures, dates and the case of one person.
//
// It promises that every zero value refuses: an Undecided disposition allows
// nothing, a State that was never set is "not asked" and never "no".
// It never decides anything, reads no clock, no file and no network.
package clinical
