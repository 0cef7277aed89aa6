package protocol

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"paraspinal/internal/strict"
)

// English is the language that the protocol is written in. Every other one is
// a translation of it.
const English = "en"

// textFolder holds a folder for each other language.
const textFolder = "text"

// Language is one folder of text/: the texts in another language, as written.
type Language struct {
	ID    string // "nl"
	Files []TextFile
}

// TextFile is text/<language>/<kind>.yaml.
type TextFile struct {
	Name  string // "text/nl/rule.yaml"
	Texts Texts
}

// Kind is the kind of text that belongs in the file: "rule".
func (f TextFile) Kind() string { return strings.TrimSuffix(path.Base(f.Name), ".yaml") }

// KindOf is the first part of the path of a text: "rule" of "rule/RF-CES-01/person".
func KindOf(key string) string {
	kind, _, _ := strings.Cut(key, "/")
	return kind
}

// LanguageFolder is where the texts of a language stand.
func LanguageFolder(language string) string { return path.Join(textFolder, language) }

// TextFileName is where the texts of one kind stand in a language.
func TextFileName(language, kind string) string {
	return path.Join(LanguageFolder(language), kind+".yaml")
}

// Texts are translations by the path of the text: "rule/RF-CES-01/person".
type Texts map[string]Translation

// Translation is one text in another language, and which English it translates.
type Translation struct {
	Of   string        `json:"of"` // Fingerprint of the English
	Text string        `json:"text"`
	Pos  Pos           `json:"-"` // of the path
	At   strict.Places `json:"-"`
}

// Fingerprint is what Translation.Of holds: the first 8 hexadecimal digits of
// the SHA-256 of an English text. A changed text has another one.
func Fingerprint(english string) string {
	sum := sha256.Sum256([]byte(english))
	return hex.EncodeToString(sum[:4])
}

// DecodeNode reads the texts of a file. A fault of a text is said of its path,
// so that is where each one stands.
func (t *Texts) DecodeNode(d *strict.Decoder, n *strict.Node) {
	texts := map[string]Translation{}
	d.Into(n, &texts)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if v, ok := texts[key.Value]; ok {
			v.Pos.Line, v.Pos.Column = key.Line, key.Column
			texts[key.Value] = v
		}
	}
	*t = texts
}

// texts reads each folder of text/. A protocol in English alone has none.
func (r *reader) texts(s *Source) {
	r.strangers(textFolder, func(e fs.DirEntry) bool {
		if e.IsDir() {
			s.Texts = append(s.Texts, Language{ID: e.Name()})
		}
		return e.IsDir()
	})
	for i := range s.Texts {
		l := &s.Texts[i]
		for _, name := range r.folder(LanguageFolder(l.ID)) {
			f := TextFile{Name: name}
			r.decode(name, &f.Texts)
			l.Files = append(l.Files, f)
		}
	}
}

// textHeader is the comment at the top of a file of texts: whoever opens the
// file must know what "of" is for before changing a text.
const textHeader = `# Texts of kind %q in language %q, one for each English text of the protocol.
#
# "of" is a fingerprint of the English that was translated: the first 8 digits
# of its SHA-256. When the English changes it fits no longer, the text is stale,
# and "protocol check" fails. Make the text say what the English says now, then
# write the "of" that the fault names. "protocol translate" lists what is
# missing or stale and takes in texts from JSON. It writes this file anew, sorted
# by path, without any other comment than this one.

`

// FormatTexts writes the texts of one kind as a file, sorted by path. The same
// texts give the same bytes.
func FormatTexts(language, kind string, texts Texts) []byte {
	b := fmt.Appendf(nil, textHeader, kind, language)
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		// A text always has quotes: nobody has to know which ones need them.
		b = fmt.Appendf(b, "%s:\n  of: %s\n  text: %s\n", bare(key), bare(texts[key].Of), strconv.Quote(texts[key].Text))
	}
	return b
}

// safe words mean themselves in YAML: the paths and fingerprints as they should be.
var safe = regexp.MustCompile(`^([a-z_]+(/[A-Za-z0-9_.-]+)+|[0-9a-f]{8})$`)

// bare leaves a word without quotes where it can. What Go escapes is escaped
// alike in YAML.
func bare(word string) string {
	if safe.MatchString(word) {
		return word
	}
	return strconv.Quote(word)
}
