package session

import (
	"slices"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// UnknownStop stands for a stop rule that this protocol does not have, such
// as one of a newer page: the session ends all the same.
const UnknownStop = "unknown"

// mostDiscomfort of 10 that a step on the buttocks may cause (S003-040, consensus).
const mostDiscomfort = 4

// stopOf is the stop rule that an event meets; empty when it meets none.
func (m *machine) stopOf(ev *Event) string {
	switch ev.Kind {
	case Pain:
		return m.painStop(ev.Pain, ev.Step)
	case Stop:
		switch {
		case strings.HasPrefix(ev.Name, startPrefix):
			return "" // asked before a session, no warning sign
		case m.cfg.stop(ev.Name) == nil:
			return UnknownStop
		}
		return ev.Name
	}
	return ""
}

// painStop judges a pain report against the start of the session: design 5.8.
// A report that cannot be read stops too. The step is the one that the person
// saw, so that a report that comes twice means the same twice.
func (m *machine) painStop(p PainReport, step int) string {
	if p.Sharp {
		return stopSharp
	}
	if p.Spreading {
		return stopSpreading
	}
	score, scored := p.Score.Score()
	site, sited := p.Site.Score()
	if !scored || !sited || p.Side > clinical.Bilateral {
		return stopAboveStart
	}
	local := site == siteButtock && !m.Began.IsZero() && step >= 0 && step < len(m.cfg.Steps) && m.cfg.buttock(m.cfg.Steps[step].Region)
	if local {
		// What is felt under the hand on a buttock is not pain that moved there.
		if score > mostDiscomfort {
			return stopDiscomfort
		}
		return ""
	}
	start := m.cfg.Start
	for _, s := range []struct {
		side clinical.Side
		was  Site
	}{{clinical.Left, start.Left}, {clinical.Right, start.Right}} {
		if was, _ := s.was.Score(); score > 0 && site > was && p.Side.Overlaps(s.side) {
			return stopDownLeg
		}
	}
	level := start.Back
	if site >= siteThigh {
		level = start.Leg
	}
	if was, _ := level.Score(); score > was {
		return stopAboveStart
	}
	return ""
}

// notePain keeps the highest pain that stopped nothing.
func (m *machine) notePain(ev *Event) {
	if ev.Pain.Score.plus > m.Peak.plus {
		m.Peak = ev.Pain.Score
	}
	m.say(PainNoted, "")
}

// stopNow ends the session by a stop rule. After the end it still adds what
// the rule records: a warning sign is never too late.
func (m *machine) stopNow(name string, now time.Time) {
	over := m.Over()
	if over && slices.Contains(m.Stops, name) {
		m.say(Repeated, name)
		return
	}
	if !over {
		m.advance(now)
	}
	m.Stops = append(m.Stops, name)
	m.say(StopMet, name)
	if m.Over() {
		m.End = Stopped
		return
	}
	m.finish(Stopped)
}

// Findings is what the session says for the next assessment: what stop rules
// recorded and, once given, the end check. Pains and sites of the end check
// are in History, not here: they are not those of the next session.
func (s State) Findings(cfg Config) (map[clinical.FindingID]clinical.Answer, error) {
	if err := s.fits(&cfg); err != nil {
		return nil, err
	}
	out := s.recorded(&cfg)
	if s.Report != nil {
		given, err := s.Report.Findings(cfg.Set, cfg.Start, cfg.Motor, nil)
		if err != nil {
			return nil, refuse(BrokenState, "")
		}
		for id, a := range given {
			if !isPain(id) {
				join(cfg.Set, out, id, a)
			}
		}
	}
	return out, nil
}

// recorded is what the stop rules that were met record.
func (s *State) recorded(cfg *Config) map[clinical.FindingID]clinical.Answer {
	out := map[clinical.FindingID]clinical.Answer{}
	for _, name := range s.Stops {
		stop := cfg.stop(name)
		if stop == nil {
			join(cfg.Set, out, afterSpread, clinical.UnsureAnswer())
			continue
		}
		for _, r := range stop.Records {
			f := &cfg.Set.Findings[r.Finding]
			join(cfg.Set, out, f.ID, f.Answer(r.Value))
		}
	}
	return out
}

// History is what a session that began adds to the history of the case,
// oldest first. The session holds the pains and sites of its start, so that
// the next start is compared with a like moment; the end check is a check-in.
func (s State) History(cfg Config) ([]clinical.Event, error) {
	if err := s.fits(&cfg); err != nil {
		return nil, err
	}
	if s.Began.IsZero() || !s.Over() {
		return nil, nil
	}
	f := s.recorded(&cfg)
	cfg.Start.findings(f)
	out := []clinical.Event{{Kind: clinical.SessionEvent, At: s.Began, Findings: f, Note: string(s.End)}}
	if s.Report != nil {
		g, err := s.Report.Findings(cfg.Set, cfg.Start, cfg.Motor, nil)
		if err != nil {
			return nil, refuse(BrokenState, "")
		}
		out = append(out, clinical.Event{Kind: clinical.CheckInEvent, At: s.Ended, Findings: g})
	}
	return out, nil
}

func isPain(id clinical.FindingID) bool {
	return id == painBack || id == painLeg || id == siteLeft || id == siteRight
}

// join adds an answer, of two to the same finding the more dangerous.
func join(set *ruleset.Set, out map[clinical.FindingID]clinical.Answer, id clinical.FindingID, a clinical.Answer) {
	i, ok := set.Finding(id)
	if !ok {
		return
	}
	was := out[id]
	if otherSide(&set.Findings[i], was, a) {
		out[id] = clinical.ChoiceAnswer(bothSides)
		return
	}
	if was.Kind == clinical.NotAsked || danger(&set.Findings[i], a) > danger(&set.Findings[i], was) {
		out[id] = a
	}
}

const bothSides = "both"

// otherSide reports whether a finding that names a side is now named on
// another one too.
func otherSide(f *ruleset.Finding, was, a clinical.Answer) bool {
	_, ok := f.Value("left")
	return ok && was.Kind == clinical.Known && a.Kind == clinical.Known && was.Choice != a.Choice
}

// danger ranks an answer. Not sure ranks just below the most dangerous value.
func danger(f *ruleset.Finding, a clinical.Answer) int {
	if a.Kind == clinical.Unsure {
		return 2*len(f.Danger) - 3
	}
	var v int32
	switch f.Type {
	case ruleset.Choice:
		v, _ = f.Value(a.Choice)
	case ruleset.Bool:
		if a.Bool {
			v = 1
		}
	}
	return 2 * slices.Index(f.Danger, v)
}
