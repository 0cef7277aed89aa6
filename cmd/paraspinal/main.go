// Command paraspinal answers whether and how a person with a lumbar disc
// problem may have a massage, makes the plan, guides the session, and checks
// the protocol that all this rests on.
package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program, whatever it waits for
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// Exit codes.
const (
	exitAnswer   = 0 // an answer was given, whatever it is
	exitInternal = 1
	exitUsage    = 2
	exitInput    = 3 // a file or protocol has faults
)

// run is the whole program; tests call it.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer, env func(string) string) int {
	a := &app{in: in, out: out, err: errs, env: env, now: time.Now, ticks: ticker}
	return a.run(ctx, args)
}

// run runs one command line.
func (a *app) run(ctx context.Context, args []string) int {
	out := &output{to: a.out}
	a.out = out
	cmd := a.root()
	cmd.SetArgs(args)
	cmd.SetIn(a.in)
	cmd.SetOut(a.out)
	cmd.SetErr(a.err)
	return a.exit(cmp.Or(cmd.ExecuteContext(ctx), out.err()))
}

// ticker beats until it is stopped.
func ticker(every time.Duration) (<-chan time.Time, func()) {
	t := time.NewTicker(every)
	return t.C, t.Stop
}
