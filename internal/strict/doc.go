// Package strict reads YAML into Go structs and refuses everything that could
// be misread.
//
// The keys are the `json` tags; a tag without omitempty makes its key
// required. Decode reports every fault of a file at once, each with a stable
// code, its place, the line of the file with a caret, and what to do; beyond the
// first hundred without the last two. The first letter of a code is the caller's
// (P for a protocol, C for a case), the digits are shared:
//
//	001  the text is not YAML
//	002  unknown key
//	003  a key that is there twice
//	004  a key that is missing
//	005  anchor, alias, merge key or tag
//	006  yes, no, on, off, true or false without quotes where text is expected
//	007  another kind of value is expected: text, a list, keys and values
//	008  a value that is not allowed here
//	009  no value at all
//	010  several documents in one file
//	011  a file or folder that does not belong here
//	012  a file that is missing
//	013  a file that cannot be read
//
// Codes from 020 on belong to the callers. Codes are never reused.
//
// It promises that a value decoded without a problem holds exactly what the
// file says. It never guesses, never follows an alias, and reads no file. A
// value that was decoded with problems is incomplete and must not be used.
//
//	var meta struct {
//		ID  string     `json:"id"`
//		Pos strict.Pos `json:"-"` // filled with the place in the file
//	}
//	problems := strict.Decode("protocol.yaml", data, &meta, "P")
package strict
