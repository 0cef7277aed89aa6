// Package ruleset holds the compiled protocol, the Set, and its evaluation.
//
// A Set is immutable data: findings, questions, rules with their conditions,
// limits, techniques, routines, courses and cards, all checked when the
// protocol was compiled. Conditions are evaluated over intervals of the order
// False < Unsure < True: a known answer is a point, an answer of "not sure" is
// the point Unsure, a finding that was not asked is the interval from False to
// True. Because every operator is monotone, one more answer can only narrow
// the result.
//
// The package never reads a clock, a file beside its own embedded data, or the
// network, and it knows neither YAML nor CEL.
package ruleset
