// Package session guides one hands-on session and watches what comes after.
//
// A session is a pure state machine: New takes the steps of a plan, Apply takes
// an event and the time and gives the next State. There are no ticks to lose:
// every step has a deadline, and any event first moves time. State is plain
// data that survives a reload through JSON.
//
// It promises:
//   - the zero State allows nothing, and nothing is done after the end;
//   - no step is longer than its Most, and no session longer than MostDuration;
//   - a step is never counted as done unseen: a closed lid or a clock that
//     jumps ahead pauses the session, a clock set back takes no time away;
//   - an event that comes twice changes nothing the second time;
//   - a stop rule ends the session at once, in every phase and however late it
//     comes, and what it records is never lost.
//
// After the end come the end check, the check-ins and the reviews, with the
// outcome measures and what counts as a change in them. A missing answer is
// never counted as fine.
//
// It never decides about massage: what a stop rule or a check-in records goes
// back into the case, which package assess decides about. It holds no wording,
// reads no clock, no files and no network.
//
//	st, err := session.New(cfg)
//	st, out, err := st.Apply(cfg, session.Event{Seq: 1, Kind: session.Start}, now)
//	wake := st.Deadline(cfg) // send a Tick then, and at least every minute
package session
