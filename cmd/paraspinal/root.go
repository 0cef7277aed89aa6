package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

type app struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
	now      func() time.Time
	ticks    func(every time.Duration) (<-chan time.Time, func()) // beats of a countdown, and what stops them

	protocolDir string
	format      string
	language    string
	at          string

	set   *ruleset.Set
	words *ruleset.Wording
	src   *protocol.Source // only with --protocol
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "paraspinal",
		Short: "Safe massage care for people with a lumbar disc problem",
		Long: `Paraspinal answers one question first: may this person, with this back, have a
massage today? Then it makes the plan, guides the session and watches the days
after. It does not diagnose, and it is not yet reviewed by a clinician.

Start with "paraspinal ask".`,
		SilenceUsage: true, SilenceErrors: true,
		PersistentPreRunE: func(*cobra.Command, []string) error { return a.flags() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	f := root.PersistentFlags()
	f.StringVar(&a.protocolDir, "protocol", a.env("PARASPINAL_PROTOCOL"), "folder of another protocol to use instead of the embedded one")
	f.StringVar(&a.format, "format", "text", "text for people, json for programs")
	f.StringVar(&a.language, "language", "en", "language of the texts")
	f.StringVar(&a.at, "at", "", "decide as if it were this instant, e.g. 2026-11-21T10:00:00+01:00")
	root.AddCommand(a.askCmd(), a.assessCmd(), a.cohortCmd(), a.planCmd(), a.canCmd(), a.appointmentCmd(), a.agreeCmd(), a.sessionCmd(), a.checkInCmd(), a.reviewCmd(), a.explainCmd(), a.protocolCmd(), a.proveCmd(), a.serveCmd(), a.versionCmd())
	return root
}

func (a *app) flags() error {
	if a.format != "text" && a.format != "json" {
		return usagef("--format is text or json, not %q", a.format)
	}
	return nil
}

// load makes the Set and its wording ready: the embedded ones, or those of --protocol.
func (a *app) load() error {
	if a.set != nil {
		return nil
	}
	if a.protocolDir == "" {
		words, err := ruleset.Words(a.language)
		if err != nil {
			return usageError{err}
		}
		a.set, a.words = ruleset.Embedded(), words
		return nil
	}
	src, set, words, err := readProtocol(a.protocolDir)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(words, func(w *ruleset.Wording) bool { return w.Language == a.language })
	if i < 0 {
		return usagef("no wording in language %q", a.language)
	}
	a.src, a.set, a.words = src, set, words[i]
	return nil
}

// source gives the protocol as written: that of --protocol, or the embedded one.
func (a *app) source() (*protocol.Source, error) {
	if err := a.load(); err != nil || a.src != nil {
		return a.src, err
	}
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		return nil, problems
	}
	a.src = src
	return src, nil
}

// readProtocol reads and compiles a protocol folder, with every fault at once.
func readProtocol(dir string) (*protocol.Source, *ruleset.Set, []*ruleset.Wording, error) {
	src, err := parseProtocol(dir)
	if err != nil {
		return nil, nil, nil, err
	}
	set, words, problems := compile.Compile(src)
	if len(problems) > 0 {
		problems.Quote(os.DirFS(dir))
		return nil, nil, nil, problems
	}
	return src, set, words, nil
}

// parseProtocol reads a protocol folder as written.
func parseProtocol(dir string) (*protocol.Source, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, inputError{fmt.Errorf("%s is not a folder", dir)}
	}
	src, problems := protocol.Parse(os.DirFS(dir))
	if len(problems) > 0 {
		return nil, problems
	}
	return src, nil
}

// clock is the present instant, or the one of --at.
func (a *app) clock() (time.Time, error) {
	if a.at == "" {
		return a.now(), nil
	}
	t, err := time.Parse(time.RFC3339, a.at)
	if err != nil {
		return t, usagef("--at is an instant with its zone, such as 2026-11-21T10:00:00+01:00, not %q", a.at)
	}
	return t, nil
}

// errStopped is what ends a command at the first interrupt.
var errStopped = inputError{errors.New("interrupted")}

// leaving makes a command of work that looks at no context end at the first
// interrupt all the same. The work is left behind, and ends with the program.
func leaving(work func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		done := make(chan error, 1)
		go func() { done <- work(cmd, args) }()
		select {
		case err := <-done:
			return err
		case <-cmd.Context().Done():
			return errStopped
		}
	}
}

type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func (e usageError) Unwrap() error { return e.error }

type inputError struct{ error }

func (e inputError) Unwrap() error { return e.error }

// exit writes an error for people and chooses the exit code.
func (a *app) exit(err error) int {
	if err == nil {
		return exitAnswer
	}
	var problems strict.Problems
	var usage usageError
	var input inputError
	switch {
	case errors.As(err, &problems):
		fmt.Fprintln(a.err, strings.TrimRight(problems.Error(), "\n"))
		fmt.Fprintf(a.err, "\n%s. Nothing was decided.\n", count(len(problems), "fault", "faults"))
		return exitInput
	case errors.As(err, &input):
		fmt.Fprintf(a.err, "paraspinal: %v\n", err)
		return exitInput
	case errors.As(err, &usage), isUsage(err):
		fmt.Fprintf(a.err, "paraspinal: %v\nTry \"paraspinal help\".\n", err)
		return exitUsage
	}
	fmt.Fprintf(a.err, "paraspinal: %v\n", err)
	return exitInternal
}

// isUsage recognises cobra's own complaints, which have no type.
func isUsage(err error) bool {
	for _, start := range []string{"unknown command", "unknown flag", "unknown shorthand", "accepts ", "requires ", "required flag", "invalid argument"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}

// prompt asks for one line. Where nobody types, the answer does not end the
// line, so the prompt does.
func (a *app) prompt(text string) {
	if f, ok := a.in.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		text = strings.TrimRight(text, " ") + "\n"
	}
	fmt.Fprint(a.out, text)
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// terminal reports whether output goes to a person's terminal that takes color.
func (a *app) terminal() bool {
	_, ok := terminal(a.out)
	return ok && a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
}
