package ruleset

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
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
	s := new(Set)
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("read rule set: %w", err)
	}
	if d := s.digest(); d != s.Digest {
		return nil, fmt.Errorf("read rule set: digest is %.12s, the content gives %.12s", s.Digest, d)
	}
	s.index()
	return s, nil
}

// Seal computes the digest and builds the indexes of a Set that was just made.
func Seal(s *Set) {
	s.Digest = s.digest()
	s.index()
}

func (s *Set) digest() string {
	c := *s
	c.Digest = ""
	b, _ := json.Marshal(&c) // plain data never fails; if it did, no digest would fit it
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
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
	s.table = s.makeTable()
	s.orderAtoms()
	s.program = s.makeProgram()
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
		c.Atoms = append(slices.Clip(s.Atoms), atoms...)
		c.atomsOf = slices.Clone(s.atomsOf)
		for i, a := range atoms {
			c.atomsOf[a.Finding] = append(slices.Clip(c.atomsOf[a.Finding]), len(s.Atoms)+i)
			c.atomAt, c.bitOf = append(slices.Clip(c.atomAt), len(s.Atoms)+i), append(slices.Clip(c.bitOf), len(s.Atoms)+i)
		}
	}
	c.program = c.makeProgram()
	return &c
}
