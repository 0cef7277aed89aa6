package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"paraspinal/casefile"
	"paraspinal/corpus"
	"paraspinal/prove"
	"paraspinal/ruleset"
)

func (a *app) diffCmd() *cobra.Command {
	var people int
	c := &cobra.Command{
		Use: "diff OLD NEW", Short: "Say who is treated differently by a changed protocol, less cautious first", Args: cobra.ExactArgs(2),
		Long: `Proves for every person whether a changed protocol decides, or plans, otherwise.
Compares as written what no proof is about: go-aheads, validity, stops, courses,
routines and consents. Then tries the cases of both protocols and random people. Wording,
questions, cards and advice are not compared.`,
		RunE: leaving(func(_ *cobra.Command, args []string) error {
			if people < 0 {
				return usagef("--people is a number from 0 on, not %d", people)
			}
			now, err := a.proofClock()
			if err != nil {
				return err
			}
			oldSrc, oldSet, _, err := readProtocol(args[0])
			if err != nil {
				return err
			}
			newSrc, newSet, _, err := readProtocol(args[1])
			if err != nil {
				return err
			}
			d, problems := corpus.Diff(oldSrc, oldSet, newSrc, newSet, people)
			if len(problems) > 0 {
				return problems
			}
			proof, err := a.compare(oldSet, newSet, now)
			if err != nil {
				return err
			}
			proof.Says = proof.sentence(&d)
			if a.format == "json" {
				return writeJSON(a.out, struct {
					corpus.Difference
					Proof comparison `json:"proof"`
				}{d, proof})
			}
			a.compared(&proof)
			a.differs(&d)
			return nil
		}),
	}
	c.Flags().IntVar(&people, "people", 10_000, "how many random people to try")
	return c
}

// comparison is what a changed protocol does to somebody, proved.
type comparison struct {
	Says string     `json:"says"`
	Less []compared `json:"less_cautious"`
	More []compared `json:"more_cautious"`
}

type compared struct {
	What string `json:"what"`
	Was  string `json:"was"`
	Is   string `json:"is"`
	Case string `json:"case"` // a case file of either protocol
}

// compare proves who is treated differently by two protocols.
func (a *app) compare(old, new *ruleset.Set, now time.Time) (comparison, error) {
	c, err := prove.Compare(old, new, now)
	out := comparison{Less: []compared{}, More: []compared{}}
	if err != nil {
		return out, err
	}
	for _, part := range []struct {
		from []prove.Change
		into *[]compared
	}{{c.Less, &out.Less}, {c.More, &out.More}} {
		for _, ch := range part.from {
			b, err := casefile.Write(ch.Is.Case, new)
			if err != nil {
				return out, err
			}
			*part.into = append(*part.into, compared{ch.What, ch.Was.Result.Disposition.String(), ch.Is.Result.Disposition.String(), string(b)})
		}
	}
	return out, nil
}

// What the proof is about, and what nobody looks at.
const (
	proofCovers   = "disposition, whom to see and how soon, and what a plan offers"
	notLookedAt   = "wording, questions, cards and advice are not compared"
	restIsTheSame = "go-aheads, validity, stops, courses, routines and consents are the same"
)

// sentence says what was proved, and no more than that: what the proof is not
// about may differ all the same.
func (c *comparison) sentence(d *corpus.Difference) string {
	doubt := len(d.Less)+len(d.Other) > 0 || slices.ContainsFunc(d.Parts, func(p corpus.Part) bool { return p.Caution != corpus.MoreCautious })
	switch {
	case len(c.Less) > 0:
		return ""
	case len(c.More) == 0 && d.Same():
		return fmt.Sprintf("proved: nobody is treated differently (%s); %s; %s", proofCovers, restIsTheSame, notLookedAt)
	case len(c.More) == 0:
		return fmt.Sprintf("proved the same for everybody: %s; the differences below are outside that proof; %s", proofCovers, notLookedAt)
	case !doubt:
		return fmt.Sprintf("proved: nobody is treated less cautiously (%s); %s", proofCovers, notLookedAt)
	}
	return fmt.Sprintf("proved no less cautious for anybody: %s; the differences below are outside that proof; %s", proofCovers, notLookedAt)
}

// compared tells what was proved to people.
func (a *app) compared(c *comparison) {
	if c.Says != "" {
		fmt.Fprintln(a.out, c.Says)
	}
	for _, part := range []struct {
		name string
		list []compared
	}{{lessCautious, c.Less}, {moreCautious, c.More}} {
		for _, ch := range part.list {
			fmt.Fprintf(a.out, "%s (%s): %s becomes %s for\n", part.name, ch.What, ch.Was, ch.Is)
			a.indented("  ", ch.Case)
		}
	}
}

const (
	lessCautious = "LESS CAUTIOUS"
	moreCautious = "more cautious"
)

// differs tells what else is different.
func (a *app) differs(d *corpus.Difference) {
	word := map[string]string{corpus.LessCautious: lessCautious, corpus.MoreCautious: moreCautious, corpus.Different: "different"}
	for _, p := range d.Parts {
		switch {
		case p.Was == "":
			fmt.Fprintf(a.out, "%s: %s is new\n", word[p.Caution], p.What)
		case p.Is == "":
			fmt.Fprintf(a.out, "%s: %s is gone\n", word[p.Caution], p.What)
		default:
			fmt.Fprintf(a.out, "%s: %s: %s becomes %s\n", word[p.Caution], p.What, p.Was, p.Is)
		}
	}
	fmt.Fprintf(a.out, "%d cases and %d random people: %d are treated less cautiously, %d more cautiously, %d otherwise differently\n", d.Cases, d.People, len(d.Less), len(d.More), len(d.Other))
	for _, part := range []struct {
		name string
		list []corpus.Change
	}{{lessCautious, d.Less}, {moreCautious, d.More}, {"different", d.Other}} {
		for _, ch := range part.list {
			fmt.Fprintf(a.out, "%s: %s: %s\n", part.name, ch.Who, ch.What)
		}
	}
}
