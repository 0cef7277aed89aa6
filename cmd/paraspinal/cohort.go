package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paraspinal/clinical"
	"paraspinal/cohort"
)

// cohortConfig is how many cases are read and answered.
type cohortConfig struct {
	count  bool
	format string
	input  string
	now    string
}

func (a *app) cohortCmd() *cobra.Command {
	var cfg cohortConfig
	c := &cobra.Command{
		Use:   "cohort FILE.ndjson|FILE.csv|-",
		Short: "Decide about many cases: one line in, one line out, or counts",
		Long: `Decides about many cases, in the order in which they come, with the answers of
"paraspinal assess". NDJSON has one case file a line. CSV has ids of findings in
its first line, and one case in each further line: an empty field was not asked,
"unsure" is not sure; the columns id and now are optional.

A line that cannot be read is told on the error output, keeps its place in the
output with its error and without an answer, and makes the exit code 3. No
answer reads as "do not massage".`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.cohort(cmd.Context(), args[0], cfg)
		},
	}
	f := c.Flags()
	f.BoolVar(&cfg.count, "count", false, "only counts, by disposition and by rule")
	f.StringVar(&cfg.format, "format", "", "ndjson; of counts: text or json")
	f.StringVar(&cfg.input, "input", "", "ndjson or csv; without it the name of the file says which, else ndjson")
	f.StringVar(&cfg.now, "now", "", "instant of the cases that name none; without it such a line is refused")
	return c
}

func (cfg *cohortConfig) complete(name string) error {
	formats := []string{"ndjson"}
	if cfg.count {
		formats = []string{"text", "json"}
	}
	if cfg.format == "" {
		cfg.format = formats[0]
	}
	if !slices.Contains(formats, cfg.format) {
		return usagef("--format is %s here, not %q", strings.Join(formats, " or "), cfg.format)
	}
	if cfg.input == "" {
		cfg.input = "ndjson"
		if strings.EqualFold(filepath.Ext(name), ".csv") {
			cfg.input = "csv"
		}
	}
	if cfg.input != "ndjson" && cfg.input != "csv" {
		return usagef("--input is ndjson or csv, not %q", cfg.input)
	}
	return nil
}

// cohort reads, decides and writes, and tells how it went.
func (a *app) cohort(ctx context.Context, name string, cfg cohortConfig) error {
	if err := cfg.complete(name); err != nil {
		return err
	}
	if err := a.load(); err != nil {
		return err
	}
	r := reading{set: a.set}
	var err error
	if a.at != "" {
		if r.at, err = a.clock(); err != nil {
			return err
		}
	}
	if cfg.now != "" {
		if r.now, err = time.Parse(time.RFC3339, cfg.now); err != nil {
			return usagef("--now is an instant with its zone, such as 2026-11-21T10:00:00+01:00, not %q", cfg.now)
		}
	}
	in := a.in
	if name == "-" {
		name = "standard input"
	} else {
		f, err := os.Open(name)
		if err != nil {
			return inputError{err}
		}
		defer f.Close()
		in = f
	}
	lines := newLines(in)
	if cfg.input == "csv" {
		head, number, err := lines.head()
		if err == nil {
			r.columns, err = columnsOf(a.set, head)
		}
		if err != nil {
			return inputError{fmt.Errorf("%s: line %d: %w", name, max(number, 1), err)}
		}
		lines.empty = len(r.columns) == 1
	}
	p := pipeline{read: r, engine: cohort.New(a.set), lines: lines, out: a.out, errs: a.err, count: cfg.count}
	if a.at == "" {
		p.now = a.now()
	}
	if _, ok := terminal(a.err); ok {
		p.clear = "\r\x1b[K"
	}
	end := p.run(ctx)
	fmt.Fprint(a.err, p.clear)
	if cfg.count {
		if err := a.writeCounts(&p, cfg.format, end == nil); err != nil {
			return err
		}
	}
	if p.old > 0 {
		fmt.Fprintf(a.err, "%s older than what was decided about them holds: it held then. Ask again before a massage.\n", count(p.old, "case is", "cases are"))
	}
	fmt.Fprintf(a.err, "%s decided. %s Protocol %s %s, %s.\n", count(p.counts.Cases, "case", "cases"), a.view(clinical.Case{}).notice(), a.set.ID, a.set.Version, a.set.Digest[:12])
	switch {
	case end != nil && p.done > 0:
		return fmt.Errorf("%s: stopped after line %d: %w. What is written stands; the rest was not decided", name, p.last, end)
	case end != nil:
		return fmt.Errorf("%s: stopped before the first line: %w. Nothing was decided", name, end)
	case p.done == 0:
		return inputError{fmt.Errorf("%s holds no case", name)}
	case p.bad > 0:
		return inputError{fmt.Errorf("%s: %s of %d could not be read: no answer, so no massage. The other answers stand", name, count(p.bad, "line", "lines"), p.done)}
	}
	return nil
}

// countsJSON is documented in docs/json.md.
type countsJSON struct {
	Complete     bool                         `json:"complete"`
	Lines        int                          `json:"lines"`
	Cases        int                          `json:"cases"`
	BadLines     int                          `json:"bad_lines"`
	Dispositions map[clinical.Disposition]int `json:"dispositions"`
	Settled      int                          `json:"settled"`
	Rules        []ruleCountJSON              `json:"rules"`
	Protocol     protocolJSON                 `json:"protocol"`
	Notice       string                       `json:"notice"`
}

type ruleCountJSON struct {
	Rule   clinical.RuleID `json:"rule"`
	Holds  int             `json:"holds"`
	Unsure int             `json:"unsure"`
}

// writeCounts writes the counts, of a part of the lines if need be: it says so.
func (a *app) writeCounts(p *pipeline, format string, complete bool) error {
	out := countsJSON{Complete: complete, Lines: p.last, Cases: p.counts.Cases, BadLines: p.bad, Dispositions: map[clinical.Disposition]int{}, Settled: p.counts.Settled, Rules: []ruleCountJSON{},
		Protocol: protocolJSON{a.set.ID, a.set.Version, a.set.Digest}, Notice: a.view(clinical.Case{}).notice()}
	ladder := append([]clinical.Disposition{clinical.Undecided}, clinical.Dispositions()...)
	for _, d := range ladder {
		out.Dispositions[d] = p.counts.Dispositions[d]
	}
	for i := range p.counts.Holds {
		if r := &a.set.Rules[i]; !r.Universal && p.counts.Holds[i]+p.counts.Doubts[i] > 0 {
			out.Rules = append(out.Rules, ruleCountJSON{r.ID, p.counts.Holds[i], p.counts.Doubts[i]})
		}
	}
	if format == "json" {
		return writeJSON(a.out, out)
	}
	if !complete {
		fmt.Fprintf(a.out, "NOT COMPLETE: reading ended after line %d\n\n", p.last)
	}
	fmt.Fprintf(a.out, "%-16s %10d\n%-16s %10d\n\n", "cases", out.Cases, "bad lines", out.BadLines)
	for _, d := range ladder {
		fmt.Fprintf(a.out, "%-16s %10d\n", d, out.Dispositions[d])
	}
	fmt.Fprintf(a.out, "\n%-16s %10s %10s\n", "rule", "holds", "unsure")
	for _, r := range out.Rules {
		fmt.Fprintf(a.out, "%-16s %10d %10d\n", r.Rule, r.Holds, r.Unsure)
	}
	return nil
}
