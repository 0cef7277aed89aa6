package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Node is one value of a YAML text.
type Node = yaml.Node

// NodeDecoder is a type that reads its own YAML. It reports faults to d.
type NodeDecoder interface {
	DecodeNode(d *Decoder, n *Node)
}

// Decoder collects what Decode finds in one file.
type Decoder struct {
	file     string
	letter   string
	lines    []string
	problems Problems
	line     int    // whose characters are at hand
	runes    []rune // those of line
}

// Decode reads one YAML document into v, a pointer to a struct, and returns
// every fault, sorted. The letter is the first of each code.
func Decode(file string, data []byte, v any, letter string) Problems {
	d := &Decoder{file: file, letter: letter, lines: splitLines(data)}
	if root := d.parse(data); root != nil {
		d.notation(root)
		d.Into(root, v)
	}
	d.problems.Sort()
	return d.problems
}

// Fault reports a problem at a node.
func (d *Decoder) Fault(number int, n *Node, message, hint string) {
	d.faultAt(number, n.Line, n.Column, message, hint)
}

func (d *Decoder) faultAt(number, line, column int, message, hint string) {
	p := Problem{Code: Code(d.letter, number), Pos: Pos{File: d.file, Line: line, Column: column}, Message: message}
	if !d.full() {
		p.Hint, p.Line = hint, lineAt(d.lines, line)
	}
	d.problems = append(d.problems, p)
}

// full reports whether there are so many faults that a further one gets neither
// a hint nor its line: a text can hold as many as it has characters.
func (d *Decoder) full() bool { return len(d.problems) >= Most }

// parse returns the value of the only document, or nil.
func (d *Decoder) parse(data []byte) *Node {
	if !d.readable(data) {
		return nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc Node
	err := next(dec, &doc)
	if errors.Is(err, io.EOF) {
		d.faultAt(Empty, 1, 1, "the file is empty", "write the keys that belong here")
		return nil
	}
	if err != nil {
		d.syntax(err)
		return nil
	}
	var second Node
	if err = next(dec, &second); err == nil {
		d.Fault(Documents, &second, "a second document starts here", `keep one document a file and take "---" away`)
	} else if !errors.Is(err, io.EOF) {
		d.syntax(err)
	}
	if len(doc.Content) == 0 {
		d.faultAt(Empty, 1, 1, "the file is empty", "write the keys that belong here")
		return nil
	}
	return doc.Content[0]
}

// readable refuses bytes that YAML does not allow, with their place, which the
// YAML library does not tell.
func (d *Decoder) readable(data []byte) bool {
	line, column := 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			d.faultAt(Syntax, line, column, fmt.Sprintf("byte 0x%02x is not UTF-8", data[i]), "save the file as UTF-8")
			return false
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f, r == '\ufeff' && i > 0, r == 0xfffe, r == 0xffff,
			r >= 0x80 && r < 0xa0 && r != 0x85:
			d.faultAt(Syntax, line, column, fmt.Sprintf("character %U is not allowed", r), "take it away")
			return false
		case r == '\n':
			line, column = line+1, 0
		case r == '\ufeff':
			column--
		}
		column++
		i += size
	}
	return true
}

// next reads one document. The YAML library panics on a few texts that are
// nonsense; here that is one more way of not being YAML.
func next(dec *yaml.Decoder, doc *Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return dec.Decode(doc)
}

var (
	atLine = regexp.MustCompile(`^line (\d+): (.*)$`)
	// These come from the library's parser, which counts lines from 0.
	fromParser    = regexp.MustCompile(`^(did not find expected (node content|key|'-' indicator|',' or '[\]}]'|<)|found (undefined tag|duplicate %|incompatible YAML))`)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// syntax places an error of the YAML library.
func (d *Decoder) syntax(err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := unknownAnchor.FindStringSubmatch(message); m != nil {
		line, column := d.find("*" + m[1])
		d.faultAt(Anchor, line, column, "an alias is not allowed", "write the value out")
		return
	}
	line := 1
	if m := atLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		message = m[2]
		if fromParser.MatchString(message) {
			line++
		}
	}
	line = min(max(line, 1), len(d.lines))
	for line > 1 && strings.TrimSpace(d.lines[line-1]) == "" {
		line-- // the end of the file, or of a block: show where it began to go wrong
	}
	text := d.lines[line-1]
	column := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " \t")) + 1
	d.faultAt(Syntax, line, column, "this is not YAML: "+message,
		`look on this line and the one before it; a value with ": ", " #" or a leading quote needs quotes around it`)
}

// find returns the first place of a text; the start of the file when there is none.
func (d *Decoder) find(text string) (line, column int) {
	for i, l := range d.lines {
		if at := strings.Index(l, text); at >= 0 {
			return i + 1, utf8.RuneCountInString(l[:at]) + 1
		}
	}
	return 1, 1
}

// notation reports what is never allowed, wherever it is: anchors, aliases,
// merge keys and tags.
func (d *Decoder) notation(n *Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.Fault(Anchor, n, "an alias is not allowed", "write the value out")
	case n.Anchor != "":
		d.Fault(Anchor, n, "an anchor is not allowed", `take "&`+n.Anchor+`" away`)
	case n.Style&yaml.TaggedStyle != 0 || d.bang(n):
		d.Fault(Anchor, n, "a tag is not allowed", `take the word with "!" away`)
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && isMerge(c) {
			d.Fault(Anchor, c, "a merge key is not allowed", "write the keys out")
			continue
		}
		if n.Kind == yaml.MappingNode && i == 0 && n.Line == c.Line && n.Column == c.Column && d.bang(c) {
			continue // the same "!" was reported for the mapping
		}
		d.notation(c)
	}
}

func isMerge(n *Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "<<" && n.Tag == "!!merge"
}

// bang reports whether the source at a node starts with a tag; the library
// forgets the tag "!".
func (d *Decoder) bang(n *Node) bool {
	if n.Line < 1 || n.Line > len(d.lines) {
		return false
	}
	if d.line != n.Line { // once a line: a whole file may be one
		d.line, d.runes = n.Line, []rune(d.lines[n.Line-1])
	}
	return n.Column >= 1 && n.Column <= len(d.runes) && d.runes[n.Column-1] == '!'
}
