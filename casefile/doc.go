// Package casefile reads and writes the file of one person: YAML or JSON,
// read strictly. Every fault is reported at once with its line and what to do;
// nothing is guessed and nothing is dropped in silence.
//
//	file, problems := casefile.Parse("anna.yaml", data, set)
package casefile
