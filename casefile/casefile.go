package casefile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
	"paraspinal/ruleset"
)

// File is a case file as written. Its keys are documented in docs/case-file.md.
type File struct {
	Schema   int                    `json:"schema"`
	ID       string                 `json:"id,omitempty"`       // of the keeper of many files; kept, never read as an answer
	Protocol string                 `json:"protocol,omitempty"` // version that the answers were given to
	Now      string                 `json:"now,omitempty"`
	Role     string                 `json:"role,omitempty"`
	Rest     string                 `json:"rest,omitempty"`
	Findings map[string]strict.Text `json:"findings"`
	Unsure   []strict.Text          `json:"unsure,omitempty"`
	GoAheads []GoAhead              `json:"go_aheads,omitempty"`
	History  []Event                `json:"history,omitempty"`
	Note     string                 `json:"note,omitempty"`
	Pos      strict.Pos             `json:"-"`
	At       strict.Places          `json:"-"`
}

// GoAhead is a clinician's agreement as written.
type GoAhead struct {
	Kind    string                 `json:"kind"`
	Who     string                 `json:"who,omitempty"`
	At      string                 `json:"at"`
	Until   string                 `json:"until"`
	Covers  []strict.Text          `json:"covers"`
	Answers map[string]strict.Text `json:"answers,omitempty"`
	Pos     strict.Pos             `json:"-"`
}

// Event is one past result, session, check-in or review as written.
type Event struct {
	Kind        string                 `json:"kind"`
	At          string                 `json:"at"`
	Disposition string                 `json:"disposition,omitempty"`
	Findings    map[string]strict.Text `json:"findings,omitempty"`
	Unsure      []strict.Text          `json:"unsure,omitempty"`
	Note        string                 `json:"note,omitempty"`
	Pos         strict.Pos             `json:"-"`
}

// Read is what a file holds: the case, and what a reader needs to be told.
type Read struct {
	Case     clinical.Case
	ID       string
	Dated    bool                 // the file says when the answers were given
	Answered time.Time            // when the answers were given, as far as the file says
	NotAsked []clinical.FindingID // with "rest: normal": what that does not answer
	Notes    []string             // retired ids and how they were mapped
}

// Codes of the faults, beside those of package strict. Stable.
const (
	badSchema  = 20
	badInstant = 21
	badValue   = 22
	unknownID  = 23
	badWord    = 24
	twice      = 25
	computed   = 26
	ahead      = 27
)

type reader struct {
	set      *ruleset.Set
	problems strict.Problems
	unknown  map[string]string // message about an id that is not known, to the id
	notes    []string
}

// Parse reads a file. now stands in when the file names no instant. The case
// is only meant for use when there is no problem.
func Parse(name string, data []byte, set *ruleset.Set, now time.Time) (Read, strict.Problems) {
	var f File
	if ps := strict.Decode(name, data, &f, "C"); len(ps) > 0 {
		return Read{}, ps
	}
	out, problems := Build(&f, set, now)
	problems.QuoteData(name, data)
	return out, problems
}

// Build makes the case of a file that is read already. now stands in when the
// file names no instant.
func Build(f *File, set *ruleset.Set, now time.Time) (Read, strict.Problems) {
	r := &reader{set: set}
	out := r.read(f, now)
	r.problems.Sort()
	r.suggest()
	return out, r.problems
}

func (r *reader) failf(pos strict.Pos, number int, hint, format string, args ...any) {
	r.problems = append(r.problems, strict.Problem{Code: strict.Code("C", number), Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *reader) read(f *File, now time.Time) Read {
	if f.Schema != clinical.CaseSchema {
		r.failf(f.At["schema"], badSchema, "this program reads schema: 1", "schema %d is not known", f.Schema)
	}
	c := clinical.Case{Schema: clinical.CaseSchema, Protocol: f.Protocol, Now: now, Zone: now.Location(), Note: f.Note, Findings: make(map[clinical.FindingID]clinical.Answer, len(f.Findings)+len(f.Unsure))}
	if f.Now != "" {
		if t, ok := r.instant(f.At["now"], f.Now); ok {
			c.Now, c.Zone = t, t.Location()
		}
	}
	if f.Role != "" {
		if err := c.Role.UnmarshalText([]byte(f.Role)); err != nil {
			r.failf(f.At["role"], badWord, "roles are person, helper and therapist", "%v", err)
		}
	}
	r.answers(c.Findings, f.Findings)
	r.unsure(c.Findings, f.Unsure)
	for i := range f.GoAheads {
		c.GoAheads = append(c.GoAheads, r.goAhead(&f.GoAheads[i]))
	}
	for i := range f.History {
		c.History = append(c.History, r.event(&f.History[i], c.Now))
	}
	slices.SortStableFunc(c.History, func(x, y clinical.Event) int { return x.At.Compare(y.At) })
	out := Read{ID: f.ID, Dated: f.Now != "", Answered: c.Now, Notes: r.notes}
	switch f.Rest {
	case "":
	case "normal":
		c, out.NotAsked = r.set.Rest(c)
	default:
		r.failf(f.At["rest"], badWord, "write rest: normal, or leave it out", "%q is not a way to fill in the rest", f.Rest)
	}
	out.Case = c
	return out
}

func (r *reader) instant(pos strict.Pos, text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	r.failf(pos, badInstant, "write 2026-11-21T10:00:00+01:00", "%q is not an instant with its zone", text)
	return time.Time{}, false
}

// resolve finds a finding by its id, maps a retired one and says so, and
// remembers an unknown one.
func (r *reader) resolve(pos strict.Pos, id, value string) (*ruleset.Finding, string) {
	for _, old := range r.set.Retired {
		oldID, oldValue, both := strings.Cut(old.Old, "=")
		if oldID != id || both && oldValue != value {
			continue
		}
		if old.New == "" {
			r.notes = append(r.notes, fmt.Sprintf("%s is no longer used and now counts as not asked", old.Old))
			return nil, ""
		}
		r.notes = append(r.notes, fmt.Sprintf("%s is now %s", old.Old, old.New))
		id, oldValue, both = strings.Cut(old.New, "=")
		if both {
			value = oldValue
		}
	}
	if i, ok := r.set.Finding(clinical.FindingID(id)); ok {
		return &r.set.Findings[i], value
	}
	r.failf(pos, unknownID, "paraspinal protocol show findings lists them all", "there is no finding %q", id)
	if r.unknown == nil {
		r.unknown = map[string]string{}
	}
	r.unknown[r.problems[len(r.problems)-1].Message] = id
	return nil, ""
}

// suggest names the finding that was probably meant instead of an unknown one.
// That takes time, and a file may hold thousands: only those that are told get it.
func (r *reader) suggest() {
	if len(r.unknown) == 0 {
		return
	}
	var known []string
	for i := range r.set.Findings {
		known = append(known, string(r.set.Findings[i].ID))
	}
	told := r.problems[:min(len(r.problems), strict.Most)]
	for i := range told {
		if id, ok := r.unknown[told[i].Message]; ok {
			if near, ok := strict.Nearest(id, known); ok {
				told[i].Hint = fmt.Sprintf("did you mean %q?", near)
			}
		}
	}
}

func (r *reader) answers(into map[clinical.FindingID]clinical.Answer, texts map[string]strict.Text) {
	for _, id := range r.order(texts) {
		pos := texts[id].Pos
		f, value := r.resolve(pos, id, texts[id].Value)
		if f == nil {
			continue
		}
		if f.Derive != nil {
			r.failf(pos, computed, "give the date or the history that it comes from", "%s is computed and cannot be answered", id)
			continue
		}
		a, err := f.ParseAnswer(value)
		if err != nil {
			r.failf(pos, badValue, "", "%v", err)
			continue
		}
		if _, both := into[f.ID]; both { // under its old and its new id
			r.failf(pos, twice, "keep one of the two", "%s is answered twice", f.ID)
			continue
		}
		into[f.ID] = a
	}
}

// order is the ids in the order in which they are read. It matters only where
// two of them may have become one.
func (r *reader) order(texts map[string]strict.Text) []string {
	ids := slices.AppendSeq(make([]string, 0, len(texts)), maps.Keys(texts))
	if len(r.set.Retired) > 0 {
		slices.Sort(ids)
	}
	return ids
}

func (r *reader) unsure(into map[clinical.FindingID]clinical.Answer, ids []strict.Text) {
	for _, t := range ids {
		f, _ := r.resolve(t.Pos, t.Value, "")
		if f == nil {
			continue
		}
		if f.Derive != nil {
			r.failf(t.Pos, computed, "say it of the date that it comes from", "%s is computed and cannot be unsure", f.ID)
			continue
		}
		if _, both := into[f.ID]; both {
			r.failf(t.Pos, twice, "keep one of the two", "%s is answered and unsure, or unsure twice", f.ID)
		}
		into[f.ID] = clinical.UnsureAnswer()
	}
}

func (r *reader) date(pos strict.Pos, key, text string) clinical.Date {
	d, err := clinical.ParseDate(text)
	if err != nil {
		r.failf(pos, badInstant, "", "%s: %v", key, err)
	}
	return d
}

func (r *reader) goAhead(g *GoAhead) clinical.GoAhead {
	out := clinical.GoAhead{Kind: g.Kind, Who: g.Who, At: r.date(g.Pos, "at", g.At), Until: r.date(g.Pos, "until", g.Until), Answers: map[clinical.FindingID]clinical.Answer{}}
	if _, ok := r.set.GoAheadKind(g.Kind); !ok {
		var kinds []string
		for i := range r.set.GoAheads {
			kinds = append(kinds, r.set.GoAheads[i].ID)
		}
		r.failf(g.Pos, badWord, "kinds are "+strings.Join(kinds, ", "), "there is no go-ahead of kind %q", g.Kind)
	}
	for _, t := range g.Covers {
		id := t.Value
		if _, ok := r.set.Rule(clinical.RuleID(id)); !ok {
			r.failf(t.Pos, unknownID, "name the rule that the result showed, such as RC-SURG-03", "there is no rule %q", id)
		}
		out.Covers = append(out.Covers, clinical.RuleID(id))
	}
	r.answers(out.Answers, g.Answers)
	return out
}

func (r *reader) event(e *Event, now time.Time) clinical.Event {
	out := clinical.Event{Kind: clinical.EventKind(e.Kind), Note: e.Note, Findings: map[clinical.FindingID]clinical.Answer{}}
	if at, ok := r.instant(e.Pos, e.At); ok {
		out.At = at
		if at.After(now) {
			r.failf(e.Pos, ahead, "check the date, or now:", "%s lies after now", e.At)
		}
	}
	switch out.Kind {
	case clinical.ResultEvent, clinical.SessionEvent, clinical.CheckInEvent, clinical.ReviewEvent, clinical.ClinicianReviewEvent:
	default:
		r.failf(e.Pos, badWord, "events are result, session, check_in, review and clinician_review", "%q is not an event", e.Kind)
	}
	if e.Disposition != "" {
		if err := out.Disposition.UnmarshalText([]byte(e.Disposition)); err != nil {
			r.failf(e.Pos, badWord, "use one of the ladder from suitable to emergency", "%v", err)
		}
	}
	r.answers(out.Findings, e.Findings)
	r.unsure(out.Findings, e.Unsure)
	return out
}
