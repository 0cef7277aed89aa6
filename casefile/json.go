package casefile

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// ReadJSON reads a file that is one JSON object, with the result of Parse and
// some hundred times faster. Whatever is unusual, or a fault, it does not read:
// that is left to Parse. It also reads two escapes of JSON that Parse refuses:
// \/ and a character written as two.
func ReadJSON(data []byte, set *ruleset.Set, now time.Time) (Read, bool) {
	if !json.Valid(data) || !plain(data) {
		return Read{}, false
	}
	s := scanner{text: string(data)} // one copy; what is read are pieces of it
	f := s.file()
	if s.odd {
		return Read{}, false
	}
	out, problems := Build(&f, set, now)
	return out, len(problems) == 0
}

// plain reports whether valid JSON holds nothing that YAML reads differently:
// halves of characters, control characters, and such as break lines in YAML.
func plain(data []byte) bool {
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case r == '\\':
			size = 2
			if data[i+1] == 'u' {
				size = 6
				if r := escaped(data[i:]); utf16.IsSurrogate(r) {
					size = 12
					if utf16.DecodeRune(r, escaped(data[i+6:])) == utf8.RuneError {
						return false
					}
				}
			}
		case r < ' ' && r != '\n' && r != '\r', r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff, r == utf8.RuneError:
			return false
		}
		i += size
	}
	return true
}

// escaped is the character of an escape such as \u00e9 at the start of a text;
// without one it is none.
func escaped(text []byte) rune {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return utf8.RuneError
	}
	n, err := strconv.ParseUint(string(text[2:6]), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}

// scanner walks over valid JSON. It is odd once it meets what a case file does
// not have there.
type scanner struct {
	text string
	at   int
	odd  bool
}

// next is the next byte that is not space; 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.text); s.at++ {
		if c := s.text[s.at]; c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c
		}
	}
	return 0
}

// take is next, and steps over it when it is c.
func (s *scanner) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.at++
	return true
}

// scalar is a text, a number, true or false as written.
func (s *scanner) scalar() (value string, quoted bool) {
	if s.take('"') {
		from, escapes := s.at, false
		for s.text[s.at] != '"' {
			if s.text[s.at] == '\\' {
				escapes = true
				s.at++
			}
			s.at++
		}
		s.at++
		if escapes {
			return s.unescape(s.text[from-1 : s.at]), true
		}
		return s.text[from : s.at-1], true
	}
	from := s.at
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c == '-', c == '+', c == '.', c == 'E':
			s.at++
			continue
		}
		break
	}
	if value = s.text[from:s.at]; value == "" || value == "null" {
		s.odd = true
	}
	return value, false
}

func (s *scanner) unescape(quoted string) string {
	var out string
	s.odd = json.Unmarshal([]byte(quoted), &out) != nil || s.odd
	return out
}

func (s *scanner) string() string {
	v, quoted := s.scalar()
	s.odd = s.odd || !quoted
	return v
}

func (s *scanner) value() strict.Text {
	v, _ := s.scalar()
	return strict.Text{Value: v}
}

// object calls f for each key, at its value.
func (s *scanner) object(f func(key string)) {
	if !s.take('{') {
		s.odd = true
	}
	for n := 0; !s.odd && !s.take('}'); n++ {
		if n > 0 && !s.take(',') {
			s.odd = true
			return
		}
		key := s.string()
		if s.at >= len(s.text) || s.text[s.at] != ':' { // YAML takes no line end here
			s.odd = true
			return
		}
		s.at++
		f(key)
	}
}

// fields is object for few keys, none of them twice.
func (s *scanner) fields(f func(key string)) {
	var seen []string
	s.object(func(key string) {
		s.odd = s.odd || slices.Contains(seen, key)
		seen = append(seen, key)
		f(key)
	})
}

func (s *scanner) list(f func()) {
	if !s.take('[') {
		s.odd = true
	}
	for n := 0; !s.odd && !s.take(']'); n++ {
		if n > 0 && !s.take(',') {
			s.odd = true
			return
		}
		f()
	}
}

func (s *scanner) answers() map[string]strict.Text {
	const shortest = 20 // of a finding with its value
	end := strings.IndexByte(s.text[s.at:], '}')
	out := make(map[string]strict.Text, max(0, end)/shortest)
	s.object(func(key string) {
		_, twice := out[key]
		s.odd = s.odd || twice
		out[key] = s.value()
	})
	return out
}

func (s *scanner) values() []strict.Text {
	out := []strict.Text{}
	s.list(func() { out = append(out, s.value()) })
	return out
}

// needs makes it odd when a key is not there.
func (s *scanner) needs(all ...bool) {
	for _, there := range all {
		s.odd = s.odd || !there
	}
}

func (s *scanner) file() File {
	var f File
	var schema bool
	s.fields(func(key string) {
		switch key {
		case "schema":
			v, quoted := s.scalar()
			n, err := strconv.Atoi(v)
			f.Schema, schema = n, true
			s.odd = s.odd || quoted || err != nil || strconv.Itoa(n) != v
		case "id":
			v, quoted := s.scalar()
			f.ID = v
			s.odd = s.odd || !quoted && (v == "true" || v == "false")
		case "protocol":
			f.Protocol = s.string()
		case "now":
			f.Now = s.string()
		case "role":
			f.Role = s.string()
		case "rest":
			f.Rest = s.string()
		case "note":
			f.Note = s.string()
		case "findings":
			f.Findings = s.answers()
		case "unsure":
			f.Unsure = s.values()
		case "go_aheads":
			s.list(func() { f.GoAheads = append(f.GoAheads, s.goAhead()) })
		case "history":
			s.list(func() { f.History = append(f.History, s.event()) })
		default:
			s.odd = true
		}
	})
	s.needs(schema, f.Findings != nil, s.next() == 0)
	return f
}

func (s *scanner) goAhead() GoAhead {
	var g GoAhead
	s.fields(func(key string) {
		switch key {
		case "kind":
			g.Kind = s.string()
		case "who":
			g.Who = s.string()
		case "at":
			g.At = s.string()
		case "until":
			g.Until = s.string()
		case "covers":
			g.Covers = s.values()
		case "answers":
			g.Answers = s.answers()
		default:
			s.odd = true
		}
	})
	s.needs(g.Kind != "", g.At != "", g.Until != "", g.Covers != nil)
	return g
}

func (s *scanner) event() Event {
	var e Event
	s.fields(func(key string) {
		switch key {
		case "kind":
			e.Kind = s.string()
		case "at":
			e.At = s.string()
		case "disposition":
			e.Disposition = s.string()
		case "findings":
			e.Findings = s.answers()
		case "unsure":
			e.Unsure = s.values()
		case "note":
			e.Note = s.string()
		default:
			s.odd = true
		}
	})
	s.needs(e.Kind != "", e.At != "")
	return e
}
