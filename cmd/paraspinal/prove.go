package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"paraspinal/casefile"
	"paraspinal/compile"
	"paraspinal/prove"
	"paraspinal/ruleset"
)

func (a *app) proveCmd() *cobra.Command {
	var only, save string
	var twins bool
	c := &cobra.Command{
		Use: "prove", Short: "Prove what the protocol can never do, or show a person it does it to", Args: cobra.NoArgs,
		Long: `Decides each property of safety.yaml for every person there could be. A property
that holds comes with a certificate, which is checked here. One that does not
comes with the smallest person who breaks it. Use --protocol to prove a protocol
of your own.`,
		RunE: leaving(func(*cobra.Command, []string) error {
			props, err := a.properties(only)
			if err != nil {
				return err
			}
			now, err := a.proofClock()
			if err != nil {
				return err
			}
			if err := clearFolder(save, only); err != nil {
				return inputError{err}
			}
			return a.prove(props, now, twins, save)
		}),
	}
	c.Flags().StringVar(&only, "only", "", "one property, by its id")
	c.Flags().BoolVar(&twins, "twins", false, "plant the faults of each property too, and see that the proof notices")
	c.Flags().StringVar(&save, "save", "", "folder to write the people who break a property into, as case files")
	return c
}

// properties compiles what must hold, all of it or one.
func (a *app) properties(only string) ([]ruleset.Property, error) {
	src, err := a.source()
	if err != nil {
		return nil, err
	}
	props, problems := compile.Properties(src, a.set)
	if len(problems) > 0 {
		problems.Quote(a.files())
		return nil, problems
	}
	if only == "" {
		return props, nil
	}
	for i := range props {
		if props[i].ID == only {
			return props[i : i+1], nil
		}
	}
	return nil, usagef("there is no property %q in safety.yaml", only)
}

// proved is one line of the result, for programs.
type proved struct {
	ID       string       `json:"id"`
	Says     string       `json:"says"`
	Holds    bool         `json:"holds"`
	Fault    string       `json:"fault,omitempty"`
	Clauses  int          `json:"clauses"`
	Lemmas   int          `json:"lemmas"`
	Literals int          `json:"literals"`
	Millis   int          `json:"ms"`             // of processor time
	Twin     string       `json:"twin,omitempty"` // noticed, or missed
	People   []provedCase `json:"people,omitempty"`
}

type provedCase struct {
	Why         string `json:"why,omitempty"`
	Disposition string `json:"disposition"`
	Case        string `json:"case"` // a case file
}

func (a *app) prove(props []ruleset.Property, now time.Time, twins bool, save string) error {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // formulas are made and thrown away
	start := cpuTime()
	prover := prove.New(a.set, props, now)
	if err := prover.Err(); err != nil {
		return inputError{err}
	}
	list := []proved{}
	broken, literals := 0, 0
	for i := range props {
		began := cpuTime()
		r := prover.Prove(&props[i])
		line := proved{ID: r.ID, Says: r.Says, Holds: r.Holds, Fault: r.Fault, Clauses: r.Clauses, Lemmas: r.Lemmas, Literals: r.Literals, Millis: int((cpuTime() - began).Milliseconds())}
		literals += r.Literals
		if !r.Holds {
			var err error
			if line.People, err = a.cases(r.People); err != nil {
				return err
			}
		}
		if twins {
			line.Twin = "noticed"
			planted := prove.New(prove.Plant(a.set, props[i].Twin), props[i:i+1], now).Prove(&props[i])
			if !planted.Broken() {
				line.Twin = "missed"
			}
		}
		if !r.Holds || line.Twin == "missed" {
			broken++
		}
		list = append(list, line)
		if a.format == "text" {
			a.provedLine(&line)
		}
		if err := saveCases(save, &line); err != nil {
			return err
		}
	}
	var failed error
	if broken > 0 {
		failed = inputError{fmt.Errorf("%s of this protocol cannot be relied on", count(broken, "property", "properties"))}
	}
	if a.format == "json" {
		if err := writeJSON(a.out, list); err != nil {
			return err
		}
		return failed
	}
	fmt.Fprintf(a.out, "%d of %d properties hold for every person; certificates of %d literals checked; %.1f s of processor time\n",
		len(props)-broken, len(props), literals, (cpuTime() - start).Seconds())
	return failed
}

func (a *app) provedLine(line *proved) {
	word := "holds "
	if !line.Holds {
		word = "BROKEN"
	}
	fmt.Fprintf(a.out, "%s %s %5d ms %7d clauses %6d lemmas %7d literals  %s\n", line.ID, word, line.Millis, line.Clauses, line.Lemmas, line.Literals, line.Says)
	if line.Twin == "missed" {
		fmt.Fprintf(a.out, "      its twin is not noticed: the property could not fail\n")
	}
	if line.Fault != "" {
		fmt.Fprintf(a.out, "      %s\n", line.Fault)
	}
	for _, p := range line.People {
		fmt.Fprintf(a.out, "      %s\n", strings.TrimSpace(p.Why+" "+p.Disposition+":"))
		a.indented("        ", p.Case)
	}
}

func (a *app) indented(by, text string) {
	for l := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		fmt.Fprint(a.out, by+l)
	}
}

// cases writes people as case files.
func (a *app) cases(people []prove.Person) ([]provedCase, error) {
	var out []provedCase
	for _, p := range people {
		b, err := casefile.Write(p.Case, a.set)
		if err != nil {
			return nil, err
		}
		out = append(out, provedCase{Why: p.Why, Disposition: p.Result.Disposition.String(), Case: string(b)})
	}
	return out, nil
}

// proofClock is the instant at which people who are found are dated. Before it
// there must be room for all that happened to them.
func (a *app) proofClock() (time.Time, error) {
	now, err := a.clock()
	if err == nil && now.Year() < 1900 {
		err = usagef("--at is too early for a proof: take an instant from 1900 on, not %q", a.at)
	}
	return now, err
}

// written is how the files are named that --save writes.
var written = regexp.MustCompile(`^(SP-[0-9]{2})-[0-9]+\.json$`)

// clearFolder removes what an earlier run wrote into a folder, of all properties or
// of one, and sees that the folder can be written.
func clearFolder(dir, only string) error {
	if dir == "" {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".prove-*")
	if err != nil {
		return err
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return err
	}
	for _, e := range entries {
		if m := written.FindStringSubmatch(e.Name()); m == nil || only != "" && m[1] != only || e.IsDir() {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// saveCases writes the people of one property into a folder.
func saveCases(dir string, line *proved) error {
	if dir == "" {
		return nil
	}
	for i, p := range line.People {
		name := filepath.Join(dir, fmt.Sprintf("%s-%d.json", line.ID, i+1))
		if err := os.WriteFile(name, []byte(p.Case), 0o600); err != nil {
			return inputError{err}
		}
	}
	return nil
}
