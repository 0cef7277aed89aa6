// Package protocol is the protocol itself, as YAML files in this folder, and
// its strict reader.
//
// The files are one Source, whose Go structs are the truth of the format:
//
//	protocol.yaml            what this protocol is; value sets; go-aheads
//	conditions.yaml          named conditions
//	regions.yaml             the body map: regions and groups
//	bases.yaml               answers that cases build on
//	courses.yaml             series of sessions
//	stops.yaml               stop rules of a session
//	scope.yaml               statements that are out of scope, and why
//	findings/*.yaml          what can be known about a person
//	questions/*.yaml         how it is asked; page order is file order
//	evidence/*.yaml          sources
//	techniques/*.yaml        the catalog of techniques, tools and positions
//	routines/*.yaml          guided sessions
//	cards/*.yaml             pages of teaching and advice
//	people/*.yaml            whole people and what each is told
//	topics/<topic>/          rules.yaml and its cases.yaml, side by side
//	text/<language>/*.yaml   the texts in other languages than English
//
// It promises that a Source read without a problem holds exactly what the
// files say, in the order of the sorted file names. It never judges what a rule
// means: that every id exists, every condition reads, every rule has its case
// is for package compile.
//
//	src, problems := protocol.Parse(protocol.Embedded())
//	if len(problems) > 0 { ... }
package protocol

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml */*.yaml */*/*.yaml
var files embed.FS

// Embedded is the protocol that this program was built with.
func Embedded() fs.FS { return files }
