package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// TestAnAnswerThatCannotBeWrittenIsAFault: whoever sees exit code 0 and no text
// could take it for nothing to say.
func TestAnAnswerThatCannotBeWrittenIsAFault(t *testing.T) {
	full := errors.New("no space left on device")
	for _, args := range []string{"assess ../../examples/numb.yaml", "assess --format json ../../examples/numb.yaml", "plan ../../examples/anna.yaml",
		"can ../../examples/anna.yaml cupping", "explain RF-CES-01", "protocol show", "version", "help"} {
		t.Run(args, func(t *testing.T) {
			var errs bytes.Buffer
			code := run(context.Background(), strings.Fields(args), strings.NewReader(""), failing{full}, &errs, func(string) string { return "" })
			if code != exitInternal || strings.Count(errs.String(), full.Error()) != 1 {
				t.Errorf("exit code %d\n%s", code, errs.String())
			}
		})
	}
}

// part takes some text, then nothing for once.
type part struct {
	took strings.Builder
	left int
}

func (p *part) Write(b []byte) (int, error) {
	if p.left--; p.left == 0 {
		return 0, errors.New("try again")
	}
	return p.took.Write(b)
}

func TestATextHasNoHole(t *testing.T) {
	p := &part{left: 2}
	var errs bytes.Buffer
	if code := run(context.Background(), []string{"assess", "../../examples/numb.yaml"}, strings.NewReader(""), p, &errs, func(string) string { return "" }); code != exitInternal {
		t.Errorf("exit code %d", code)
	}
	if got := strings.TrimSpace(p.took.String()); got != "Call the emergency number now" {
		t.Error(got)
	}
}
