// Package assess decides: from a Set, a case and an instant to an Assessment
// with the disposition, who to see and when, every reason with its answers and
// evidence, the limits, the next question, and how long all this holds.
//
// It promises an answer for every case: there is no error result. What is
// unreadable, missing or contradictory is a reason to be cautious. It gives
// permission only as a Clearance, which only a settled assessment of suitable
// or modify can make. The disposition never depends on setting or role.
// It reads no clock, no files and no network.
package assess
