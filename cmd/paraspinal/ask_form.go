package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"charm.land/huh/v2"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// formAsker asks on a terminal with full-screen forms.
type formAsker struct {
	in  io.Reader
	out io.Writer
}

// Values of an option that is not an answer.
const (
	notChosen = ""
	goBack    = "\x00back"
	noneHere  = "\x00none"
	doubtHere = "\x00doubt"
)

func (a *formAsker) show(ctx context.Context, fields ...huh.Field) error {
	err := huh.NewForm(huh.NewGroup(fields...)).WithInput(a.in).WithOutput(a.out).RunWithContext(ctx)
	if errors.Is(err, huh.ErrUserAborted) {
		return inputError{errQuit}
	}
	return err
}

func (a *formAsker) choose(ctx context.Context, title string, options []string) (int, error) {
	var opts []huh.Option[int]
	for i, o := range options {
		opts = append(opts, huh.NewOption(o, i))
	}
	var chosen int
	err := a.show(ctx, huh.NewSelect[int]().Title(title).Options(opts...).Value(&chosen))
	return chosen, err
}

func (a *formAsker) page(ctx context.Context, v view, q question) (reply, error) {
	title := v.words.Get("question", q.q.ID, "text")
	about := "Why we ask: " + v.words.Get("question", q.q.ID, "why")
	if q.again {
		about = "You are not sure. " + v.words.Get("question", q.q.ID, "how")
	}
	about = wrap(about, "", "")
	if hint := v.words.Get("question", q.q.ID, "hint"); hint != "" {
		about = wrap(hint, "", "") + "\n" + about
	}
	r := reply{answers: map[clinical.FindingID]clinical.Answer{}}
	if q.q.Kind == "check" {
		return a.check(ctx, v, q, title, about, r)
	}
	for i, id := range q.findings {
		t := title
		if q.q.Kind == "form" {
			t = fmt.Sprintf("%s\n%s (%d of %d)", title, v.words.Get("question", q.q.ID, string(id)), i+1, len(q.findings))
		}
		back, err := a.one(ctx, v, q, id, t, about, r)
		if back || err != nil {
			return reply{back: back}, err
		}
	}
	return r, nil
}

// one asks one finding: a list that starts on no answer, or a line to type.
func (a *formAsker) one(ctx context.Context, v view, q question, id clinical.FindingID, title, about string, r reply) (back bool, err error) {
	i, _ := v.set.Finding(id)
	f := &v.set.Findings[i]
	var text string
	answers := v.options(q.q, id)
	if len(answers) == 0 {
		hint := "a date: 2026-11-21, 2026-11 or 2026"
		if f.Type == ruleset.Int {
			hint = fmt.Sprintf("a whole number from %d to %d", f.Min, f.Max)
		}
		err = a.show(ctx, huh.NewInput().Title(title).Description(about+"\nType "+hint+", ? if you are not sure, b to go back.").Value(&text).Validate(func(s string) error {
			if s == "b" {
				return nil
			}
			_, err := parse(f, s, v.c.Now)
			return err
		}))
		if err != nil || text == "b" {
			return text == "b", err
		}
		r.answers[id], err = parse(f, text, v.c.Now)
		return false, err
	}
	opts := []huh.Option[string]{huh.NewOption("(choose with the arrow keys)", notChosen)}
	for _, o := range answers {
		opts = append(opts, huh.NewOption(o.Text, o.Value))
	}
	opts = append(opts, huh.NewOption("Go back", goBack))
	err = a.show(ctx, huh.NewSelect[string]().Title(title).Description(about).Options(opts...).Value(&text).Validate(func(s string) error {
		if s == notChosen {
			return errors.New("choose one of the answers")
		}
		return nil
	}))
	switch {
	case err != nil || text == goBack:
		return text == goBack, err
	case text == "unsure":
		r.answers[id] = clinical.UnsureAnswer()
		return false, nil
	}
	r.answers[id], err = f.ParseAnswer(text)
	return false, err
}

// check is a tick list; "none of these" alone records that nothing fits.
func (a *formAsker) check(ctx context.Context, v view, q question, title, about string, r reply) (reply, error) {
	items := itemsOf(v, q)
	var opts []huh.Option[string]
	for _, it := range items {
		id := v.set.Findings[it.Finding].ID
		opts = append(opts, huh.NewOption(v.words.Get("question", q.q.ID, string(id)), string(id)))
	}
	opts = append(opts, huh.NewOption(v.words.Get("question", q.q.ID, "none"), noneHere), huh.NewOption("I am not sure about one or more of these", doubtHere), huh.NewOption("Go back", goBack))
	var chosen []string
	err := a.show(ctx, huh.NewMultiSelect[string]().Title(title).Description(about+"\nMark with the space bar, then press enter.").Options(opts...).Value(&chosen).Validate(validTicks))
	if err != nil {
		return reply{}, err
	}
	for _, it := range items {
		f := &v.set.Findings[it.Finding]
		r.answers[f.ID] = f.Answer(*f.Normal)
	}
	doubt := false
	for _, c := range chosen {
		switch c {
		case goBack:
			return reply{back: true}, nil
		case doubtHere:
			doubt = true
		case noneHere:
		default:
			mark(v, items, clinical.FindingID(c), r, false)
		}
	}
	if !doubt {
		return r, nil
	}
	chosen = nil
	err = a.show(ctx, huh.NewMultiSelect[string]().Title("Which are you not sure about?").Options(opts[:len(items)]...).Value(&chosen).Validate(func(s []string) error {
		if len(s) == 0 {
			return errors.New("mark at least one")
		}
		return nil
	}))
	for _, c := range chosen {
		mark(v, items, clinical.FindingID(c), r, true)
	}
	return r, err
}

func mark(v view, items []ruleset.QuestionItem, id clinical.FindingID, r reply, doubt bool) {
	for _, it := range items {
		if f := &v.set.Findings[it.Finding]; f.ID == id {
			r.answers[id] = f.Answer(it.Tick)
			if doubt {
				r.answers[id] = clinical.UnsureAnswer()
			}
		}
	}
}

func validTicks(chosen []string) error {
	none, other := false, false
	for _, c := range chosen {
		none = none || c == noneHere
		other = other || c != noneHere && c != goBack
	}
	switch {
	case len(chosen) == 0:
		return errors.New("mark what fits, or that none of these does")
	case none && other:
		return errors.New("either none of these, or what fits: not both")
	}
	return nil
}
