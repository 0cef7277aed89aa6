package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"paraspinal/assess"
	"paraspinal/clinical"
)

func (a *app) agreeCmd() *cobra.Command {
	var by, who, until string
	c := &cobra.Command{
		Use:   "agree FILE",
		Short: "Write down that a clinician has agreed to massage",
		Long: `Records a go-ahead in the case file: who agreed, when, until when, and what it
covers: each rule of the present result that this clinician can lift. Spoken
words suffice. It ends by itself when its time is over or when a nerve sign
changes, and it never lifts an urgent or emergency result.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := a.readCase(args[0])
			if err != nil {
				return err
			}
			c := r.Case
			if c.Now, err = a.clock(); err != nil {
				return err
			}
			g, err := a.goAhead(c, by, who, until)
			if err != nil {
				return err
			}
			c.GoAheads = append(c.GoAheads, g)
			as := assess.Assess(a.set, c, c.Now)
			a.writeAssessment(&as, c)
			return a.save(args[0], c)
		},
	}
	c.Flags().StringVar(&by, "by", "", "kind of clinician: clinician, specialist, surgeon, midwife or oncologist")
	c.Flags().StringVar(&who, "who", "", "name of the clinician")
	c.Flags().StringVar(&until, "until", "", "last day of the go-ahead, such as 2027-01-31")
	for _, f := range []string{"by", "who", "until"} {
		_ = c.MarkFlagRequired(f) // the flag was just declared
	}
	return c
}

// goAhead makes the go-ahead of a kind of clinician for the present result.
func (a *app) goAhead(c clinical.Case, by, who, until string) (clinical.GoAhead, error) {
	kind, ok := a.set.GoAheadKind(by)
	if !ok {
		var kinds []string
		for i := range a.set.GoAheads {
			kinds = append(kinds, a.set.GoAheads[i].ID)
		}
		return clinical.GoAhead{}, usagef("--by is one of %s, not %q", strings.Join(kinds, ", "), by)
	}
	end, err := clinical.ParseDate(until)
	if err != nil {
		return clinical.GoAhead{}, usageError{err}
	}
	at, err := clinical.ParseDate(c.Now.Format("2006-01-02T15:04:05Z07:00"))
	if err != nil {
		return clinical.GoAhead{}, err
	}
	g := clinical.GoAhead{Kind: by, Who: who, At: at, Until: end, Answers: map[clinical.FindingID]clinical.Answer{}}
	as := assess.Assess(a.set, c, c.Now)
	for _, r := range as.Reasons {
		if i, _ := a.set.Rule(r.Rule); a.set.Rules[i].LiftedBy == by && !slices.Contains(g.Covers, r.Rule) {
			g.Covers = append(g.Covers, r.Rule)
		}
	}
	if len(g.Covers) == 0 {
		return g, inputError{fmt.Errorf("nothing in the present result is for %s to lift", a.words.Get("go_ahead", by, "name"))}
	}
	for _, f := range kind.LapsesOn {
		id := a.set.Findings[f].ID
		if ans := c.Get(id); ans.Kind == clinical.Known {
			g.Answers[id] = ans
		}
	}
	return g, nil
}
