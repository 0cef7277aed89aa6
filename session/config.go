package session

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"paraspinal/clinical"
	"paraspinal/plan"
	"paraspinal/ruleset"
)

// Config is what a session is made from. It stays outside the State, so that
// a state kept by a browser can bring no steps of its own.
type Config struct {
	Set          *ruleset.Set
	Steps        []plan.Step
	Start        Pains        // at the check before this session
	Motor        Motor        // self-check before this session; what was not tried says nothing
	MostDuration plan.Seconds // of all steps together, extensions included
	ValidUntil   time.Time    // of the assessment behind the plan
}

// Bounds of time; all are consensus.
const (
	extension   = plan.Seconds(15) // one press adds so much
	mostUnheard = 5 * time.Minute  // without any event
	mostOverdue = 2 * time.Minute  // after a deadline without any event
	mostAway    = 30 * time.Minute // a longer pause ends the session
)

// Events of stop rules that a pain report can meet.
const (
	stopSharp      = "sharp_pain"
	stopSpreading  = "spreading"
	stopDownLeg    = "pain_down_leg"
	stopAboveStart = "pain_above_start"
	stopDiscomfort = "discomfort_above_4"
)

// startPrefix marks the stop rules that make up the start check.
const startPrefix = "start_"

// spineBand is never touched, whatever a plan says (S003-018).
const spineBand = "spine_band"

// New makes the state of a session that waits for its start check.
func New(cfg Config) (State, error) {
	if err := cfg.validate(); err != nil {
		return State{}, err
	}
	return State{Phase: Waiting, Plan: cfg.fingerprint()}, nil
}

func (c *Config) validate() error {
	if c.Set == nil {
		return refuse(BadProtocol, "")
	}
	for _, name := range []string{stopSharp, stopSpreading, stopDownLeg, stopAboveStart, stopDiscomfort} {
		if c.stop(name) == nil {
			return refuse(BadProtocol, name)
		}
	}
	if len(c.StartItems()) == 0 {
		return refuse(BadProtocol, startPrefix)
	}
	if id := c.Start.Missing(); id != "" {
		return refuse(BadStart, string(id))
	}
	if c.ValidUntil.IsZero() {
		return refuse(CheckExpired, "")
	}
	if len(c.Steps) == 0 {
		return refuse(BadPlan, "")
	}
	var total int
	for _, s := range c.Steps {
		if s.Duration == 0 || s.Most < s.Duration || s.Pressure > clinical.Moderate || s.Region == spineBand {
			return refuse(BadPlan, s.ID)
		}
		total += int(s.Duration)
	}
	if total > int(c.MostDuration) {
		return refuse(BadPlan, "")
	}
	return nil
}

// fingerprint tells one configuration from another.
func (c *Config) fingerprint() string {
	b := fmt.Appendf(nil, "%s %v %v %v %d %d", c.Set.Digest, c.Steps, c.Start, c.Motor, c.MostDuration, c.ValidUntil.UnixNano())
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// StartItems lists the events of the start check in the order of the protocol.
func (c *Config) StartItems() []string {
	var out []string
	for i := range c.Set.Stops {
		if strings.HasPrefix(c.Set.Stops[i].Event, startPrefix) {
			out = append(out, c.Set.Stops[i].Event)
		}
	}
	return out
}

// stop returns the stop rule of an event; nil when there is none.
func (c *Config) stop(event string) *ruleset.Stop {
	i := slices.IndexFunc(c.Set.Stops, func(s ruleset.Stop) bool { return s.Event == event })
	if i < 0 {
		return nil
	}
	return &c.Set.Stops[i]
}

// buttock reports whether a step works on the buttocks, where some discomfort
// is allowed (design: up to 4 of 10; consensus).
func (c *Config) buttock(region string) bool {
	for _, g := range c.Set.Groups {
		if g.ID == "buttocks" {
			return slices.Contains(g.Regions, region)
		}
	}
	return false
}

// length of a step with what was added to it.
func (c *Config) length(step int, extra plan.Seconds) time.Duration {
	return (time.Duration(c.Steps[step].Duration) + time.Duration(extra)) * time.Second
}
