// Package care holds the use cases of one person's care: the check, its
// result, the way back after a stop, a go-ahead, the guided session, check-ins,
// the diary and reviews, in the order in which they may happen.
//
// A File is everything that is kept about one person between two requests. It
// is plain data; Encode and Decode write and read it. Whoever calls decides
// where it lives: in a sealed cookie, in a browser or on a disk.
//
// It promises:
//   - nothing is decided here: every permission comes from package assess, for
//     the instant of the latest answer, and none outlives the first answer of
//     the check by more than the protocol's validity;
//   - a changed answer takes with it the answers that no longer concern the person;
//   - an old file is never refused: what is no longer known becomes not asked,
//     and Decode says so;
//   - an older tab never overwrites what a newer one has answered.
//
// It reads no clock and no network, and of files only the zone database; it
// holds no wording.
package care
