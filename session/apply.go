package session

import (
	"maps"
	"slices"
	"time"
)

// Apply moves time to now and then carries out one event. With an error the
// state is returned as it was. The state given is never changed.
func (s State) Apply(cfg Config, ev Event, now time.Time) (State, []Outcome, error) {
	if err := s.fits(&cfg); err != nil {
		return s, nil, err
	}
	m := machine{State: s.clone(), cfg: &cfg, before: s}
	now = now.UTC().Round(0)
	if y := now.Year(); y < firstYear || y > lastYear {
		if m.stopOf(&ev) == "" {
			return s, nil, refuse(BadTime, "")
		}
		now = s.Latest // a warning sign counts whatever the clock says
	}
	if err := m.apply(ev, now); err != nil {
		return s, nil, err
	}
	return m.State, m.out, nil
}

// Years of a clock that can be right. JSON has no later year than the last.
const (
	firstYear = 2000
	lastYear  = 9999
)

// Deadline is when the next Tick is due: the end of the current step, or of
// the longest pause. It is zero when nothing is timed.
func (s State) Deadline(cfg Config) time.Time {
	if s.fits(&cfg) != nil {
		return time.Time{}
	}
	switch s.Phase {
	case Running:
		return s.Seen.Add(cfg.length(s.Step, s.Extra) - s.Used)
	case Paused:
		return s.Seen.Add(mostAway - s.Away)
	}
	return time.Time{}
}

// Remaining is what is left of the current step.
func (s State) Remaining(cfg Config) time.Duration {
	if s.fits(&cfg) != nil || s.Phase != Running && s.Phase != Paused {
		return 0
	}
	return cfg.length(s.Step, s.Extra) - s.Used
}

func (s State) clone() State {
	s.Steps, s.Stops, s.Replies = slices.Clone(s.Steps), slices.Clone(s.Stops), maps.Clone(s.Replies)
	return s
}

// fits refuses a state that is not one of this configuration: kept by a
// browser, it may be of an older plan, or damaged.
func (s *State) fits(cfg *Config) error {
	if s.Phase == NoPhase {
		return refuse(NotPlanned, "")
	}
	if err := cfg.validate(); err != nil {
		return err
	}
	if s.Plan != cfg.fingerprint() {
		return refuse(OtherPlan, "")
	}
	begun := !s.Began.IsZero()
	ok := s.Latest.Compare(s.Seen) >= 0 && len(s.Steps) == s.Step && s.Step >= 0 && s.Step <= len(cfg.Steps) && s.Away >= 0 && s.Away <= mostAway
	switch s.Phase {
	case Waiting:
		ok = ok && !begun && s.Step == 0 && s.Used == 0 && s.End == NoEnd
	case Running, Paused:
		ok = ok && begun && s.Step < len(cfg.Steps) && s.End == NoEnd
	case Closing, Closed:
		ok = ok && s.End != NoEnd && (begun || s.Step == 0)
	default:
		ok = false
	}
	if !ok {
		return refuse(BrokenState, "")
	}
	for i, r := range append(slices.Clone(s.Steps), StepRecord{Used: s.Used}) {
		most := time.Duration(0) // nothing is used after the last step
		if i < len(cfg.Steps) {
			most = time.Duration(cfg.Steps[i].Most) * time.Second
		}
		if r.Used < 0 || r.Used > most {
			return refuse(BrokenState, "")
		}
	}
	if s.Step < len(cfg.Steps) && (int(cfg.Steps[s.Step].Duration)+int(s.Extra) > int(cfg.Steps[s.Step].Most) || s.Used > cfg.length(s.Step, s.Extra)) {
		return refuse(BrokenState, "")
	}
	if s.planned(cfg) > time.Duration(cfg.MostDuration)*time.Second {
		return refuse(BrokenState, "")
	}
	return nil
}

// planned is what the session comes to if every step left is carried out.
func (s *State) planned(cfg *Config) time.Duration {
	var t time.Duration
	for _, r := range s.Steps {
		t += r.Used
	}
	for i := s.Step; i < len(cfg.Steps); i++ {
		t += cfg.length(i, 0)
	}
	return t + time.Duration(s.Extra)*time.Second
}

// machine is a State while an event is carried out.
type machine struct {
	State
	cfg    *Config
	before State
	out    []Outcome
}

func (m *machine) say(r Result, event string) {
	m.out = append(m.out, Outcome{r, m.Step, event})
}

func (m *machine) apply(ev Event, now time.Time) error {
	// A warning sign comes first: no number, phase or clock can lose it.
	if name := m.stopOf(&ev); name != "" {
		m.Seq = max(m.Seq, ev.Seq)
		m.stopNow(name, now)
		return nil
	}
	if ev.Kind != Tick {
		if ev.Seq == 0 {
			return refuse(NotNumbered, string(ev.Kind))
		}
		if ev.Seq <= m.Seq {
			m.say(Repeated, "")
			return nil
		}
	}
	if m.Over() {
		return m.afterEnd(&ev)
	}
	m.advance(now)
	if ev.Kind == Tick {
		return nil
	}
	m.Seq = ev.Seq
	if m.Over() && ev.Kind == EndCheck {
		return m.afterEnd(&ev)
	}
	if m.Over() || m.before.Phase == Running && m.Phase == Paused && ev.Kind != Done {
		// Time alone ended or paused the session before this event. A button
		// pressed for what was on the screen then means nothing now.
		if known[ev.Kind] {
			m.say(Missed, "")
			return nil
		}
		return refuse(UnknownEvent, string(ev.Kind))
	}
	switch m.Phase {
	case Waiting:
		return m.waiting(&ev, now)
	case Running:
		return m.running(&ev)
	}
	return m.paused(&ev)
}

// known lists the events that need a number.
var known = map[Kind]bool{Check: true, Start: true, Pause: true, Resume: true, Extend: true, Skip: true, Pain: true, Done: true, EndCheck: true}

func (m *machine) waiting(ev *Event, now time.Time) error {
	switch ev.Kind {
	case Check:
		return m.check(ev.Replies, now)
	case Start:
		return m.start(now)
	case Pain:
		m.notePain(ev)
		return nil
	}
	return m.elsewhere(ev)
}

// check takes answers of the start check; a later answer replaces an earlier one.
func (m *machine) check(replies map[string]Reply, now time.Time) error {
	items := m.cfg.StartItems()
	for _, name := range slices.Sorted(maps.Keys(replies)) {
		r := replies[name]
		if !slices.Contains(items, name) || r != No && r != Yes && r != NotSure {
			return refuse(UnknownEvent, name)
		}
	}
	if m.Replies == nil {
		m.Replies = map[string]Reply{}
	}
	maps.Copy(m.Replies, replies)
	for _, name := range items {
		r := m.Replies[name]
		if r != Yes && r != NotSure {
			continue
		}
		m.say(StartHolds, name)
		if len(m.cfg.stop(name).Records) > 0 {
			// It changes the assessment itself, so waiting is not enough.
			m.Stops = append(m.Stops, name)
		}
	}
	if len(m.Stops) > 0 {
		m.finish(Held)
	}
	return nil
}

func (m *machine) start(now time.Time) error {
	for _, name := range m.cfg.StartItems() {
		if m.Replies[name] != No {
			return refuse(StartHeld, name)
		}
	}
	if !m.Latest.Before(m.cfg.ValidUntil) {
		return refuse(CheckExpired, "")
	}
	m.Phase, m.Began = Running, m.Latest
	m.say(StepBegan, "")
	return nil
}

func (m *machine) running(ev *Event) error {
	switch ev.Kind {
	case Pause:
		m.Phase, m.Away, m.Gap = Paused, 0, false
		m.say(PauseBegan, "")
		return nil
	case Resume:
		m.say(Missed, "")
		return nil
	}
	return m.either(ev)
}

func (m *machine) paused(ev *Event) error {
	switch ev.Kind {
	case Resume:
		m.Phase, m.Away, m.Gap = Running, 0, false
		m.say(Resumed, "")
		return nil
	case Pause:
		m.say(Missed, "")
		return nil
	}
	return m.either(ev)
}

// either carries out the events that mean the same while running and paused.
func (m *machine) either(ev *Event) error {
	switch ev.Kind {
	case Extend, Skip:
		if ev.Step != m.Step {
			m.say(Missed, "")
			return nil
		}
		if ev.Kind == Extend {
			return m.extend()
		}
		m.endStep(true)
		return nil
	case Pain:
		m.notePain(ev)
		return nil
	case Done:
		m.finish(Early)
		return nil
	}
	return m.elsewhere(ev)
}

// elsewhere refuses an event that this phase does not have.
func (m *machine) elsewhere(ev *Event) error {
	if known[ev.Kind] {
		return refuse(NotBegun, string(ev.Kind))
	}
	return refuse(UnknownEvent, string(ev.Kind))
}

func (m *machine) extend() error {
	s := m.cfg.Steps[m.Step]
	if int(s.Duration)+int(m.Extra)+int(extension) > int(s.Most) || m.planned(m.cfg)+time.Duration(extension)*time.Second > time.Duration(m.cfg.MostDuration)*time.Second {
		return refuse(AtMost, s.ID)
	}
	m.Extra += extension
	m.say(Extended, "")
	return nil
}

func (m *machine) endStep(skipped bool) {
	m.say(StepEnded, "")
	m.Steps = append(m.Steps, StepRecord{m.Used, skipped})
	m.Step, m.Used, m.Extra = m.Step+1, 0, 0
	if m.Step == len(m.cfg.Steps) {
		m.finish(Finished)
		return
	}
	if m.Phase == Running {
		m.say(StepBegan, "")
	}
}

// finish ends the session. A session that never began needs no end check.
func (m *machine) finish(why End) {
	m.End, m.Ended, m.Phase = why, m.Latest, Closing
	if m.Began.IsZero() {
		m.Phase = Closed
	}
	m.say(SessionOver, "")
}

func (m *machine) afterEnd(ev *Event) error {
	switch {
	case ev.Kind == Tick:
		return nil
	case ev.Kind == EndCheck && m.Phase == Closing:
		if ev.Report == nil {
			return refuse(Incomplete, string(ev.Kind))
		}
		if _, err := ev.Report.Findings(m.cfg.Set, m.cfg.Start, m.cfg.Motor, EndAsks()); err != nil {
			return err
		}
		m.Seq, m.Report, m.Phase = ev.Seq, ev.Report.clone(), Closed
		m.say(ReportGiven, "")
		return nil
	}
	return refuse(TooLate, string(ev.Kind))
}
