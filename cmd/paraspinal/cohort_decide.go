package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/cohort"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// reading is how a line becomes a case.
type reading struct {
	set     *ruleset.Set
	columns []string  // of CSV
	now     time.Time // of cases that name none; zero: there is none
	at      time.Time // decide as if it were this instant; zero: each at its own
}

// maxOdd is how long a line may be that is not written plainly, or has faults:
// to read such a line takes a hundred times as long. Real cases are shorter.
const maxOdd = 1 << 17

var (
	errLong    = fmt.Errorf("longer than %d bytes: it is not a case", maxCase)
	errOdd     = fmt.Errorf("longer than %d bytes, and has faults or is not written plainly: paraspinal assess says more about it", maxOdd)
	errEmpty   = errors.New(`an empty line: write "" when nothing was asked`)
	errUndated = errors.New("no instant: give the line a now, or use --now")
)

// Columns of CSV beside the findings.
const (
	idColumn  = "id"
	nowColumn = "now"
)

// columnsOf reads the names of the columns. One that is not known would be an
// answer that nobody reads, so the file is refused.
func columnsOf(set *ruleset.Set, text []byte) ([]string, error) {
	names, err := fields(text)
	if err != nil {
		return nil, err
	}
	known := []string{idColumn, nowColumn}
	for i := range set.Findings {
		if set.Findings[i].Derive == nil {
			known = append(known, string(set.Findings[i].ID))
		}
	}
	for _, old := range set.Retired {
		id, _, _ := strings.Cut(old.Old, "=")
		known = append(known, id)
	}
	there := map[string]bool{}
	for _, id := range known {
		there[id] = true
	}
	seen := map[string]bool{}
	for _, n := range names {
		switch near, ok := strict.Nearest(n, known); {
		case seen[n]:
			return nil, fmt.Errorf("the column %q is there twice", n)
		case there[n]:
			seen[n] = true
		case strings.ContainsAny(n, ";\t"):
			return nil, fmt.Errorf("there is no finding %q: fields are separated by commas", n)
		case ok:
			return nil, fmt.Errorf("there is no finding %q that can be answered; did you mean %q?", n, near)
		default:
			return nil, fmt.Errorf("there is no finding %q that can be answered", n)
		}
	}
	return names, nil
}

// fields reads one line of CSV.
func fields(text []byte) ([]string, error) {
	if at := notUTF8(text); at >= 0 { // as another character it could make one id of two
		return nil, fmt.Errorf("byte 0x%02x at character %d is not UTF-8", text[at], utf8.RuneCount(text[:at])+1)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	out, err := r.Read()
	var fault *csv.ParseError
	if errors.As(err, &fault) {
		return nil, fmt.Errorf("not CSV at character %d: %w", fault.Column, fault.Err)
	}
	if errors.Is(err, io.EOF) {
		return nil, errEmpty
	}
	if err != nil {
		return nil, err
	}
	if _, err := r.Read(); !errors.Is(err, io.EOF) { // a line end without a line feed
		return nil, errors.New("several lines in one")
	}
	return out, nil
}

// notUTF8 is where a text stops being UTF-8; -1 when it does not.
func notUTF8(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// parse reads one line. The id is given also when the case cannot be read, as
// far as it was found.
func (r *reading) parse(text []byte) (casefile.Read, error) {
	var out casefile.Read
	var problems strict.Problems
	now := r.now
	if now.IsZero() {
		now = r.at
	}
	if now.IsZero() { // then a case without an instant is refused below
		now = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if r.columns != nil {
		f, err := r.file(text)
		if err != nil {
			return casefile.Read{ID: f.ID}, err
		}
		out, problems = casefile.Build(f, r.set, now)
	} else {
		text = bytes.Trim(text, " \t\r\n")
		var ok bool
		switch out, ok = casefile.ReadJSON(text, r.set, now); {
		case ok:
		case !json.Valid(text):
			return out, errors.New("not JSON")
		case text[0] != '{':
			return out, errors.New("not a JSON object")
		case len(text) > maxOdd:
			return out, errOdd
		default:
			out, problems = casefile.Parse("", text, r.set, now)
		}
	}
	if len(problems) > 0 {
		return out, errors.New(brief(problems))
	}
	if !out.Dated && r.now.IsZero() && r.at.IsZero() {
		return out, errUndated
	}
	if !r.at.IsZero() {
		out.Case.Now = r.at
	}
	return out, nil
}

// file is the case file of one line of CSV.
func (r *reading) file(text []byte) (*casefile.File, error) {
	f := &casefile.File{Schema: clinical.CaseSchema, Findings: map[string]strict.Text{}}
	values, err := fields(text)
	if err != nil {
		return f, err
	}
	if len(values) != len(r.columns) {
		return f, fmt.Errorf("%s, but %s", count(len(values), "field", "fields"), count(len(r.columns), "column", "columns"))
	}
	for i, v := range values {
		switch n := r.columns[i]; {
		case n == idColumn:
			f.ID = v
		case n == nowColumn:
			f.Now = v
		case v == "":
		case v == "unsure":
			f.Unsure = append(f.Unsure, strict.Text{Value: n})
		default:
			f.Findings[n] = strict.Text{Value: v}
		}
	}
	return f, nil
}

// brief tells the faults of one line, in one line.
func brief(problems strict.Problems) string {
	const most = 3
	var out []string
	for _, p := range problems[:min(len(problems), most)] {
		t := p.Code + ": " + p.Message
		if p.Pos.Line == 1 {
			t = fmt.Sprintf("%s at character %d: %s", p.Code, p.Pos.Column, p.Message)
		}
		if p.Hint != "" {
			t += " (" + p.Hint + ")"
		}
		out = append(out, t)
	}
	if n := len(problems) - most; n > 0 {
		out = append(out, fmt.Sprintf("and %d more", n))
	}
	return strings.Join(out, "; ")
}

// answerJSON is one line of the output; it is documented in docs/json.md.
type answerJSON struct {
	Line        int                  `json:"line"`
	ID          string               `json:"id,omitempty"`
	Now         time.Time            `json:"now"`
	Disposition clinical.Disposition `json:"disposition"`
	AtMost      clinical.Disposition `json:"at_most"`
	Care        clinical.Care        `json:"care"`
	Settled     bool                 `json:"settled"`
	Reasons     []clinical.RuleID    `json:"reasons"`
	Unsure      []clinical.RuleID    `json:"unsure"`
	Lifted      []clinical.RuleID    `json:"lifted"`
	Limits      int                  `json:"limits"`
	ValidUntil  *time.Time           `json:"valid_until"`
	Notes       []string             `json:"notes,omitempty"`
}

// badJSON is the output for a line that could not be read. It says undecided,
// for those who read nothing else.
type badJSON struct {
	Line        int                  `json:"line"`
	ID          string               `json:"id,omitempty"`
	Disposition clinical.Disposition `json:"disposition"`
	Error       string               `json:"error"`
}

// decider reads and decides chunks. It belongs to one goroutine.
type decider struct {
	reading
	batch   *cohort.Batch
	count   bool
	present time.Time // answers that end before it are old; zero: none is
	reads   []casefile.Read
	faults  []error
	reasons []cohort.Reason
}

func (d *decider) decide(c *chunk) {
	c.out.Reset()
	c.errs.Reset()
	c.bad, c.old, c.counts = 0, 0, cohort.Counts{}
	d.reads, d.faults = d.reads[:0], d.faults[:0]
	for _, ln := range c.lines {
		var read casefile.Read
		err := errLong
		if !ln.long {
			read, err = d.parse(bytes.TrimRight(c.text[ln.from:ln.to], "\r\n"))
		}
		d.reads, d.faults = append(d.reads, read), append(d.faults, err)
		if err != nil {
			c.bad++
			fmt.Fprintf(&c.errs, "line %d: %v\n", ln.number, err)
		}
	}
	d.batch.Reset(len(c.lines) - c.bad)
	n := 0
	for i := range d.reads {
		if d.faults[i] == nil {
			d.batch.Put(n, &d.reads[i].Case)
			n++
		}
	}
	d.batch.Decide()
	d.batch.Count(&c.counts)
	n = 0
	for i := range d.reads {
		if d.faults[i] == nil {
			if d.old(n, &d.reads[i].Case) {
				c.old++
			}
			n++
		}
	}
	if d.count {
		return
	}
	e := json.NewEncoder(&c.out)
	e.SetEscapeHTML(false)
	n = 0
	for i := range d.reads {
		var v any = badJSON{Line: c.lines[i].number, ID: d.reads[i].ID, Error: fmt.Sprint(d.faults[i])}
		if d.faults[i] == nil {
			v = d.answer(n, c.lines[i].number, &d.reads[i])
			n++
		}
		_ = e.Encode(v) // plain data into memory
	}
}

// answer is the output for case n of the batch.
func (d *decider) answer(n, number int, read *casefile.Read) answerJSON {
	b := d.batch
	out := answerJSON{Line: number, ID: read.ID, Now: read.Case.Now, Disposition: b.Shown(n), AtMost: b.AtMost(n), Care: b.Care(n), Settled: b.Settled(n),
		Reasons: []clinical.RuleID{}, Unsure: []clinical.RuleID{}, Lifted: []clinical.RuleID{}, Notes: read.Notes}
	d.reasons = b.Reasons(n, d.reasons[:0])
	for _, r := range d.reasons {
		id := d.set.Rules[r.Rule].ID
		out.Reasons = append(out.Reasons, id)
		if r.Unsure {
			out.Unsure = append(out.Unsure, id)
		}
		if r.Lifted {
			out.Lifted = append(out.Lifted, id)
		}
		out.Limits += len(r.Effect.Limits)
	}
	if until := b.ValidUntil(n, &read.Case); !until.IsZero() {
		out.ValidUntil = &until
	}
	return out
}

// old reports whether what was decided about a case no longer holds.
func (d *decider) old(n int, c *clinical.Case) bool {
	since := d.present.Sub(c.Now)
	switch {
	case d.present.IsZero(), since < 0, d.batch.Shown(n) == clinical.Undecided:
		return false
	case since >= time.Duration(d.set.ValidHours)*time.Hour:
		return true
	}
	return !d.present.Before(d.batch.ValidUntil(n, c))
}
