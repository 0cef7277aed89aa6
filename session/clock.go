package session

import "time"

// advance moves time. Only time that was watched counts as hands-on time.
func (m *machine) advance(now time.Time) {
	var d time.Duration
	if !m.Seen.IsZero() {
		d = max(now.Sub(m.Seen), 0) // a clock set back shifts the deadline: no time has passed
	}
	m.Seen = now
	if now.After(m.Latest) {
		m.Latest = now
	}
	switch m.Phase {
	case Running:
		m.run(d)
	case Paused:
		m.stayAway(d)
	}
	if (m.Phase == Running || m.Phase == Paused) && !m.Latest.Before(m.cfg.ValidUntil) {
		m.finish(Expired)
	}
}

func (m *machine) run(d time.Duration) {
	left := m.cfg.length(m.Step, m.Extra) - m.Used
	switch {
	case d < left:
		if d > mostUnheard {
			m.gap(d)
			return
		}
		m.Used += d
		return
	case d > mostUnheard, d > left+mostOverdue:
		m.gap(d)
		return
	}
	m.Used += left
	d -= left
	m.endStep(false)
	if m.Phase != Running {
		return
	}
	if d >= m.cfg.length(m.Step, 0) {
		m.gap(d) // a whole step would pass unseen
		return
	}
	m.Used = d
}

// gap pauses at the current step, none of whose unseen time is counted.
func (m *machine) gap(d time.Duration) {
	m.Phase, m.Away, m.Gap = Paused, 0, true
	m.say(GapPaused, "")
	m.stayAway(d)
}

func (m *machine) stayAway(d time.Duration) {
	m.Away = min(m.Away+min(d, mostAway+1), mostAway+1)
	if m.Away > mostAway {
		m.Away = mostAway
		m.finish(Interrupted)
	}
}
