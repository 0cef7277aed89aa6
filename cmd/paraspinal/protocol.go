package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"paraspinal/compile"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/prove"
	"paraspinal/ruleset"
)

func (a *app) protocolCmd() *cobra.Command {
	c := &cobra.Command{Use: "protocol", Short: "Check, show and compare protocols"}
	c.AddCommand(a.checkCmd(), a.showCmd(), a.coverageCmd(), a.diffCmd(), a.mutateCmd(), a.burdenCmd(), a.translateCmd(), a.schemaCmd())
	return c
}

func (a *app) checkCmd() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Check a protocol and run all its cases", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			src, err := a.source()
			if err != nil {
				return err
			}
			if a.protocolDir == "" { // only its Set was loaded: what it means and how it is worded is checked here
				if _, _, problems := compile.Compile(src); len(problems) > 0 {
					problems.Quote(a.files())
					return problems
				}
			}
			if problems := corpus.Check(src, a.set); len(problems) > 0 {
				problems.Quote(a.files())
				return problems
			}
			cases := 0
			for _, t := range src.Topics {
				cases += len(t.Cases)
			}
			props, problems := compile.Properties(src, a.set)
			if len(problems) > 0 {
				problems.Quote(a.files())
				return problems
			}
			fmt.Fprintf(a.out, "0 faults: %d rules in %d topics, %d findings, %d techniques, %d cards, %d cases, %d whole people, %d properties, %s\n",
				len(a.set.Rules), len(src.Topics), len(a.set.Findings), len(a.set.Techniques), len(a.set.Cards), cases, len(src.People), len(props),
				count(len(a.set.Languages), "language", "languages"))
			return nil
		},
	}
}

func (a *app) files() fs.FS {
	if a.protocolDir != "" {
		return os.DirFS(a.protocolDir)
	}
	return protocol.Embedded()
}

func (a *app) coverageCmd() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "coverage --claims FILE", Short: "Count which statements of the articles the protocol holds", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := a.load(); err != nil {
				return err
			}
			data, err := os.ReadFile(file)
			if err != nil {
				return inputError{err}
			}
			claims, err := corpus.ReadClaims(data)
			if err != nil {
				return inputError{err}
			}
			cov := corpus.Cover(a.set, claims)
			if a.format == "json" {
				return writeJSON(a.out, cov)
			}
			fmt.Fprintf(a.out, "%d of %d statements held, %d of them out of scope with a reason\n", cov.Held, cov.Statements, cov.OutOfScope)
			for _, m := range cov.Missing {
				fmt.Fprintf(a.out, "missing %s (%s): %s\n", m.ID, m.Kind, m.Why)
			}
			for _, m := range cov.Misplaced {
				fmt.Fprintf(a.out, "misplaced %s (%s): %s\n", m.ID, m.Kind, m.Why)
			}
			for _, it := range cov.Crowded {
				fmt.Fprintf(a.out, "crowded: %s %s cites %d statements\n", it.Kind, it.ID, len(it.Statements))
			}
			if !cov.Whole() {
				return inputError{fmt.Errorf("not every statement is held")}
			}
			return nil
		},
	}
	c.Flags().StringVar(&file, "claims", "", "the ledger of statements")
	_ = c.MarkFlagRequired("claims") // the flag was just declared
	return c
}

func (a *app) showCmd() *cobra.Command {
	kinds := []string{"all", "rules", "findings", "questions", "techniques", "routines", "courses", "cards", "regions", "evidence", "items"}
	return &cobra.Command{
		Use: "show [KIND]", Short: "Show what is in a protocol, with its citations", ValidArgs: kinds,
		Args: cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.load(); err != nil {
				return err
			}
			kind := "all"
			if len(args) == 1 {
				kind = args[0]
			}
			parts := map[string]any{"rules": a.set.Rules, "findings": a.set.Findings, "questions": a.set.Questions, "techniques": a.set.Techniques, "routines": a.set.Routines,
				"courses": a.set.Courses, "cards": a.set.Cards, "regions": a.set.Regions, "evidence": a.set.Evidence, "items": corpus.Items(a.set)}
			if a.format == "json" {
				if kind != "all" {
					return writeJSON(a.out, parts[kind])
				}
				return writeJSON(a.out, map[string]any{"set": a.set, "texts": a.words.Texts, "items": corpus.Items(a.set)})
			}
			a.show(kind)
			return nil
		},
	}
}

func (a *app) show(kind string) {
	all := kind == "all"
	if all {
		fmt.Fprintf(a.out, "%s %s of %s: %s\n", a.set.ID, a.set.Version, a.set.Date, a.words.Get("meta", "title"))
	}
	if all || kind == "rules" {
		for i := range a.set.Rules {
			r := &a.set.Rules[i]
			fmt.Fprintf(a.out, "%-11s %-9s %s\n", r.ID, r.Then.Disposition, a.words.Get("rule", string(r.ID), "title"))
		}
	}
	if all || kind == "findings" {
		for i := range a.set.Findings {
			f := &a.set.Findings[i]
			fmt.Fprintf(a.out, "%-26s %-6s %s\n", f.ID, f.Type, a.words.Get("finding", string(f.ID), "name"))
		}
	}
	if all || kind == "questions" {
		for i := range a.set.Questions {
			fmt.Fprintf(a.out, "%-18s %s\n", a.set.Questions[i].ID, a.words.Get("question", a.set.Questions[i].ID, "text"))
		}
	}
	for _, c := range []struct {
		kind, word, text string
		ids              []string
	}{
		{"techniques", "technique", "name", ids(a.set.Techniques, func(t ruleset.Technique) string { return t.ID })},
		{"routines", "routine", "name", ids(a.set.Routines, func(t ruleset.Routine) string { return t.ID })},
		{"courses", "course", "name", ids(a.set.Courses, func(t ruleset.Course) string { return t.ID })},
		{"cards", "card", "title", ids(a.set.Cards, func(t ruleset.Card) string { return t.ID })},
		{"regions", "region", "name", ids(a.set.Regions, func(t ruleset.Region) string { return t.ID })},
	} {
		if all || kind == c.kind {
			for _, id := range c.ids {
				fmt.Fprintf(a.out, "%-30s %s\n", id, a.words.Get(c.word, id, c.text))
			}
		}
	}
	if kind == "evidence" {
		for i := range a.set.Evidence {
			e := &a.set.Evidence[i]
			fmt.Fprintf(a.out, "%-22s %-11s %s\n", e.ID, e.Grade, a.words.Get("evidence", e.ID))
		}
	}
	if kind == "items" {
		for _, it := range corpus.Items(a.set) {
			fmt.Fprintf(a.out, "%s %s: %v\n", it.Kind, it.ID, it.Statements)
		}
	}
}

func ids[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}

func (a *app) mutateCmd() *cobra.Command {
	var strict bool
	c := &cobra.Command{
		Use: "mutate", Short: "Change each rule in small ways and see whether the cases notice", Args: cobra.NoArgs,
		RunE: leaving(func(*cobra.Command, []string) error {
			src, err := a.source()
			if err != nil {
				return err
			}
			now, err := a.proofClock()
			if err != nil {
				return err
			}
			m, problems := corpus.Mutate(src, a.set, func(changed *ruleset.Set) bool {
				c, err := prove.Compare(a.set, changed, now)
				return err == nil && c.Same()
			})
			if len(problems) > 0 {
				return problems
			}
			var failed error
			if strict && len(m.Survivors) > 0 {
				failed = inputError{fmt.Errorf("no case notices %s", count(len(m.Survivors), "change", "changes"))}
			}
			if a.format == "json" {
				return cmp.Or(writeJSON(a.out, m), failed)
			}
			fmt.Fprintf(a.out, "%d mutants: %d caught, %d equivalent, %d survived\n", m.Mutants, m.Caught, len(m.Equivalent), len(m.Survivors))
			for _, e := range m.Equivalent {
				fmt.Fprintf(a.out, "equivalent: %s: %s (%s)\n", e.Rule, e.Change, e.Why)
			}
			for _, s := range m.Survivors {
				fmt.Fprintf(a.out, "survived: %s: %s\n", s.Rule, s.Change)
			}
			return failed
		}),
	}
	c.Flags().BoolVar(&strict, "strict", false, "fail when a change survives")
	return c
}

func (a *app) burdenCmd() *cobra.Command {
	var people int
	var strict bool
	c := &cobra.Command{
		Use: "burden", Short: "Measure how many pages people meet until they are settled", Args: cobra.NoArgs,
		RunE: leaving(func(*cobra.Command, []string) error {
			src, err := a.source()
			if err != nil {
				return err
			}
			b, problems := corpus.MeasureBurden(src, a.set, people)
			if len(problems) > 0 {
				return problems
			}
			var failed error
			if missed := b.Missed(); strict && len(missed) > 0 {
				failed = inputError{fmt.Errorf("more questions than people should meet:\n  %s", strings.Join(missed, "\n  "))}
			}
			if a.format == "json" {
				return cmp.Or(writeJSON(a.out, b), failed)
			}
			fmt.Fprint(a.out, b.String())
			return failed
		}),
	}
	c.Flags().BoolVar(&strict, "strict", false, "fail when people meet more pages than they should")
	c.Flags().IntVar(&people, "people", 10_000, "how many random people to try")
	return c
}

func (a *app) schemaCmd() *cobra.Command {
	return &cobra.Command{
		Use: "schema DIR", Short: "Write the JSON Schemas of the protocol files into a folder, for editors", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			for _, kind := range protocol.Schemas() {
				b, err := protocol.Schema(kind)
				if err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(args[0], kind+".json"), b, 0o644); err != nil {
					return inputError{err}
				}
			}
			fmt.Fprintf(a.out, "%d schemas written to %s\n", len(protocol.Schemas()), args[0])
			return nil
		},
	}
}
