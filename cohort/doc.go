// Package cohort decides about many cases at once, with the answers of package
// assess and none of its own.
//
// Sixty-four cases lie side by side in one machine word, a bit each. A plane is
// such a word: one yes or no about each of the 64. New compiles a Set to a
// straight line of bit operations from the planes of what is known to the
// planes of what is decided: dispositions, care, the rules that hold or stay
// unsure, the limits. A condition is an interval, so it is four planes: low end
// at least unsure, low end true, high end at least unsure, high end true.
//
// There are three ways in. A case is resolved by its Set and put into a row; a
// row holds the code of each finding that a rule reads, several in a byte, and a
// bit for each rule that a go-ahead may lift; planes are 64 rows turned on their
// side. A row or plane that was never written reads "not asked", and no go-ahead.
//
// The embedded protocol runs as Go code made from its program by go run
// ./internal/generate; any other Set runs the program itself. The code is used
// only when its program is the same, operation for operation.
//
// The package never reads a clock, a file or the network.
package cohort
