package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// asked names the environment in which this test is the program itself.
const asked = "PARASPINAL_TEST_ARGS"

// TestTheProgramItself is the program, for tests that end it.
func TestTheProgramItself(t *testing.T) {
	args := os.Getenv(asked)
	if args == "" {
		return // nobody asks for it
	}
	os.Args = append([]string{"paraspinal"}, strings.Fields(args)...)
	fmt.Fprintln(os.Stderr, "here")
	main()
}

// program starts the program with its standard output into a pipe, and waits
// until it runs.
func program(t *testing.T, in *os.File, args string) (cmd *exec.Cmd, out *os.File, ended chan error) {
	t.Helper()
	cmd = exec.Command(os.Args[0], "-test.run=^TestTheProgramItself$")
	cmd.Env, cmd.Stdin = append(os.Environ(), asked+"="+args), in
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout = w
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() { _ = cmd.Process.Kill(); out.Close() })
	said := bufio.NewReader(errs)
	if _, err := said.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond) // until it listens
	ended = make(chan error, 1)
	go func() {
		_, _ = said.WriteTo(new(strings.Builder))
		ended <- cmd.Wait()
	}()
	return cmd, out, ended
}

// TestASecondInterruptEndsTheProgram: whoever reads its output has stopped
// reading, so that it cannot end by itself.
func TestASecondInterruptEndsTheProgram(t *testing.T) {
	name := t.TempDir() + "/people.ndjson"
	const line = `{"schema":1,"now":"2026-11-21T10:00:00+01:00","findings":{}}` + "\n"
	if err := os.WriteFile(name, []byte(strings.Repeat(line, 50_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd, out, ended := program(t, nil, "cohort "+name)
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	late := time.After(20 * time.Second)
	for {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended
		select {
		case <-ended:
			return
		case <-time.After(200 * time.Millisecond):
		case <-late:
			t.Fatal("it does not end")
		}
	}
}

// TestTheFirstInterruptEndsLongWork of commands that look at nothing until they
// are done.
func TestTheFirstInterruptEndsLongWork(t *testing.T) {
	for _, args := range []string{"prove", "protocol mutate", "protocol diff ../../protocol ../../protocol", "protocol burden"} {
		t.Run(args, func(t *testing.T) {
			cmd, _, ended := program(t, nil, args)
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-ended:
				var exit *exec.ExitError
				if !errors.As(err, &exit) || exit.ExitCode() != exitInput {
					t.Error(err)
				}
			case <-time.After(20 * time.Second):
				t.Error("it goes on")
			}
		})
	}
}
