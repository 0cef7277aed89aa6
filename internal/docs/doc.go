// Package docs makes the documents that are written from the protocol and from
// the fixed words of the code: the glossary, the rule catalogue, the tables of
// the README, the JSON schemas and the data that the program embeds. Nobody
// edits those by hand; "go run ./internal/generate" writes them, and a test of
// this package fails when one of them is stale.
//
// It promises the same bytes for the same protocol. It writes no file and
// decides nothing: what a person is told comes from package assess.
//
//	files, err := docs.Files(src, readme) // file name -> content
package docs
