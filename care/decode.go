package care

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// Refusals of a kept file.
var (
	ErrNotFile = errors.New("this is not a file of Paraspinal")
	ErrNewer   = errors.New("this file was written by a newer version of Paraspinal")
)

// Lost names one thing of an old file that could not be kept and now counts as
// not asked.
type Lost struct {
	ID    string // of the finding or question
	Value string // as written; may be empty
}

// readJSON is a File as read: each part by itself, so that one that cannot be
// read spoils no other.
type readJSON struct {
	fileJSON
	Began   string            `json:"began"`
	Session json.RawMessage   `json:"session"`
	Diary   []json.RawMessage `json:"diary"`
}

// Decode reads what Encode has written, by this program or an older one. It
// refuses only what is no such file, and what a newer program wrote. Whatever
// else cannot be read counts as not asked and is listed.
func Decode(b []byte, set *ruleset.Set) (*File, []Lost, error) {
	var in readJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotFile, err)
	}
	switch {
	case in.Paraspinal > schema || in.Case.Schema > clinical.CaseSchema:
		return nil, nil, ErrNewer
	case in.Paraspinal < 1:
		return nil, nil, ErrNotFile
	}
	d := decoder{set: set}
	f := &File{Rev: min(in.Rev, mostRev), Digest: in.Digest, Version: in.Case.Protocol, Zone: in.Zone, Country: in.Country, Role: clinical.Person,
		Mode: FirstCheck, Finished: in.Finished, Spent: in.Spent, Stops: min(in.Stops, mostRev)}
	if in.Mode == Recheck {
		f.Mode = Recheck
	}
	began, err := time.Parse(time.RFC3339, in.Began)
	if at, err2 := time.Parse(time.RFC3339, in.Case.Now); err == nil && err2 == nil {
		f.Began, f.At = began.UTC(), at.UTC() // an answer without its time is no answer for today
	}
	if r := in.Case.Role; r != "" {
		var role clinical.Role
		if role.UnmarshalText([]byte(r)) == nil && role != clinical.NoRole {
			f.Role = role
		}
	}
	f.Findings = d.answers(in.Case.Findings, in.Case.Unsure)
	if in.Before != nil {
		f.Before = d.answers(in.Before, nil)
	}
	d.pages(f, in.Pages)
	for i, g := range in.Case.GoAheads {
		if i == mostGoAheads {
			d.lose("go_ahead", "")
			break
		}
		d.goAhead(f, g)
	}
	for _, e := range in.Case.History {
		d.event(f, e)
	}
	for _, raw := range in.Diary {
		var e entryJSON
		if err := json.Unmarshal(raw, &e); err != nil || e.At.IsZero() {
			d.lose("diary", "")
			continue
		}
		f.Diary = append(f.Diary, Entry(e))
	}
	f.order()
	f.Aims = in.Aims
	f.Appointment = in.Appointment.UTC()
	f.add() // sorted, whatever the file says
	d.session(f, in.Session)
	f.untimed(set)
	return f, d.lost, nil
}

// session reads the guided session. Of one that cannot be read it keeps at
// least that it took place.
func (d *decoder) session(f *File, raw json.RawMessage) {
	if len(raw) == 0 {
		return
	}
	var s *Session
	if err := json.Unmarshal(raw, &s); err == nil {
		f.Session = s
		return
	}
	d.lose("session", "")
	var rest struct {
		Made  time.Time
		Taken bool
		State struct {
			Began time.Time
			Stops []string
		}
	}
	if err := json.Unmarshal(raw, &rest); err != nil || rest.Taken {
		return
	}
	f.Session = &Session{Made: rest.Made, State: session.State{Began: rest.State.Began, Stops: rest.State.Stops}}
	f.unread(d.set)
	f.Session = nil
}

// untimed is for answers that came without their time: they are no answers for
// today, but what a re-check begins with.
func (f *File) untimed(set *ruleset.Set) {
	if f.Begun() || len(f.Pages) == 0 && !f.Finished {
		return
	}
	c := f.known()
	f.Mode, f.Before = Recheck, c.Findings
	f.Findings = ruleset.Forget(set, c).Findings
	f.Pages, f.Finished = nil, false
}

// What no file of a person comes near. A file that somebody made up must not
// keep the program busy for minutes.
const (
	mostLost     = 100
	mostGoAheads = 200
	mostRev      = 1 << 53
)

type decoder struct {
	set  *ruleset.Set
	lost []Lost
}

func (d *decoder) lose(id, value string) {
	l := Lost{id, value}
	if len(d.lost) < mostLost && !slices.Contains(d.lost, l) {
		d.lost = append(d.lost, l)
	}
}

// answers reads findings and their values. Retired ids are mapped; what cannot
// be mapped, or has no such value any more, is not asked.
func (d *decoder) answers(known map[string]string, doubts []string) map[clinical.FindingID]clinical.Answer {
	out := map[clinical.FindingID]clinical.Answer{}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		f, value := d.resolve(id, known[id])
		switch {
		case f == nil || f.Derive != nil:
			d.lose(id, known[id])
		case value == unsure:
			out[f.ID] = clinical.UnsureAnswer()
		default:
			a, err := f.ParseAnswer(value)
			if err != nil {
				d.lose(id, value)
				continue
			}
			if was, twice := out[f.ID]; twice && was != a {
				a = clinical.UnsureAnswer() // an old and a new name for one thing, and they differ
			}
			out[f.ID] = a
		}
	}
	for _, id := range doubts {
		f, _ := d.resolve(id, "")
		if f == nil || f.Derive != nil {
			d.lose(id, unsure)
			continue
		}
		out[f.ID] = clinical.UnsureAnswer()
	}
	return out
}

func (d *decoder) resolve(id, value string) (*ruleset.Finding, string) {
	for _, old := range d.set.Retired {
		oldID, oldValue, both := strings.Cut(old.Old, "=")
		if oldID != id || both && oldValue != value {
			continue
		}
		if old.New == "" {
			return nil, ""
		}
		id, oldValue, both = strings.Cut(old.New, "=")
		if both {
			value = oldValue
		}
	}
	if i, ok := d.set.Finding(clinical.FindingID(id)); ok {
		return &d.set.Findings[i], value
	}
	return nil, ""
}

// pages keeps the pages that there still are.
func (d *decoder) pages(f *File, in []pageJSON) {
	for _, p := range in {
		if _, ok := d.set.Question(p.Question); !ok || f.page(p.Question) >= 0 {
			d.lose(p.Question, "")
			continue
		}
		f.Pages = append(f.Pages, Page{p.Question, min(p.Rev, mostRev), d.answers(p.Answers, nil)})
	}
}

func (d *decoder) goAhead(f *File, in goAheadJSON) {
	at, err := clinical.ParseDate(in.At)
	until, err2 := clinical.ParseDate(in.Until)
	if _, ok := d.set.GoAheadKind(in.Kind); !ok || err != nil || err2 != nil {
		d.lose("go_ahead", in.Kind)
		return
	}
	g := clinical.GoAhead{Kind: in.Kind, Who: in.Who, At: at, Until: until, Answers: d.answers(in.Answers, nil)}
	for _, id := range in.Covers {
		if _, ok := d.set.Rule(clinical.RuleID(id)); ok {
			g.Covers = append(g.Covers, clinical.RuleID(id))
		} else {
			d.lose("go_ahead", id)
		}
	}
	f.GoAheads = append(f.GoAheads, g)
}

func (d *decoder) event(f *File, in eventJSON) {
	at, err := time.Parse(time.RFC3339, in.At)
	if err != nil {
		d.lose("history", in.At)
		return
	}
	e := clinical.Event{Kind: clinical.EventKind(in.Kind), At: at.UTC(), Note: in.Note, Findings: d.answers(in.Findings, in.Unsure)}
	if in.Disposition != "" && e.Disposition.UnmarshalText([]byte(in.Disposition)) != nil {
		e.Disposition = clinical.Emergency // a result that cannot be read counts as the gravest
	}
	switch e.Kind {
	case clinical.ResultEvent, clinical.SessionEvent, clinical.CheckInEvent, clinical.ReviewEvent, clinical.ClinicianReviewEvent:
		f.History = append(f.History, e)
	default:
		d.lose("history", in.Kind)
	}
}

// MotorOf makes a self-check from its answers, by test and side.
func MotorOf(get func(session.MotorTest, clinical.Side) session.MotorResult) session.Motor {
	s := func(t session.MotorTest) session.Sides {
		return session.Sides{Left: get(t, clinical.Left), Right: get(t, clinical.Right)}
	}
	return session.Motor{HeelWalk: s(session.HeelWalk), ToeWalk: s(session.ToeWalk), HeelRaise: s(session.HeelRaise), BigToeUp: s(session.BigToeUp), SitToStand: s(session.SitToStand)}
}
