package ruleset

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"paraspinal/clinical"
)

//go:embed data/*.json
var data embed.FS

// Embedded returns the Set that this program was built with. It is decoded
// once. A program whose own data is broken cannot give any answer: it panics.
var Embedded = sync.OnceValue(func() *Set {
	b, _ := data.ReadFile("data/set.json") // what is missing does not load either
	return MustLoad(b)
})

// MustLoad is Load for data that the program cannot do without: it panics.
func MustLoad(b []byte) *Set {
	s, err := Load(b)
	if err != nil {
		panic(err)
	}
	return s
}

// Load decodes a Set, checks its digest and builds its indexes.
func Load(b []byte) (*Set, error) {
	// Room for a protocol of the size of ours: growing list after list of large
	// items would be a quarter of the work.
	s := &Set{Findings: make([]Finding, 0, 160), Atoms: make([]Atom, 0, 256), Limits: make([]Limit, 0, 128), Rules: make([]Rule, 0, 192),
		Questions: make([]Question, 0, 64), Techniques: make([]Technique, 0, 112), Cards: make([]Card, 0, 256), Evidence: make([]Evidence, 0, 640)}
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("read rule set: %w", err)
	}
	if d := digest(b); d != s.Digest {
		return nil, fmt.Errorf("read rule set: digest is %.12s, the content gives %.12s", s.Digest, d)
	}
	s.index()
	return s, nil
}

// Seal computes the digest and builds the indexes of a Set that was just made.
func Seal(s *Set) {
	s.Digest = strings.Repeat("0", hex.EncodedLen(sha256.Size)) // as long as the one that takes its place
	s.Digest = digest(Encode(s))
	s.index()
}

// digestLine is how the line of an encoded Set that holds the digest begins.
const digestLine = "\n\"digest\": \""

// digest is the SHA-256 of the text of a Set, as Encode writes it, without the
// digest itself, so that no other byte can change. A text without a place for
// the digest has none.
func digest(text []byte) string {
	before, rest, ok := bytes.Cut(text, []byte(digestLine))
	n := hex.EncodedLen(sha256.Size)
	if !ok || len(rest) < n {
		return "none"
	}
	h := sha256.New()
	h.Write(before)
	h.Write([]byte(digestLine))
	h.Write(rest[n:])
	return hex.EncodeToString(h.Sum(nil))
}

func (s *Set) index() {
	s.findings = make(map[clinical.FindingID]int, len(s.Findings))
	for i := range s.Findings {
		s.findings[s.Findings[i].ID] = i
	}
	s.rules = make(map[clinical.RuleID]int, len(s.Rules))
	s.readers = make([][]int, len(s.Findings))
	for i := range s.Rules {
		s.rules[s.Rules[i].ID] = i
		for _, f := range s.Rules[i].Reads {
			s.readers[f] = append(s.readers[f], i)
		}
	}
	s.techniques = make(map[string]int, len(s.Techniques))
	for i := range s.Techniques {
		s.techniques[s.Techniques[i].ID] = i
	}
	s.regions = make(map[string]int, len(s.Regions))
	for i := range s.Regions {
		s.regions[s.Regions[i].ID] = i
	}
	s.atomsOf = make([][]int, len(s.Findings))
	for i := range s.Atoms {
		s.atomsOf[s.Atoms[i].Finding] = append(s.atomsOf[s.Atoms[i].Finding], i)
	}
	s.inOrder, s.again = nil, nil
	for i := range s.Questions {
		s.inOrder = append(s.inOrder, i)
		if !s.Questions[i].First {
			s.again = append(s.again, i)
		}
	}
	for i := range s.Questions {
		if s.Questions[i].First {
			s.again = append(s.again, i)
		}
	}
	s.first, s.rechecked = make([]bool, len(s.Findings)), make([]bool, len(s.Findings))
	for i := range s.Questions {
		for _, f := range s.Questions[i].Asks {
			s.first[f] = s.first[f] || s.Questions[i].First
			s.rechecked[f] = s.rechecked[f] || s.Questions[i].Recheck
		}
	}
	s.sided = nil
	for i := range s.Limits {
		if s.Limits[i].Side > 0 {
			s.sided = append(s.sided, i)
		}
	}
	s.timing()
	s.table = sync.OnceValue(s.makeTable)
	s.makeColumns()
	s.makeLookups()
	s.bitOf = nil
	s.makeProgram()
}

// Encode writes a Set as JSON, one item a line so that a change can be read.
func Encode(s *Set) []byte { return lines(s) }

func lines(v any) []byte {
	b, _ := json.Marshal(v) // plain data never fails; if it did, Load would refuse what is written
	var top map[string]json.RawMessage
	_ = json.Unmarshal(b, &top) // our own text
	keys := make([]string, 0, len(top))
	for k := range top {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := []byte("{\n")
	for i, k := range keys {
		if i > 0 {
			out = append(out, ",\n"...)
		}
		out = append(append(append(out, '"'), k...), `": `...)
		var items []json.RawMessage
		if err := json.Unmarshal(top[k], &items); err != nil || len(items) == 0 || items[0][0] != '{' {
			out = append(out, top[k]...)
			continue
		}
		out = append(out, "[\n"...)
		for j, it := range items {
			out = append(out, it...)
			if j < len(items)-1 {
				out = append(out, ',')
			}
			out = append(out, '\n')
		}
		out = append(out, ']')
	}
	return append(out, "\n}\n"...)
}

// Replace returns a copy of the Set with one rule replaced and atoms added at
// the end, for asking what a changed protocol would do. The copy shares
// everything else; its digest is that of the original.
func (s *Set) Replace(rule int, r Rule, atoms ...Atom) *Set {
	c := *s
	c.Rules = slices.Clone(s.Rules)
	c.Rules[rule] = r
	if len(atoms) > 0 {
		c.addAtoms(atoms)
	}
	c.timing()
	c.makeProgram()
	return &c
}

// addAtoms adds atoms at the end, with columns and bits of their own.
func (s *Set) addAtoms(atoms []Atom) {
	from := len(s.Atoms)
	s.Atoms = append(slices.Clip(s.Atoms), atoms...)
	s.atomsOf, s.columns = slices.Clone(s.atomsOf), slices.Clip(s.columns)
	s.bitOf = slices.Clip(s.bitOf)
	for i, a := range atoms {
		s.atomsOf[a.Finding] = append(slices.Clip(s.atomsOf[a.Finding]), from+i)
		s.addColumn(a.Finding, []int{from + i})
		s.bitOf = append(s.bitOf, s.bits)
		s.bits++
	}
	s.words = (s.bits + 63) / 64
	s.makeLookups()
	s.makePieces()
}
