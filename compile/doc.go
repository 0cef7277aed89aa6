// Package compile turns a protocol as written into the immutable Set that is
// evaluated, and its wording. It checks everything and reports every fault at
// once, with its place and what to do. It is the only user of CEL: conditions
// are parsed and type-checked by cel-go, reduced to a small subset, and their
// constants are checked against the dictionary, which CEL cannot do.
package compile
