package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"paraspinal/protocol"
	"paraspinal/ruleset"
)

var update = flag.Bool("update", false, "write what the program says into the scripts")

// present is when tests take place.
var present = time.Date(2026, 11, 21, 10, 0, 0, 0, time.FixedZone("", 3600))

// clock is a clock that moves only with the beats of a countdown.
type clock struct {
	mu   sync.Mutex
	at   time.Time
	step time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) beat() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(c.step)
}

// ticks beats as fast as it is listened to, after a moment for the lines that
// were typed already.
func (c *clock) ticks(time.Duration) (<-chan time.Time, func()) {
	ch, done := make(chan time.Time), make(chan struct{})
	go func() {
		time.Sleep(300 * time.Millisecond)
		for {
			select {
			case ch <- c.now():
				c.beat()
			case <-done:
				return
			}
		}
	}()
	return ch, func() { close(done) }
}

// command runs one command line in this process.
func command(in io.Reader, args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	c := &clock{at: present, step: 50 * time.Millisecond}
	a := &app{in: in, out: &o, err: &e, env: func(string) string { return "" }, now: c.now, ticks: c.ticks}
	code = a.run(context.Background(), args)
	return code, o.String(), e.String()
}

func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	if testing.Short() { // these compile and mutate whole protocols, which is slow under the race detector
		files = slices.DeleteFunc(files, func(f string) bool {
			return slices.Contains([]string{"protocol.txtar", "embedded.txtar", "translate.txtar", "prove.txtar"}, filepath.Base(f))
		})
	}
	testscript.Run(t, testscript.Params{
		Files: files, UpdateScripts: *update, RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			return os.CopyFS(filepath.Join(e.WorkDir, "examples"), os.DirFS("../../examples"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// run CODE [<FILE] ARGS...: runs the program and expects an exit code.
			"run": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 1 {
					ts.Fatalf("usage: run CODE [<FILE] ARGS...")
				}
				want, err := strconv.Atoi(args[0])
				ts.Check(err)
				args = args[1:]
				in := ""
				if len(args) > 0 && strings.HasPrefix(args[0], "<") {
					in, args = ts.ReadFile(args[0][1:]), args[1:]
				}
				for i := range args { // the program runs in this process, elsewhere
					if _, err := os.Stat(ts.MkAbs(args[i])); err == nil || strings.HasPrefix(args[i], "./") {
						args[i] = ts.MkAbs(args[i])
					}
				}
				code, out, errs := command(strings.NewReader(in), args...)
				clean := strings.NewReplacer(ts.MkAbs(".")+string(filepath.Separator), "", ruleset.Embedded().Digest, "DIGEST", ruleset.Embedded().Digest[:12], "DIGEST")
				_, err = io.WriteString(ts.Stdout(), clean.Replace(out))
				ts.Check(err)
				_, err = io.WriteString(ts.Stderr(), clean.Replace(errs))
				ts.Check(err)
				if code != want {
					ts.Fatalf("exit code %d, want %d:\n%s%s", code, want, out, errs)
				}
			},
			// protocol DIR: writes the embedded protocol into a folder.
			"protocol": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(os.CopyFS(ts.MkAbs(args[0]), protocol.Embedded()))
			},
			// english DIR: the same without its translations.
			"english": func(ts *testscript.TestScript, _ bool, args []string) {
				dir := ts.MkAbs(args[0])
				ts.Check(os.CopyFS(dir, protocol.Embedded()))
				ts.Check(os.RemoveAll(filepath.Join(dir, "text")))
				meta := filepath.Join(dir, "protocol.yaml")
				text := regexp.MustCompile(`(?m)^languages: .*$`).ReplaceAllString(ts.ReadFile(meta), "languages: [en]")
				ts.Check(os.WriteFile(meta, []byte(text), 0o644))
			},
			// pseudo FILE: writes a text for each English one, with a mark before its end.
			"pseudo": func(ts *testscript.TestScript, _ bool, args []string) {
				words, err := ruleset.Words("en")
				ts.Check(err)
				texts := map[string]string{}
				for key, text := range words.Texts {
					texts[key] = strings.TrimRight(text, ".?") + "|nl" + text[len(strings.TrimRight(text, ".?")):]
				}
				b, err := json.Marshal(texts)
				ts.Check(err)
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o644))
			},
			// change FILE OLD NEW: replaces one text in a file.
			"change": func(ts *testscript.TestScript, _ bool, args []string) {
				text := ts.ReadFile(args[0])
				if !strings.Contains(text, args[1]) {
					ts.Fatalf("%s does not hold %q", args[0], args[1])
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o644))
			},
		},
	})
}
