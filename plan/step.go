package plan

import "paraspinal/clinical"

// Seconds is a length of time in whole seconds.
type Seconds uint16

// Step is one timed step of a session. Its wording stands in the protocol
// under routine/<Routine>/<ID>.
type Step struct {
	ID        string // id within the routine
	Routine   string
	Technique string
	Region    string        // empty when the step touches nothing, such as breathing
	Side      clinical.Side // AnySide when the region has no sides, Bilateral for both in one step
	Pressure  clinical.Pressure
	Duration  Seconds // planned
	Most      Seconds // the longest that the step may be extended to
	Position  string
}
