package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

// cohortLine is what a line of the output may hold.
type cohortLine struct {
	answerJSON
	Error string `json:"error"`
}

func cohortLines(t *testing.T, out string) []cohortLine {
	t.Helper()
	var list []cohortLine
	for s := bufio.NewScanner(strings.NewReader(out)); s.Scan(); {
		var l cohortLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatalf("%v: %s", err, s.Text())
		}
		list = append(list, l)
	}
	return list
}

// everybody is each case of the protocol, and random people.
func everybody(t *testing.T, random int) []clinical.Case {
	t.Helper()
	src, problems := protocol.Parse(protocol.Embedded())
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set := ruleset.Embedded()
	list, problems := corpus.Examples(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var out []clinical.Case
	for i := range list {
		out = append(out, list[i].Case)
	}
	people := corpus.NewPeople(set, 31)
	for i := range random {
		people.Unsure = []int{0, 100}[i%2]
		out = append(out, people.Partial(people.Next(), []int{0, 300}[i%2]))
	}
	for i := range out { // a file has no event after now
		c := &out[i]
		c.History = slices.DeleteFunc(c.History, func(e clinical.Event) bool { return e.At.After(c.Now) })
	}
	return out
}

// TestEachLineIsAnsweredAsAssessDoes: in order, each with its own id, and with
// what assess says about the same file.
func TestEachLineIsAnsweredAsAssessDoes(t *testing.T) {
	set := ruleset.Embedded()
	random := 3_000
	if testing.Short() {
		random = 300
	}
	cases := everybody(t, random)
	var in bytes.Buffer
	want := make([]assess.Assessment, len(cases))
	for i := range cases {
		b, err := casefile.Write(cases[i], set)
		if err != nil {
			t.Fatal(err)
		}
		b = bytes.Replace(b, []byte("{"), fmt.Appendf(nil, `{"id":"p%d",`, i), 1)
		if err := json.Compact(&in, b); err != nil {
			t.Fatal(err)
		}
		in.WriteByte('\n')
		r, problems := casefile.Parse("case.json", b, set, present)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		want[i] = assess.Assess(set, r.Case, r.Case.Now)
	}
	code, out, errs := command(&in, "cohort", "-")
	if code != exitAnswer {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	got := cohortLines(t, out)
	if len(got) != len(cases) {
		t.Fatalf("%d lines, want %d", len(got), len(cases))
	}
	lifted, shorter := 0, 0
	for i := range got {
		g, w := got[i], want[i]
		var reasons, unsure, up []clinical.RuleID
		for _, r := range w.Reasons {
			reasons = append(reasons, r.Rule)
			if r.Unsure {
				unsure = append(unsure, r.Rule)
			}
			if r.Lifted {
				up = append(up, r.Rule)
				lifted++
			}
		}
		if g.Line != i+1 || g.ID != fmt.Sprintf("p%d", i) || !g.Now.Equal(w.Now) {
			t.Fatalf("line %d is line %d of %s at %s", i+1, g.Line, g.ID, g.Now)
		}
		if (g.ValidUntil == nil) != (w.ValidUntil == nil) || w.ValidUntil != nil && !g.ValidUntil.Equal(*w.ValidUntil) {
			t.Fatalf("line %d is valid until %v, want %v", i+1, g.ValidUntil, w.ValidUntil)
		}
		if w.ValidUntil != nil && w.ValidUntil.Before(w.Now.Add(time.Duration(set.ValidHours)*time.Hour)) {
			shorter++
		}
		if g.Disposition != w.Disposition || g.AtMost != w.AtMost || g.Care != w.Care || g.Settled != w.Settled || g.Limits != len(w.Limits) ||
			!slices.Equal(g.Reasons, reasons) || !slices.Equal(g.Unsure, unsure) || !slices.Equal(g.Lifted, up) {
			t.Fatalf("line %d is %+v, want %v at most %v, %v, settled %v, %v, %v, %v, %d limits", i+1, g,
				w.Disposition, w.AtMost, w.Care, w.Settled, reasons, unsure, up, len(w.Limits))
		}
	}
	if lifted == 0 {
		t.Error("nobody has a go-ahead")
	}
	if shorter == 0 {
		t.Error("time changes nothing about anybody")
	}
}

// TestBadLinesKeepTheirPlace: among many good ones, on all cores.
func TestBadLinesKeepTheirPlace(t *testing.T) {
	var in strings.Builder
	const n = 3_000
	bad := func(i int) bool { return i%7 == 3 }
	for i := range n {
		switch {
		case i == 1001: // longer than a case may be
			fmt.Fprintf(&in, `{"schema":1,"note":"%s"}`, strings.Repeat("a", maxCase))
		case bad(i):
			fmt.Fprintf(&in, `{"schema":1,"id":"p%d","now":"2026-11-21T10:00:00+01:00","findings":{"pain.back":99}}`, i)
		default:
			fmt.Fprintf(&in, `{"schema":1,"id":"p%d","now":"2026-11-21T10:00:00+01:00","findings":{"neuro.saddle_sensation":"new"}}`, i)
		}
		in.WriteString("\r\n")
	}
	code, out, errs := command(strings.NewReader(in.String()), "cohort", "-")
	if code != exitInput {
		t.Errorf("exit code %d", code)
	}
	got := cohortLines(t, out)
	if len(got) != n {
		t.Fatalf("%d lines, want %d", len(got), n)
	}
	told := 0
	for i, g := range got {
		fails := bad(i) || i == 1001
		if g.Line != i+1 || i != 1001 && g.ID != fmt.Sprintf("p%d", i) || fails != (g.Error != "") {
			t.Fatalf("line %d: %+v", i+1, g)
		}
		if want := clinical.Emergency; fails {
			if g.Disposition != clinical.Undecided {
				t.Fatalf("line %d cannot be read, and shows %v", i+1, g.Disposition)
			}
			if !strings.Contains(errs, fmt.Sprintf("line %d: ", i+1)) {
				t.Errorf("line %d is not told", i+1)
			}
			told++
		} else if g.Disposition != want {
			t.Fatalf("line %d shows %v", i+1, g.Disposition)
		}
	}
	if got := strings.Count(errs, "\n"); got != told+2 {
		t.Errorf("%d lines are told, want %d and the summary", got, told)
	}
	if !strings.Contains(errs, "line 1002: longer than") {
		t.Error("the long line is not told")
	}
}

// stall gives a text, then waits for ever.
type stall struct {
	text *strings.Reader
	dry  func()
}

func (s *stall) Read(b []byte) (int, error) {
	if n, err := s.text.Read(b); err == nil {
		return n, nil
	}
	s.dry()
	select {}
}

// TestAnInterruptKeepsWhatIsDone: the answers to what was read are written, and
// it says how far it came.
func TestAnInterruptKeepsWhatIsDone(t *testing.T) {
	const line = `{"schema":1,"now":"2026-11-21T10:00:00+01:00","findings":{"neuro.saddle_sensation":"new"}}` + "\n"
	for _, n := range []int{0, 1, 1_000} {
		ctx, stop := context.WithCancel(context.Background())
		var out, errs bytes.Buffer
		in := &stall{strings.NewReader(strings.Repeat(line, n)), stop}
		code := run(ctx, []string{"cohort", "-"}, in, &out, &errs, func(string) string { return "" })
		if code != exitInput {
			t.Errorf("exit code %d", code)
		}
		got := cohortLines(t, out.String())
		for i, g := range got {
			if g.Line != i+1 || g.Disposition != clinical.Emergency {
				t.Fatalf("line %d is %+v", i+1, g)
			}
		}
		said := fmt.Sprintf("stopped after line %d: interrupted", len(got))
		if len(got) == 0 {
			said = "stopped before the first line: interrupted"
		}
		if !strings.Contains(errs.String(), said) || !strings.Contains(errs.String(), fmt.Sprintf("%s decided", count(len(got), "case", "cases"))) {
			t.Errorf("%d answers are written, and it says\n%s", len(got), errs.String())
		}
	}
}

// TestCountsOfAPartSayIt: whoever reads them sees nothing else.
func TestCountsOfAPartSayIt(t *testing.T) {
	const line = `{"schema":1,"now":"2026-11-21T10:00:00+01:00","findings":{}}` + "\n"
	broken := failing{errors.New("the disk is gone")}
	for _, row := range []struct {
		name     string
		in       io.Reader
		lines    int
		complete bool
	}{
		{"the whole file", strings.NewReader(line + "\n" + line + "{}\n"), 4, true},
		{"reading ended early", io.MultiReader(strings.NewReader(line+"\n"+line), broken), 3, false},
		{"nothing was read", broken, 0, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			all, err := io.ReadAll(row.in)
			again := func() io.Reader {
				if err != nil {
					return io.MultiReader(bytes.NewReader(all), broken)
				}
				return bytes.NewReader(all)
			}
			_, out, _ := command(again(), "cohort", "--count", "--format", "json", "-")
			var got countsJSON
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			if got.Complete != row.complete || got.Lines != row.lines || !strings.Contains(out, fmt.Sprintf(`"complete": %v,`, row.complete)) {
				t.Errorf("%s", out)
			}
			_, out, _ = command(again(), "cohort", "--count", "-")
			if said := fmt.Sprintf("NOT COMPLETE: reading ended after line %d\n", row.lines); strings.HasPrefix(out, said) == row.complete {
				t.Errorf("%s", out)
			}
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestACohortThatCannotBeReadOrWritten(t *testing.T) {
	const line = `{"schema":1,"now":"2026-11-21T10:00:00+01:00","findings":{}}` + "\n"
	broken := errors.New("the disk is gone")
	code, out, errs := command(io.MultiReader(strings.NewReader(line), failing{broken}), "cohort", "-")
	if code != exitInput || strings.Count(out, "\n") != 1 || !strings.Contains(errs, "stopped after line 1: the disk is gone") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
	if code, _, errs = command(failing{broken}, "cohort", "--input", "csv", "-"); code != exitInput || !strings.Contains(errs, "the disk is gone") {
		t.Errorf("exit code %d\n%s", code, errs)
	}
	var e bytes.Buffer
	a := &app{in: strings.NewReader(line), out: failing{broken}, err: &e, env: func(string) string { return "" }, now: time.Now, ticks: ticker}
	if code := a.run(context.Background(), []string{"cohort", "-"}); code != exitInternal || !strings.Contains(e.String(), "the disk is gone") {
		t.Errorf("exit code %d\n%s", code, e.String())
	}
}

// endless is a line without an end.
type endless struct{ left int }

func (e *endless) Read(b []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(b), e.left)
	for i := range n {
		b[i] = 'a'
	}
	e.left -= n
	return n, nil
}

// TestALineTakesBoundedMemory: a chunk never holds more than a case may have.
func TestALineTakesBoundedMemory(t *testing.T) {
	l := newLines(&endless{20 << 20})
	var c chunk
	if err := l.fill(&c); !errors.Is(err, io.EOF) || len(c.lines) != 1 || !c.lines[0].long {
		t.Fatalf("%v, %+v", err, c.lines)
	}
	if cap(c.text) > 4*maxCase {
		t.Errorf("%d bytes are held", cap(c.text))
	}
	l = newLines(io.MultiReader(strings.NewReader(strings.Repeat("\n", 1<<20)), strings.NewReader("x\n")))
	if err := l.fill(&c); err != nil || len(c.lines) != 1 || c.lines[0].number != 1<<20+1 {
		t.Errorf("%v, %+v", err, c.lines)
	}
}

func TestAMarkOfTheEncodingIsNoText(t *testing.T) {
	for name, text := range map[string]string{
		"ndjson": "\ufeff" + `{"schema":1,"now":"2026-11-21T10:00:00+01:00","findings":{}}`,
		"csv":    "\ufeffid,now,pain.back\n1,2026-11-21T10:00:00+01:00,3",
	} {
		if code, out, errs := command(strings.NewReader(text), "cohort", "--input", name, "-"); code != exitAnswer || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: exit code %d\n%s%s", name, code, out, errs)
		}
	}
}
