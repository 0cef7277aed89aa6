package care

import (
	"errors"
	"slices"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// examined is the value of a sign that a clinician has looked into since.
var examined = clinical.ChoiceAnswer("examined")

// Signs lists the signs behind a result that an examination can change, for
// "I have been seen about this".
func Signs(set *ruleset.Set, as *assess.Assessment, c clinical.Case) []clinical.FindingID {
	var out []clinical.FindingID
	for _, r := range as.Reasons {
		if r.Disposition < clinical.Refer {
			continue
		}
		for _, id := range r.Findings {
			i, _ := set.Finding(id)
			f := &set.Findings[i]
			if _, ok := f.Value(examined.Choice); !ok || f.Type != ruleset.Choice || slices.Contains(out, id) || c.Get(id) == examined {
				continue
			}
			out = append(out, id)
		}
	}
	return out
}

// Seen records which signs a clinician has examined since, and begins a
// re-check of everything else. What was not examined stays as it was.
func (f *File) Seen(set *ruleset.Set, seen []clinical.FindingID, now time.Time) {
	f.leave(set, now)
	as, c := f.Assess(set), f.known()
	signs := Signs(set, &as, c)
	f.remember(set)
	kept := map[clinical.FindingID]clinical.Answer{}
	for _, id := range signs {
		if slices.Contains(seen, id) {
			kept[id] = examined
		}
	}
	c = c.WithAll(kept)
	f.Mode, f.Before = Recheck, c.Findings
	f.Findings = ruleset.Forget(set, c).Findings
	f.begin(set, now)
	if len(kept) > 0 {
		f.Findings = f.Case().WithAll(kept).Findings
		f.touch(set, now)
	}
}

// Refusals of a go-ahead. The caller words them.
var (
	ErrNoKind   = errors.New("no such kind of go-ahead")
	ErrNothing  = errors.New("nothing in the result is for this clinician to lift")
	ErrFuture   = errors.New("the go-ahead lies in the future")
	ErrOver     = errors.New("the go-ahead has run out")
	ErrTooLong  = errors.New("the go-ahead is longer than its kind may be")
	ErrNoResult = errors.New("there is no result that a go-ahead could lift")
)

// Lifters lists the kinds of go-ahead that lift a rule behind the result and
// are not given yet, in the order of the protocol.
func Lifters(set *ruleset.Set, as *assess.Assessment) []string {
	var out []string
	for i := range set.GoAheads {
		if len(liftable(set, as, set.GoAheads[i].ID)) > 0 {
			out = append(out, set.GoAheads[i].ID)
		}
	}
	return out
}

func liftable(set *ruleset.Set, as *assess.Assessment, kind string) []clinical.RuleID {
	var out []clinical.RuleID
	for _, r := range as.Reasons {
		if i, _ := set.Rule(r.Rule); !r.Lifted && set.Rules[i].LiftedBy == kind && !slices.Contains(out, r.Rule) {
			out = append(out, r.Rule)
		}
	}
	return out
}

// Agree records that a clinician has agreed to massage: for every rule of the
// present result that this kind lifts, with the answers that it lapses on.
func (f *File) Agree(set *ruleset.Set, kind, who string, given, until clinical.Date, now time.Time) error {
	k, ok := set.GoAheadKind(kind)
	if !ok {
		return ErrNoKind
	}
	as := f.Assess(set)
	if as.Disposition < clinical.Refer || as.Disposition > clinical.Avoid {
		return ErrNoResult
	}
	covers := liftable(set, &as, kind)
	if len(covers) == 0 {
		return ErrNothing
	}
	first, _ := given.Span(f.Location())
	_, last := until.Span(f.Location())
	switch {
	case given.IsZero() || first.After(now):
		return ErrFuture
	case until.IsZero() || !last.After(now):
		return ErrOver
	case last.After(first.AddDate(0, 0, k.MaxDays+2)): // a day on either side for its time of day
		return ErrTooLong
	}
	g := clinical.GoAhead{Kind: kind, Who: who, At: given, Until: until, Covers: covers, Answers: map[clinical.FindingID]clinical.Answer{}}
	for _, n := range k.LapsesOn {
		id := set.Findings[n].ID
		if a := f.Findings[id]; a.Kind == clinical.Known {
			g.Answers[id] = a
		}
	}
	f.GoAheads = append(slices.Clip(f.GoAheads), g)
	f.touch(set, now)
	return nil
}

// Withdraw takes back a go-ahead by its place in the list. Less is allowed
// from then on, also where time has passed since the answers.
func (f *File) Withdraw(set *ruleset.Set, n int, now time.Time) {
	if n < 0 || n >= len(f.GoAheads) {
		return
	}
	f.Rev++
	f.GoAheads = slices.Delete(slices.Clone(f.GoAheads), n, n+1)
}
