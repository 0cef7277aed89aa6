package session

// Code is a stable code of an error of a session. Never renumbered.
type Code string

const (
	NotPlanned   Code = "S001" // the state was not made by New
	OtherPlan    Code = "S002" // the state belongs to another plan, protocol or start
	BrokenState  Code = "S003" // the state cannot be one that Apply returned
	BadTime      Code = "S004" // the time cannot be one of a real clock
	UnknownEvent Code = "S005" // no such event, or the event lacks what it needs
	NotNumbered  Code = "S006" // the event has no number
	TooLate      Code = "S007" // the session has ended
	NotBegun     Code = "S008" // the session has not begun, or it has begun already
	StartHeld    Code = "S009" // the start check holds the session, or is not complete
	CheckExpired Code = "S010" // the assessment is too old: check again first
	BadPlan      Code = "S011" // the steps cannot be a session
	BadStart     Code = "S012" // a pain or a site at the start is not known
	BadProtocol  Code = "S013" // the protocol lacks what a session needs
	OutOfRange   Code = "S014" // a value that the measure cannot have
	Incomplete   Code = "S015" // an answer that is needed is missing
	AtMost       Code = "S016" // the step or the session is as long as it may be
)

// Error is why an event, a plan or an answer was refused. Nothing changed.
type Error struct {
	Code  Code
	About string // the id of the event, step or finding concerned; may be empty
}

func (e *Error) Error() string {
	if e.About == "" {
		return "session " + string(e.Code)
	}
	return "session " + string(e.Code) + ": " + e.About
}

func refuse(c Code, about string) error { return &Error{c, about} }
