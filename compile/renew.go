package compile

import (
	"maps"
	"slices"
	"strings"

	"paraspinal/internal/strict"
	"paraspinal/protocol"
)

// Renewal is the state of the texts of one language after new ones were taken
// in: what became of each, what is left to do, and the files that hold them.
type Renewal struct {
	Language string `json:"language"`
	Texts    int    `json:"texts"` // of the protocol
	Missing  []Due  `json:"missing"`
	Stale    []Due  `json:"stale"`

	Added   []string `json:"added"`
	Renewed []string `json:"renewed"`
	Dropped []string `json:"dropped"` // the protocol has no such text any more
	Unknown []string `json:"unknown"` // given, but the protocol has no such text

	Files map[string][]byte `json:"-"` // by name; nil for a file that has nothing to hold
}

// Due is one text that is to be translated.
type Due struct {
	Key     string `json:"key"`
	English string `json:"english"`
	Text    string `json:"text,omitempty"` // of an English that has changed since
}

// Renew takes new texts, by their paths, into those of one language. A text
// that is given counts as a translation of the English as it is now; an empty
// one counts as not given, so that a half-filled list can be taken in. Every
// other text stays as it is. It needs a protocol whose English has no fault.
func Renew(src *protocol.Source, language string, given map[string]string) (*Renewal, strict.Problems) {
	only := *src // translations with faults are what this is for
	only.Meta.Languages, only.Texts = []string{protocol.English}, nil
	_, words, problems := Compile(&only)
	if len(problems) > 0 {
		return nil, problems
	}
	english := words[0].Texts
	r := &Renewal{Language: language, Texts: len(english), Missing: []Due{}, Stale: []Due{},
		Added: []string{}, Renewed: []string{}, Dropped: []string{}, Unknown: []string{}, Files: map[string][]byte{}}
	texts := r.have(src, english)
	for _, key := range slices.Sorted(maps.Keys(given)) {
		was, had := texts[key]
		is := protocol.Translation{Of: protocol.Fingerprint(english[key]), Text: given[key]}
		if _, known := english[key]; !known {
			r.Unknown = append(r.Unknown, key)
			continue
		}
		switch {
		case strings.TrimSpace(is.Text) == "":
			continue
		case !had:
			r.Added = append(r.Added, key)
		case was.Of != is.Of || was.Text != is.Text:
			r.Renewed = append(r.Renewed, key)
		}
		texts[key] = is
	}
	files := map[string]protocol.Texts{}
	for _, key := range slices.Sorted(maps.Keys(english)) {
		t, ok := texts[key]
		if !ok {
			r.Missing = append(r.Missing, Due{Key: key, English: english[key]})
			continue
		}
		if t.Of != protocol.Fingerprint(english[key]) {
			r.Stale = append(r.Stale, Due{Key: key, English: english[key], Text: t.Text})
		}
		kind := protocol.KindOf(key)
		if files[kind] == nil {
			files[kind] = protocol.Texts{}
		}
		files[kind][key] = t
	}
	for kind, texts := range files {
		r.Files[protocol.TextFileName(language, kind)] = protocol.FormatTexts(language, kind, texts)
	}
	return r, nil
}

// have lists the texts that a language has for the English ones. A text in the
// wrong file counts where the right file does not have it.
func (r *Renewal) have(src *protocol.Source, english map[string]string) protocol.Texts {
	texts := protocol.Texts{}
	i := slices.IndexFunc(src.Texts, func(l protocol.Language) bool { return l.ID == r.Language })
	if i < 0 {
		return texts
	}
	dropped := map[string]bool{}
	for _, f := range src.Texts[i].Files {
		r.Files[f.Name] = nil
		for key, t := range f.Texts {
			if _, known := english[key]; !known {
				dropped[key] = true
				continue
			}
			if _, twice := texts[key]; !twice || protocol.KindOf(key) == f.Kind() {
				texts[key] = t
			}
		}
	}
	r.Dropped = slices.AppendSeq(r.Dropped, maps.Keys(dropped))
	slices.Sort(r.Dropped)
	return texts
}
