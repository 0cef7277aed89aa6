package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"paraspinal/clinical"
)

// TestCSVThatIsNotUTF8IsABadLine: read as something else, two ids could become
// one.
func TestCSVThatIsNotUTF8IsABadLine(t *testing.T) {
	const head = "id,now,neuro.saddle_sensation\n"
	code, out, errs := command(strings.NewReader(head+
		"Ren\xe9,2026-11-21T10:00:00+01:00,new\n"+
		"Ren\xe8,2026-11-21T10:00:00+01:00,new\n"+
		"René,2026-11-21T10:00:00+01:00,new\n"), "cohort", "--input", "csv", "-")
	got := cohortLines(t, out)
	if code != exitInput || len(got) != 3 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	for i, g := range got[:2] {
		if g.Line != i+2 || g.ID != "" || !strings.Contains(g.Error, "at character 4 is not UTF-8") {
			t.Errorf("%+v", g)
		}
	}
	if got[2].Error != "" || got[2].ID != "René" {
		t.Errorf("%+v", got[2])
	}
	if !strings.Contains(errs, "line 2: byte 0xe9") || !strings.Contains(errs, "2 lines of 3") {
		t.Error(errs)
	}
	code, out, errs = command(strings.NewReader("id,pain\xff\na,1\n"), "cohort", "--input", "csv", "-")
	if code != exitInput || out != "" || !strings.Contains(errs, "line 1: byte 0xff at character 8 is not UTF-8") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

// TestALongOddLineIsNotReadSlowly: it is told, and keeps its place.
func TestALongOddLineIsNotReadSlowly(t *testing.T) {
	const start = `{"schema":1,"id":"a","now":"2026-11-21T10:00:00+01:00","findings":{"neuro.saddle_sensation":"new"},`
	long := strings.Repeat("a", maxOdd)
	code, out, errs := command(strings.NewReader(
		start+`"note":"`+long+`"}`+"\n"+
			start+`"extra":["`+long+`"]}`+"\n"+
			start+`"note":""}`+"\n"), "cohort", "-")
	got := cohortLines(t, out)
	if code != exitInput || len(got) != 3 {
		t.Fatalf("exit code %d, %d lines\n%s", code, len(got), errs)
	}
	if got[0].Disposition != clinical.Emergency || got[1].Error != errOdd.Error() || got[2].Disposition != clinical.Emergency {
		t.Errorf("%+v\n%+v\n%+v", got[0], got[1], got[2])
	}
	if !strings.Contains(errs, "line 2: "+errOdd.Error()) {
		t.Error(errs)
	}
}

// TestAStopWaitsForNoAnswer: what is decided is written, what is not is left.
func TestAStopWaitsForNoAnswer(t *testing.T) {
	chunkOf := func(number int, out string) *chunk {
		c := &chunk{lines: []line{{number: number}}, ready: make(chan struct{}, 1)}
		c.out.WriteString(out)
		if out != "" {
			c.ready <- struct{}{}
		}
		return c
	}
	ctx, stop := context.WithCancel(context.Background())
	var out bytes.Buffer
	p := pipeline{out: &out}
	waits := make(chan error)
	go func() { waits <- p.write(ctx, chunkOf(0, "")) }()
	stop()
	if err := <-waits; !errors.Is(err, errStopped) {
		t.Error(err)
	}
	queue := make(chan *chunk, 3)
	queue <- chunkOf(1, "first\n")
	queue <- chunkOf(2, "")
	queue <- chunkOf(3, "third\n")
	if err := p.rest(ctx, queue); !errors.Is(err, errStopped) || out.String() != "first\n" || p.last != 1 {
		t.Errorf("%v, %q, line %d", err, out.String(), p.last)
	}
}

// TestAnEmptyLineOfOneColumnIsTold: it could be a case of whom nothing was asked.
func TestAnEmptyLineOfOneColumnIsTold(t *testing.T) {
	const args = "cohort --input csv --now 2026-11-21T10:00:00+01:00 -"
	code, out, errs := command(strings.NewReader("\n\r\nneuro.saddle_sensation\r\nnew\r\n\r\n\"\"\n \n\nnew"), strings.Fields(args)...)
	got := cohortLines(t, out)
	if code != exitInput || len(got) != 6 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	for i, bad := range []bool{false, true, false, true, true, false} {
		if g := got[i]; g.Line != i+4 || (g.Error != "") != bad || bad && i != 3 && g.Error != errEmpty.Error() {
			t.Errorf("%+v", g)
		}
	}
	if !strings.Contains(errs, "line 5: ") || !strings.Contains(errs, "3 lines of 6") {
		t.Error(errs)
	}
	for name, text := range map[string]string{"one column": "neuro.saddle_sensation\nnew\n", "two columns": "id,neuro.saddle_sensation\n\na,new\n\n"} {
		if code, out, errs := command(strings.NewReader(text), strings.Fields(args)...); code != exitAnswer || len(cohortLines(t, out)) != 1 {
			t.Errorf("%s: exit code %d\n%s%s", name, code, out, errs)
		}
	}
}
