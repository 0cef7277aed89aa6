package strict

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The shared numbers of the codes; see the table in the package comment.
// Do not renumber or reuse.
const (
	Syntax       = 1
	UnknownKey   = 2
	DuplicateKey = 3
	MissingKey   = 4
	Anchor       = 5
	ImplicitBool = 6
	WrongType    = 7
	BadValue     = 8
	Empty        = 9
	Documents    = 10
	UnknownFile  = 11
	MissingFile  = 12
	Unreadable   = 13
)

// Code writes a stable code: Code("P", 12) is "P012".
func Code(letter string, number int) string { return fmt.Sprintf("%s%03d", letter, number) }

// Pos is a place in a file. Line and Column count from 1, Column in
// characters. A zero Line means the whole file.
type Pos struct {
	File         string
	Line, Column int
}

func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Places is where the value of each key of a mapping stands. A struct field
// At of this type, tagged json:"-", is filled by Decode.
type Places map[string]Pos

// Problem is one fault of a source text.
type Problem struct {
	Code    string
	Pos     Pos
	Message string
	Hint    string // what to do; may be empty
	Line    string // the line of the source at Pos; may be empty
}

// Most is how many problems are told at once, the first ones. What is to be said
// of each takes time, and nobody mends more before looking again.
const Most = 100

const (
	excerptBefore = 60 // characters shown to the left of the caret
	excerptAfter  = 60 // and from the caret on
)

// Error prints the place, the code, the message, the line with a caret, and the hint.
func (p Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s", p.Pos, p.Code, p.Message)
	if p.Line != "" && p.Pos.Line > 0 {
		line, caret := excerpt(p.Line, p.Pos.Column)
		b.WriteString("\n" + line + "\n" + caret)
	}
	if p.Hint != "" {
		b.WriteString("\nhint: " + p.Hint)
	}
	return b.String()
}

// excerpt cuts a long line around the column and puts a caret under it.
func excerpt(line string, column int) (string, string) {
	r := []rune(strings.Map(visible, line))
	at := min(max(column-1, 0), len(r))
	from, to := max(at-excerptBefore, 0), min(at+excerptAfter, len(r))
	if from < len("...") {
		from = 0
	}
	head, tail := "", ""
	if from > 0 {
		head = "..."
	}
	if to < len(r) {
		tail = "..."
	}
	pad := []rune(head + string(r[from:at]))
	for i, c := range pad {
		if c != '\t' {
			pad[i] = ' '
		}
	}
	return head + string(r[from:to]) + tail, string(pad) + "^"
}

// visible keeps control characters away from a terminal.
func visible(r rune) rune {
	if r != '\t' && unicode.IsControl(r) {
		return utf8.RuneError
	}
	return r
}

// Problems are faults that were found together.
type Problems []Problem

// Error prints the problems, with an empty line between two, and how many more
// there are.
func (ps Problems) Error() string {
	var texts []string
	for _, p := range ps[:min(len(ps), Most)] {
		texts = append(texts, p.Error())
	}
	if n := len(ps) - Most; n > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(texts, "\n\n")
}

// Unwrap gives each problem to errors.Is and errors.As.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// Err is nil when there is no problem.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Sort orders by file, line, column and code.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Quote fills in the source line of every problem that has none, from the
// files that the positions name. A file that cannot be read is left out.
func (ps Problems) Quote(fsys fs.FS) {
	lines := map[string][]string{}
	for i, p := range ps {
		if p.Line != "" || p.Pos.Line == 0 {
			continue
		}
		if _, ok := lines[p.Pos.File]; !ok {
			data, err := fs.ReadFile(fsys, p.Pos.File)
			if err != nil {
				data = nil
			}
			lines[p.Pos.File] = splitLines(data)
		}
		ps[i].Line = lineAt(lines[p.Pos.File], p.Pos.Line)
	}
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// splitLines breaks lines where YAML does.
func splitLines(data []byte) []string {
	text := strings.TrimPrefix(string(data), "\ufeff")
	return strings.Split(lineBreaks.Replace(text), "\n")
}

func lineAt(lines []string, n int) string {
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[n-1], " \t")
}

// Nearest finds the name that a mistyped word most likely means. It finds
// none when every name differs by more than a third of its letters.
func Nearest(word string, among []string) (string, bool) {
	best, found := "", false
	w := []rune(word)
	least := max(len(w)/3, 1) + 1
	for _, name := range among {
		n := []rune(name)
		if max(len(w)-len(n), len(n)-len(w)) >= least { // each letter more is one to insert
			continue
		}
		if d := distance(w, n); d < least {
			best, least, found = name, d, true
		}
	}
	return best, found
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to make b of a.
func distance(a, b []rune) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// QuoteData fills in the source lines of the problems of one file.
func (ps Problems) QuoteData(file string, data []byte) {
	lines := splitLines(data)
	for i, p := range ps[:min(len(ps), Most)] {
		if p.Line == "" && p.Pos.File == file {
			ps[i].Line = lineAt(lines, p.Pos.Line)
		}
	}
}
