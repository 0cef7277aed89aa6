package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// plainAsker asks in plain lines. It never takes an empty line, or the end of
// the input, for an answer.
type plainAsker struct {
	in     *bufio.Scanner
	out    io.Writer
	prompt func(string)
}

var errBack = fmt.Errorf("back")

// line reads one line; "b" goes back, "q" stops.
func (p *plainAsker) line(ctx context.Context, prompt string) (string, error) {
	for {
		if err := ctx.Err(); err != nil {
			return "", inputError{errQuit}
		}
		p.prompt(prompt)
		if !p.in.Scan() {
			fmt.Fprintln(p.out)
			return "", inputError{errQuit}
		}
		switch t := strings.TrimSpace(p.in.Text()); t {
		case "":
		case "b":
			return "", errBack
		case "q":
			return "", inputError{errQuit}
		default:
			return t, nil
		}
	}
}

func (p *plainAsker) choose(ctx context.Context, title string, options []string) (int, error) {
	fmt.Fprintf(p.out, "\n%s\n", title)
	for i, o := range options {
		fmt.Fprintln(p.out, wrap(o, fmt.Sprintf("%3d  ", i+1), "     "))
	}
	for {
		t, err := p.line(ctx, "Number: ")
		if err == errBack {
			continue
		}
		if err != nil {
			return 0, err
		}
		if n, e := strconv.Atoi(t); e == nil && n >= 1 && n <= len(options) {
			return n - 1, nil
		}
		fmt.Fprintf(p.out, "Type a number from 1 to %d.\n", len(options))
	}
}

func (p *plainAsker) page(ctx context.Context, v view, q question) (reply, error) {
	fmt.Fprintf(p.out, "\nPage %d\n%s\n", q.number, wrap(v.words.Get("question", q.q.ID, "text"), "", ""))
	if h := v.words.Get("question", q.q.ID, "hint"); h != "" {
		fmt.Fprintln(p.out, wrap(h, "", ""))
	}
	if q.again {
		fmt.Fprintln(p.out, wrap("You are not sure. "+v.words.Get("question", q.q.ID, "how"), "", ""))
	} else {
		fmt.Fprintln(p.out, wrap("Why we ask: "+v.words.Get("question", q.q.ID, "why"), "", ""))
	}
	r := reply{answers: map[clinical.FindingID]clinical.Answer{}}
	var err error
	if q.q.Kind == "check" {
		err = p.check(ctx, v, q, r)
	} else {
		for _, id := range q.findings {
			if err = p.one(ctx, v, q, id, r); err != nil {
				break
			}
		}
	}
	if err == errBack {
		return reply{back: true}, nil
	}
	return r, err
}

func (p *plainAsker) one(ctx context.Context, v view, q question, id clinical.FindingID, r reply) error {
	i, _ := v.set.Finding(id)
	f := &v.set.Findings[i]
	if q.q.Kind == "form" {
		fmt.Fprintln(p.out, wrap(v.words.Get("question", q.q.ID, string(id)), "\n", ""))
	}
	opts := v.options(q.q, id)
	if len(opts) == 0 {
		return p.typed(ctx, v, f, r)
	}
	for n, o := range opts {
		fmt.Fprintln(p.out, wrap(o.Text, fmt.Sprintf("%3d  ", n+1), "     "))
	}
	for {
		t, err := p.line(ctx, "Number (b: back, q: stop): ")
		if err != nil {
			return err
		}
		n, e := strconv.Atoi(t)
		switch {
		case e != nil || n < 1 || n > len(opts):
			fmt.Fprintf(p.out, "Type a number from 1 to %d.\n", len(opts))
			continue
		case n == len(opts):
			r.answers[id] = clinical.UnsureAnswer()
		default:
			a, err := f.ParseAnswer(opts[n-1].Value)
			if err != nil {
				return err
			}
			r.answers[id] = a
		}
		return nil
	}
}

func (p *plainAsker) typed(ctx context.Context, v view, f *ruleset.Finding, r reply) error {
	prompt := "Date, such as 2026-11-21, 2026-11 or 2026 (?: not sure, b: back): "
	if f.Type == ruleset.Int {
		prompt = fmt.Sprintf("Whole number from %d to %d (?: not sure, b: back): ", f.Min, f.Max)
	}
	for {
		t, err := p.line(ctx, prompt)
		if err != nil {
			return err
		}
		a, err := parse(f, t, v.c.Now)
		if err == nil {
			r.answers[f.ID] = a
			return nil
		}
		fmt.Fprintln(p.out, err)
	}
}

// check is a tick list. Only 0 says none: an empty line is not an answer.
func (p *plainAsker) check(ctx context.Context, v view, q question, r reply) error {
	items := itemsOf(v, q)
	for n, it := range items {
		fmt.Fprintln(p.out, wrap(v.words.Get("question", q.q.ID, string(v.set.Findings[it.Finding].ID)), fmt.Sprintf("%3d  ", n+1), "     "))
	}
	fmt.Fprintln(p.out, wrap(v.words.Get("question", q.q.ID, "none"), "  0  ", "     "))
	for {
		t, err := p.line(ctx, "All numbers that fit, 0 for none, ?2 if not sure of 2 (b: back, q: stop): ")
		if err != nil {
			return err
		}
		if msg := ticks(v, items, t, r); msg != "" {
			fmt.Fprintln(p.out, msg)
			continue
		}
		return nil
	}
}

// ticks reads "1 3 ?4". It gives a message when that cannot be an answer.
func ticks(v view, items []ruleset.QuestionItem, text string, r reply) string {
	fields := strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == ',' })
	for _, it := range items {
		f := &v.set.Findings[it.Finding]
		r.answers[f.ID] = f.Answer(*f.Normal)
	}
	for _, w := range fields {
		num, doubt := strings.CutPrefix(w, "?")
		n, err := strconv.Atoi(num)
		switch {
		case err != nil || n < 0 || n > len(items) || doubt && n == 0:
			return fmt.Sprintf("Type numbers from 0 to %d.", len(items))
		case n == 0 && len(fields) > 1:
			return "0 says none of these: type it alone."
		case n == 0:
			return ""
		}
		f := &v.set.Findings[items[n-1].Finding]
		r.answers[f.ID] = f.Answer(items[n-1].Tick)
		if doubt {
			r.answers[f.ID] = clinical.UnsureAnswer()
		}
	}
	return ""
}
