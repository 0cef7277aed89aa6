package session

import (
	"time"

	"paraspinal/clinical"
	"paraspinal/plan"
)

// Phase of a session. The zero value is not planned and allows nothing.
type Phase string

const (
	NoPhase Phase = ""
	Waiting Phase = "waiting" // the start check is due
	Running Phase = "running"
	Paused  Phase = "paused"
	Closing Phase = "closing" // ended; the end check is due
	Closed  Phase = "closed"  // ended, and the end check is given or was never due
)

// End is why a session ended.
type End string

const (
	NoEnd       End = ""
	Finished    End = "finished"    // every step is over
	Early       End = "early"       // the person was done before the last step
	Interrupted End = "interrupted" // the pause was too long
	Expired     End = "expired"     // the assessment ran out
	Held        End = "held"        // the start check showed that a new check is needed
	Stopped     End = "stopped"     // a stop rule
)

// Reply to one item of the start check. The zero value is not answered.
type Reply string

const (
	No      Reply = "no"
	Yes     Reply = "yes"
	NotSure Reply = "not sure"
)

// Kind of an Event.
type Kind string

const (
	Tick     Kind = "tick"  // time has passed; needs no number
	Check    Kind = "check" // answers of the start check
	Start    Kind = "start" // the first step begins
	Pause    Kind = "pause"
	Resume   Kind = "resume"
	Extend   Kind = "extend"   // the step named lasts 15 seconds more
	Skip     Kind = "skip"     // the step named is left out
	Pain     Kind = "pain"     // pain is reported, as a number at a site
	Stop     Kind = "stop"     // the event of a stop rule
	Done     Kind = "done"     // the person has had enough
	EndCheck Kind = "endcheck" // answers of the end check
)

// Event is one thing that happens. Seq numbers the events of one session
// upwards from 1; the number of an event that is sent again stays the same.
type Event struct {
	Seq     uint64           `json:"seq"`
	Kind    Kind             `json:"kind"`
	Step    int              `json:"step"`              // extend, skip, pain: the step meant
	Name    string           `json:"name,omitempty"`    // stop: the event of a stop rule
	Replies map[string]Reply `json:"replies,omitempty"` // check: by the event of the item
	Pain    PainReport       `json:"pain,omitzero"`
	Report  *Report          `json:"report,omitempty"` // endcheck
}

// PainReport is a pain that the person reports during a session.
type PainReport struct {
	Score     NRS           `json:"score"`
	Site      Site          `json:"site"` // where, or how far down
	Side      clinical.Side `json:"side,omitempty"`
	Sharp     bool          `json:"sharp,omitempty"`
	Spreading bool          `json:"spreading,omitempty"`
}

// StepRecord is what became of one step.
type StepRecord struct {
	Used    time.Duration `json:"used"`
	Skipped bool          `json:"skipped,omitempty"`
}

// State of a session: plain data. Its zero value was never planned.
type State struct {
	Phase   Phase            `json:"phase"`
	End     End              `json:"end,omitempty"`
	Plan    string           `json:"plan"` // what it was made from; see New
	Seq     uint64           `json:"seq"`  // of the latest numbered event
	Seen    time.Time        `json:"seen,omitzero"`
	Latest  time.Time        `json:"latest,omitzero"` // the latest time ever seen
	Began   time.Time        `json:"began,omitzero"`
	Ended   time.Time        `json:"ended,omitzero"`
	Step    int              `json:"step"`            // the current one
	Used    time.Duration    `json:"used"`            // of the current step
	Extra   plan.Seconds     `json:"extra,omitempty"` // added to the current step
	Away    time.Duration    `json:"away,omitempty"`  // how long this pause lasts
	Gap     bool             `json:"gap,omitempty"`   // this pause is because nothing was heard
	Steps   []StepRecord     `json:"steps,omitempty"` // before the current one
	Replies map[string]Reply `json:"replies,omitempty"`
	Stops   []string         `json:"stops,omitempty"` // events of the stop rules met
	Peak    NRS              `json:"peak"`            // highest pain reported that was within bounds
	Report  *Report          `json:"report,omitempty"`
}

// Result says one thing that an event led to.
type Result string

const (
	StepBegan   Result = "step began"
	StepEnded   Result = "step ended"
	PauseBegan  Result = "paused"
	GapPaused   Result = "paused unseen" // nothing was heard for too long, or the clock jumped
	Resumed     Result = "resumed"
	Extended    Result = "extended"
	PainNoted   Result = "pain noted"
	StartHolds  Result = "start holds"  // Event names the item
	StopMet     Result = "stop met"     // Event names the stop rule
	SessionOver Result = "session over" // State.End says why
	ReportGiven Result = "report given"
	Repeated    Result = "repeated" // the event was known already
	Missed      Result = "missed"   // time had moved past what the event was about
)

// Outcome is one Result and what it is about.
type Outcome struct {
	Result Result `json:"result"`
	Step   int    `json:"step"`
	Event  string `json:"event,omitempty"`
}

// Over reports whether the session has ended.
func (s State) Over() bool { return s.Phase == Closing || s.Phase == Closed }

// HandsOn reports whether the current step may be carried out now.
func (s State) HandsOn() bool { return s.Phase == Running }

// HandsOnTime is the time spent on all steps so far.
func (s State) HandsOnTime() time.Duration {
	t := s.Used
	for _, r := range s.Steps {
		t += r.Used
	}
	return t
}
