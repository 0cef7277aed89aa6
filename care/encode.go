package care

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// schema is the version of the kept file that this program writes.
const schema = 1

// fileJSON is a File as written. Its case has the shape of a case file, which
// the command line reads too.
type fileJSON struct {
	Paraspinal int               `json:"paraspinal"` // schema of this file
	Rev        uint64            `json:"rev"`
	Digest     string            `json:"digest"`
	Zone       string            `json:"zone,omitempty"`
	Country    string            `json:"country,omitempty"`
	Mode       Mode              `json:"mode"`
	Began      *time.Time        `json:"began,omitempty"`
	Finished   bool              `json:"finished,omitempty"`
	Spent      bool              `json:"spent,omitempty"`
	Stops      uint64            `json:"stops,omitempty"`
	Pages      []pageJSON        `json:"pages,omitempty"`
	Before     map[string]string `json:"before,omitempty"`
	Case       caseJSON          `json:"case"`
	Session    *Session          `json:"session,omitempty"`
	Diary      []entryJSON       `json:"diary,omitempty"`
	Aims       []Aim             `json:"aims,omitempty"`

	Appointment time.Time `json:"appointment,omitzero"`
}

type pageJSON struct {
	Question string            `json:"question"`
	Rev      uint64            `json:"rev"`
	Answers  map[string]string `json:"answers"`
}

type caseJSON struct {
	Schema   int               `json:"schema"`
	Protocol string            `json:"protocol,omitempty"`
	Now      string            `json:"now,omitempty"`
	Role     string            `json:"role,omitempty"`
	Findings map[string]string `json:"findings"`
	Unsure   []string          `json:"unsure,omitempty"`
	GoAheads []goAheadJSON     `json:"go_aheads,omitempty"`
	History  []eventJSON       `json:"history,omitempty"`
}

type goAheadJSON struct {
	Kind    string            `json:"kind"`
	Who     string            `json:"who,omitempty"`
	At      string            `json:"at"`
	Until   string            `json:"until"`
	Covers  []string          `json:"covers"`
	Answers map[string]string `json:"answers,omitempty"`
}

type eventJSON struct {
	Kind        string            `json:"kind"`
	At          string            `json:"at"`
	Disposition string            `json:"disposition,omitempty"`
	Findings    map[string]string `json:"findings,omitempty"`
	Unsure      []string          `json:"unsure,omitempty"`
	Note        string            `json:"note,omitempty"`
}

type entryJSON struct {
	At       time.Time        `json:"at"`
	Kind     EntryKind        `json:"kind"`
	Measures session.Measures `json:"measures"`
	Note     string           `json:"note,omitempty"`
}

const unsure = "unsure"

// Encode writes the file as JSON.
func (f *File) Encode(set *ruleset.Set) ([]byte, error) {
	out := fileJSON{Paraspinal: schema, Rev: f.Rev, Digest: f.Digest, Zone: f.Zone, Country: f.Country, Mode: f.Mode, Finished: f.Finished, Spent: f.Spent, Stops: f.Stops,
		Before: flat(set, f.Before), Case: f.caseJSON(set), Session: f.Session, Aims: f.Aims, Appointment: f.Appointment}
	if f.Begun() {
		out.Began = &f.Began
	}
	for _, p := range f.Pages {
		out.Pages = append(out.Pages, pageJSON{p.Question, p.Rev, flat(set, p.Answers)})
	}
	for _, e := range f.Diary {
		out.Diary = append(out.Diary, entryJSON(e))
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("write the person's file: %w", err)
	}
	return b, nil
}

// CaseFile writes the answers alone, as a case file that the command line and
// other software read.
func (f *File) CaseFile(set *ruleset.Set) ([]byte, error) {
	b, err := json.MarshalIndent(f.caseJSON(set), "", "  ")
	return append(b, '\n'), err
}

func (f *File) caseJSON(set *ruleset.Set) caseJSON {
	c := caseJSON{Schema: clinical.CaseSchema, Protocol: f.Version, Role: f.Role.String()}
	if !f.At.IsZero() {
		c.Now = f.Case().Now.Format(time.RFC3339)
	}
	c.Findings, c.Unsure = split(set, f.Findings)
	for _, g := range f.GoAheads {
		o := goAheadJSON{Kind: g.Kind, Who: g.Who, At: g.At.String(), Until: g.Until.String()}
		for _, id := range g.Covers {
			o.Covers = append(o.Covers, string(id))
		}
		o.Answers, _ = split(set, g.Answers)
		c.GoAheads = append(c.GoAheads, o)
	}
	for _, e := range f.History {
		o := eventJSON{Kind: string(e.Kind), At: e.At.Format(time.RFC3339), Note: e.Note}
		if e.Disposition != clinical.Undecided {
			o.Disposition = e.Disposition.String()
		}
		o.Findings, o.Unsure = split(set, e.Findings)
		c.History = append(c.History, o)
	}
	return c
}

// flat writes answers with "unsure" among the values.
func flat(set *ruleset.Set, answers map[clinical.FindingID]clinical.Answer) map[string]string {
	if len(answers) == 0 {
		return nil
	}
	out, doubts := split(set, answers)
	for _, id := range doubts {
		out[id] = unsure
	}
	return out
}

func split(set *ruleset.Set, answers map[clinical.FindingID]clinical.Answer) (map[string]string, []string) {
	known, doubts := map[string]string{}, []string(nil)
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		i, ok := set.Finding(id)
		switch a := answers[id]; {
		case !ok:
		case a.Kind == clinical.Unsure:
			doubts = append(doubts, string(id))
		case a.Kind == clinical.Known:
			known[string(id)] = set.Findings[i].FormatAnswer(a)
		}
	}
	return known, doubts
}
