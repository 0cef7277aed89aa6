package care

import (
	"maps"
	"slices"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

// Mode is which check the person is in.
type Mode string

const (
	FirstCheck Mode = "first"
	Recheck    Mode = "recheck" // before a further session: what may have changed
)

// File is one person's file. Its zero value is nobody: use New.
type File struct {
	Rev     uint64 // grows with every change
	Digest  string // of the protocol that the answers were given to
	Version string // of that protocol
	Zone    string // IANA name of the person's time zone; empty when not known
	Country string // whose emergency number is shown; empty when not chosen
	Role    clinical.Role

	Mode     Mode
	Began    time.Time // first answer of this check
	At       time.Time // latest answer or go-ahead: the instant that is decided for
	Pages    []Page    // answered in this check, in order
	Findings map[clinical.FindingID]clinical.Answer
	Before   map[clinical.FindingID]clinical.Answer // of the check before, in a re-check
	Finished bool                                   // the answers were looked over and the result was asked for
	Spent    bool                                   // something was told since that uses up its permission
	Stops    uint64                                 // how many were taken, of all sessions

	GoAheads []clinical.GoAhead
	History  []clinical.Event // oldest first
	Session  *Session         // the guided session that is on, or just ended
	Diary    []Entry          // oldest first
	Aims     []Aim            // activities of the diary's function score

	Appointment time.Time // for a massage; zero: none is known of
}

// Page is one answered page of the check.
type Page struct {
	Question string
	Rev      uint64                                 // of the file when it was answered
	Answers  map[clinical.FindingID]clinical.Answer // as given on this page
}

// New makes an empty file for a protocol.
func New(set *ruleset.Set) *File {
	return &File{Digest: set.Digest, Version: set.Version, Role: clinical.Person, Mode: FirstCheck, Findings: map[clinical.FindingID]clinical.Answer{}}
}

// Empty reports whether the file holds nothing that anybody would miss.
func (f *File) Empty() bool {
	return len(f.Pages) == 0 && len(f.Findings) == 0 && len(f.History) == 0 && len(f.Diary) == 0 && f.Session == nil && len(f.GoAheads) == 0 && len(f.Aims) == 0 && f.Appointment.IsZero()
}

// Begun reports whether a check has been begun.
func (f *File) Begun() bool { return !f.Began.IsZero() }

// Location is where the person's calendar hangs; nil when it is not known.
func (f *File) Location() *time.Location {
	if f.Zone == "" {
		return nil
	}
	if f.Zone == LocalZone {
		return time.Local
	}
	z, err := time.LoadLocation(f.Zone)
	if err != nil {
		return nil
	}
	return z
}

// LocalZone stands for the zone of the device that the program runs on.
const LocalZone = "Local"

// Case is the answers as package assess reads them.
func (f *File) Case() clinical.Case {
	c := clinical.Case{Schema: clinical.CaseSchema, Protocol: f.Version, Now: f.At, Zone: f.Location(), Role: f.Role, Findings: f.Findings, GoAheads: f.GoAheads, History: f.History}
	if c.Findings == nil {
		c.Findings = map[clinical.FindingID]clinical.Answer{}
	}
	if c.Zone != nil {
		c.Now = c.Now.In(c.Zone)
	}
	return c
}

// Assess decides about the answers so far.
func (f *File) Assess(set *ruleset.Set) assess.Assessment {
	c := f.Case()
	var as assess.Assessment
	if f.Mode == Recheck {
		as = assess.Assess(set, c, c.Now, assess.ForRecheck())
	} else {
		as = assess.Assess(set, c, c.Now)
	}
	if as.ValidUntil != nil {
		if most := f.Began.Add(validity(set)); most.Before(*as.ValidUntil) {
			as.ValidUntil = &most // the first answer of a check ages too
		}
	}
	return as
}

func validity(set *ruleset.Set) time.Duration { return time.Duration(set.ValidHours) * time.Hour }

// skew is how far a clock may have been set back before answers count as
// given in the future.
const skew = 5 * time.Minute

// Stale reports whether the answers of this check are too old to decide on,
// were given in the future or to another protocol, or are spent.
func (f *File) Stale(set *ruleset.Set, now time.Time) bool {
	if !f.Begun() {
		return false
	}
	ahead := now.Add(skew)
	return f.Spent || now.Sub(f.Began) >= validity(set) || f.Began.After(ahead) || f.At.After(ahead) || f.Digest != set.Digest
}

// Expired reports whether a result that was decided no longer holds.
func Expired(as *assess.Assessment, now time.Time) bool {
	return as.ValidUntil == nil || !now.Before(*as.ValidUntil)
}

// touch marks a change. The protocol stays the one that the first answer was
// given to.
func (f *File) touch(set *ruleset.Set, now time.Time) {
	f.Rev++
	f.At = second(now)
	if !f.Begun() {
		f.Began = f.At
		f.Digest, f.Version = set.Digest, set.Version
	}
}

// second is an instant as it is kept: one order before and after it is written.
func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// page finds an answered page of this check; -1 when it was not answered.
func (f *File) page(question string) int {
	return slices.IndexFunc(f.Pages, func(p Page) bool { return p.Question == question })
}

// AnsweredSince reports whether a page was answered after a revision: an older
// tab must not overwrite it.
func (f *File) AnsweredSince(question string, rev uint64) bool {
	i := f.page(question)
	return i >= 0 && f.Pages[i].Rev > rev
}

// Previous is the page before a page in the order answered; empty for the first.
func (f *File) Previous(question string) string {
	i := f.page(question)
	if i < 0 {
		i = len(f.Pages)
	}
	if i == 0 {
		return ""
	}
	return f.Pages[i-1].Question
}

// Asks lists the findings to show on a page: those that can still change the
// outcome, and those already answered there. It is empty for a page that does
// not concern the person now.
func (f *File) Asks(set *ruleset.Set, q *ruleset.Question, as *assess.Assessment) []clinical.FindingID {
	var out []clinical.FindingID
	i := f.page(q.ID)
	for _, n := range q.Asks {
		id := set.Findings[n].ID
		asked := as.Next != nil && as.Next.Question == q.ID && slices.Contains(as.Next.Findings, id)
		if !asked && i >= 0 {
			_, asked = f.Pages[i].Answers[id]
		}
		if asked {
			out = append(out, id)
		}
	}
	return out
}

// Answer takes the answers of one page. Answers that no longer concern the
// person are dropped, from this page on and before it.
func (f *File) Answer(set *ruleset.Set, q *ruleset.Question, answers map[clinical.FindingID]clinical.Answer, now time.Time) {
	answers = maps.Clone(answers)
	if f.Mode == Recheck && q.Kind == "check" {
		set.Carry(q, clinical.Case{Findings: f.Before}, answers)
	}
	f.touch(set, now)
	f.Finished = false
	i := f.page(q.ID)
	if i < 0 {
		f.Pages = append(f.Pages, Page{Question: q.ID})
		i = len(f.Pages) - 1
	}
	was := f.Pages[i].Answers
	f.Pages[i].Answers, f.Pages[i].Rev = answers, f.Rev
	c := f.Case()
	for id := range was {
		if _, still := answers[id]; !still {
			c = c.With(id, clinical.Answer{})
		}
	}
	f.Findings = c.WithAll(answers).Findings
	f.drop(set)
}

// drop takes away answers of this check that no longer concern the person.
func (f *File) drop(set *ruleset.Set) {
	for again := true; again; {
		again = false
		c := f.Case()
		var facts ruleset.Facts
		set.Resolve(&c, c.Now, &facts)
		for i := range f.Pages {
			for id := range f.Pages[i].Answers {
				n, ok := set.Finding(id)
				if ok && set.Concerns(n, &facts) {
					continue
				}
				delete(f.Pages[i].Answers, id)
				f.Findings = f.Case().With(id, clinical.Answer{}).Findings
				again = true
			}
		}
	}
	f.Pages = slices.DeleteFunc(f.Pages, func(p Page) bool { return len(p.Answers) == 0 })
}

// Finish says that the person has looked over the answers and wants the
// result. The pains of the check go into the diary, once a check.
func (f *File) Finish() {
	f.Rev++
	f.Finished = true
	given := map[clinical.FindingID]clinical.Answer{}
	for _, p := range f.Pages {
		maps.Copy(given, p.Answers)
	}
	pains := session.PainsOf(given)
	if pains == (session.Pains{}) {
		return
	}
	f.Diary = slices.DeleteFunc(slices.Clone(f.Diary), func(e Entry) bool { return e.Kind == AtCheck && !e.At.Before(f.Began) })
	f.note(Entry{At: f.At, Kind: AtCheck, Measures: session.Measures{Pains: pains}})
}

// Restart begins a first check anew and keeps history, go-aheads and diary.
func (f *File) Restart(set *ruleset.Set, now time.Time) {
	f.leave(set, now)
	f.remember(set)
	f.Mode, f.Findings, f.Before = FirstCheck, map[clinical.FindingID]clinical.Answer{}, nil
	f.begin(set, now)
}

// Again begins a re-check: what cannot have changed stays answered, and what
// the last session and its check-ins said is taken in.
func (f *File) Again(set *ruleset.Set, now time.Time) {
	f.leave(set, now)
	c := session.Next(set, f.known()) // before the result is remembered, which ends what Next takes in
	f.remember(set)
	c.History = f.History
	f.Mode, f.Before = Recheck, c.Findings
	f.Findings = ruleset.Forget(set, c).Findings
	f.begin(set, now)
}

// known is the case with what this re-check has not asked again as the check
// before left it: a re-check that is begun twice, or not gone through, forgets
// nothing.
func (f *File) known() clinical.Case {
	c := f.Case()
	if f.Mode == Recheck {
		all := clinical.Case{Findings: f.Before}.WithAll(f.Findings)
		c.Findings = all.Findings
	}
	return c
}

// begin empties the check. What was kept from the one before may alarm by
// itself: then there is a result at once.
func (f *File) begin(set *ruleset.Set, now time.Time) {
	f.Rev++
	f.Pages, f.Finished, f.Spent, f.Began, f.At, f.Session = nil, false, false, time.Time{}, now, nil
	f.Digest, f.Version = set.Digest, set.Version
	if as := f.Assess(set); as.Disposition >= clinical.Urgent {
		f.touch(set, now)
	}
}

// remember puts the result of this check into the history, so that a later
// check knows of it.
func (f *File) remember(set *ruleset.Set) {
	if !f.Begun() {
		return
	}
	as := f.Assess(set)
	if as.Disposition == clinical.Undecided {
		return
	}
	for i := range f.History {
		if e := &f.History[i]; e.Kind == clinical.ResultEvent && e.At.Equal(f.At) {
			e.Disposition = max(e.Disposition, as.Disposition)
			return
		}
	}
	f.add(clinical.Event{Kind: clinical.ResultEvent, At: f.At, Disposition: as.Disposition})
}

// notBefore is now, or the last event where a clock was set back since: what a
// person tells is told after everything that is known, and is never too early
// to count.
func (f *File) notBefore(now time.Time) time.Time {
	if n := len(f.History); n > 0 && now.Before(f.History[n-1].At) {
		return f.History[n-1].At
	}
	return now
}

// add puts events into the history in the order of time.
func (f *File) add(events ...clinical.Event) {
	for _, e := range events {
		e.At = second(e.At)
		f.History = append(slices.Clip(f.History), e)
	}
	slices.SortStableFunc(f.History, func(x, y clinical.Event) int { return x.At.Compare(y.At) })
}
