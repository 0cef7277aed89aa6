package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"paraspinal/assess"
	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/ruleset"
	"paraspinal/session"
)

func (a *app) askCmd() *cobra.Command {
	var save, role string
	var plain, recheck, seen bool
	c := &cobra.Command{
		Use:   "ask [FILE]",
		Short: "Answer one question at a time and get the result",
		Long: `Asks one page at a time, red flags first. You can go back, change any answer at
the end, and say that you are not sure. Nothing is kept unless you use --save.

With FILE, goes on from a saved case: only what is still open is asked. With
--recheck, asks what may have changed since the last session. With --seen, you say
first which signs a clinician has examined since: the way back after every stop.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			start, err := a.startCase(args, role)
			if err != nil {
				return err
			}
			iv := &interview{app: a, first: start, recheck: recheck, ask: a.asker(plain)}
			if seen {
				if iv.first, err = iv.examined(cmd.Context(), start); err != nil {
					return err
				}
			}
			if recheck {
				iv.first, iv.before = ruleset.Forget(a.set, iv.first), iv.first
			}
			done, err := iv.run(cmd.Context())
			if err != nil {
				if iv.urgent { // leaving the questions does not take the advice back
					a.page().head("Get medical help today")
				}
				return err
			}
			if save == "" {
				return nil
			}
			return a.save(save, done)
		},
	}
	c.Flags().StringVar(&save, "save", "", "keep the answers in this file, for the other commands")
	c.Flags().StringVar(&role, "role", "person", "who answers: person, helper or therapist; never changes the result")
	c.Flags().BoolVar(&plain, "plain", false, "plain lines instead of a full-screen form, for screen readers and pipes")
	c.Flags().BoolVar(&seen, "seen", false, "a clinician has seen me about the last result: say which signs were examined")
	c.Flags().BoolVar(&recheck, "recheck", false, "ask again only what may have changed since the last session")
	return c
}

func (a *app) startCase(args []string, role string) (clinical.Case, error) {
	var r clinical.Role
	if err := r.UnmarshalText([]byte(role)); err != nil || r == clinical.NoRole {
		return clinical.Case{}, usagef("--role is person, helper or therapist, not %q", role)
	}
	if len(args) == 1 {
		read, err := a.readCase(args[0])
		if err != nil {
			return clinical.Case{}, err
		}
		read.Case.Now, err = a.clock() // it is asked now, whenever the file was written
		read.Case.Role = r
		return session.Next(a.set, read.Case), err
	}
	if err := a.load(); err != nil {
		return clinical.Case{}, err
	}
	now, err := a.clock()
	return clinical.Case{Schema: clinical.CaseSchema, Protocol: a.set.Version, Now: now, Zone: now.Location(), Role: r, Findings: map[clinical.FindingID]clinical.Answer{}}, err
}

func (a *app) save(name string, c clinical.Case) error {
	b, err := casefile.Write(c, a.set)
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, append(b, '\n'), 0o600); err != nil {
		return inputError{err}
	}
	fmt.Fprintf(a.out, "\nYour answers are in %s. Nobody else gets them.\n", name)
	return nil
}

// question is one page as an asker shows it.
type question struct {
	q        *ruleset.Question
	findings []clinical.FindingID // those to ask, in the order of the page
	again    bool                 // the person was not sure: explain how to check
	number   int
}

// reply is what a person answered to one page.
type reply struct {
	answers map[clinical.FindingID]clinical.Answer
	back    bool
}

// asker shows one page and returns the reply.
type asker interface {
	page(ctx context.Context, v view, q question) (reply, error)
	// choose offers a list and returns the index chosen.
	choose(ctx context.Context, title string, options []string) (int, error)
}

var errQuit = errors.New("stopped before the end: nothing was decided. Do not massage")

func (a *app) asker(plain bool) asker {
	in, okIn := a.in.(*os.File)
	if !plain && okIn && term.IsTerminal(int(in.Fd())) && a.terminal() {
		out, _ := terminal(a.out)
		return &formAsker{in: a.in, out: out}
	}
	return &plainAsker{bufio.NewScanner(a.in), a.out, a.prompt}
}

// interview is one walk through the questions.
type interview struct {
	app     *app
	first   clinical.Case // before the first page
	before  clinical.Case // with recheck: the answers of last time
	recheck bool
	ask     asker
	pages   []answered
	urgent  bool // the urgent card was shown
}

type answered struct {
	question string
	answers  map[clinical.FindingID]clinical.Answer
}

// caseNow is the case with all answers so far.
func (iv *interview) caseNow() clinical.Case {
	c := iv.first
	for _, p := range iv.pages {
		c = c.WithAll(p.answers)
	}
	return c
}

func (iv *interview) assess(c clinical.Case) assess.Assessment {
	if iv.recheck {
		return assess.Assess(iv.app.set, c, c.Now, assess.ForRecheck())
	}
	return assess.Assess(iv.app.set, c, c.Now)
}

func (iv *interview) run(ctx context.Context) (clinical.Case, error) {
	for {
		c := iv.caseNow()
		as := iv.assess(c)
		if as.Disposition == clinical.Urgent && as.Next != nil && !iv.urgent {
			iv.urgent = true
			fmt.Fprintln(iv.app.out)
			iv.app.page().head(heading(&as))
			iv.app.page().para(careLine(&as) + " A few more questions show whether it is an emergency.")
		}
		if as.Next == nil {
			if as.Disposition != clinical.Emergency {
				change, err := iv.review(ctx, c)
				if err != nil {
					return c, err
				}
				if change >= 0 {
					if err := iv.change(ctx, c, change); err != nil {
						return c, err
					}
					continue
				}
			}
			iv.app.writeAssessment(&as, c)
			return withResult(c, &as), nil
		}
		if err := iv.one(ctx, c, as.Next); err != nil {
			return c, err
		}
	}
}

// withResult adds the result to the history, so that a later check knows of it.
func withResult(c clinical.Case, as *assess.Assessment) clinical.Case {
	if as.Disposition == clinical.Undecided {
		return c
	}
	h := slices.Clip(c.History)
	c.History = append(h, clinical.Event{Kind: clinical.ResultEvent, At: c.Now, Disposition: as.Disposition})
	return c
}

// change asks one page again and keeps all others. Answers that no longer
// concern the person are dropped.
func (iv *interview) change(ctx context.Context, c clinical.Case, page int) error {
	q, _ := iv.app.set.Question(iv.pages[page].question)
	var findings []clinical.FindingID
	for _, f := range q.Asks {
		if id := iv.app.set.Findings[f].ID; iv.pages[page].answers[id].Kind != clinical.NotAsked {
			findings = append(findings, id)
		}
	}
	r, err := iv.ask.page(ctx, iv.app.view(c), question{q: q, findings: findings, number: page + 1})
	if err != nil || r.back {
		return err
	}
	iv.pages[page].answers = r.answers
	for again := true; again; {
		again = false
		now := iv.caseNow()
		var facts ruleset.Facts
		iv.app.set.Resolve(&now, now.Now, &facts)
		for _, p := range iv.pages {
			for id := range p.answers {
				if i, _ := iv.app.set.Finding(id); !iv.app.set.Concerns(i, &facts) {
					delete(p.answers, id)
					again = true
				}
			}
		}
	}
	return nil
}

// examined asks, for each sign behind the last result, whether a clinician has
// examined it since, and records that.
func (iv *interview) examined(ctx context.Context, c clinical.Case) (clinical.Case, error) {
	as := iv.assess(c)
	asked := map[clinical.FindingID]bool{}
	for _, r := range as.Reasons {
		if r.Disposition < clinical.Refer {
			continue
		}
		for _, id := range r.Findings {
			i, _ := iv.app.set.Finding(id)
			f := &iv.app.set.Findings[i]
			if _, err := f.ParseAnswer("examined"); err != nil || f.Type != ruleset.Choice || asked[id] || c.Get(id) == clinical.ChoiceAnswer("examined") {
				continue
			}
			asked[id] = true
			title := "Has a doctor or physiotherapist examined this since: " + iv.app.words.Get("finding", string(id), "name") + "?"
			n, err := iv.ask.choose(ctx, title, []string{"No, or I am not sure", "Yes, it was examined, and it has not become worse since"})
			if err != nil {
				return c, err
			}
			if n == 1 {
				c = c.With(id, clinical.ChoiceAnswer("examined"))
			}
		}
	}
	if len(asked) == 0 {
		iv.app.page().para("Nothing in the last result can be lifted by an examination alone. The result says what ends it.")
	}
	return c, nil
}

// one asks one page, once more with an explanation where the person is not
// sure and can check, and records the reply.
func (iv *interview) one(ctx context.Context, c clinical.Case, n *assess.Next) error {
	v := iv.app.view(c)
	q, _ := iv.app.set.Question(n.Question)
	page := question{q: q, findings: n.Findings, number: len(iv.pages) + 1}
	r, err := iv.ask.page(ctx, v, page)
	if err == nil && !r.back && unsure(r) && iv.app.words.Get("question", q.ID, "how") != "" {
		page.again = true
		r, err = iv.ask.page(ctx, v, page)
	}
	if err != nil {
		return err
	}
	if r.back {
		if len(iv.pages) > 0 {
			iv.pages = iv.pages[:len(iv.pages)-1]
		}
		return nil
	}
	if iv.recheck && q.Kind == "check" {
		iv.app.set.Carry(q, iv.before, r.answers)
	}
	iv.pages = append(iv.pages, answered{q.ID, r.answers})
	return nil
}

func unsure(r reply) bool {
	for _, a := range r.answers {
		if a.Kind == clinical.Unsure {
			return true
		}
	}
	return false
}

// review shows all answers and asks whether to change one. It returns the
// page to go back to, or -1.
func (iv *interview) review(ctx context.Context, c clinical.Case) (int, error) {
	v := iv.app.view(c)
	options := []string{"Show the result"}
	for _, p := range iv.pages {
		q, _ := iv.app.set.Question(p.question)
		line := ""
		for _, f := range q.Asks {
			d := &iv.app.set.Findings[f]
			if a, ok := p.answers[d.ID]; ok {
				if line != "" {
					line += "; "
				}
				line += iv.app.words.Get("finding", string(d.ID), "name") + ": " + v.answerText(d, a)
			}
		}
		options = append(options, "Change: "+line)
	}
	i, err := iv.ask.choose(ctx, "Check your answers", options)
	return i - 1, err
}

// parse reads what a person typed for a number or a date; "?" is not sure.
func parse(f *ruleset.Finding, text string, now time.Time) (clinical.Answer, error) {
	if text == "?" {
		return clinical.UnsureAnswer(), nil
	}
	a, err := f.ParseAnswer(text)
	switch {
	case err != nil && f.Type == ruleset.Date:
		return a, fmt.Errorf("%q is not a date: write 2026-11-21, 2026-11 or 2026", text)
	case err != nil:
		return a, fmt.Errorf("%q is not a whole number from %d to %d", text, f.Min, f.Max)
	}
	if f.Type == ruleset.Date {
		if first, _ := a.Date.Span(now.Location()); first.After(now) {
			return a, fmt.Errorf("%s lies in the future", text)
		}
	}
	return a, nil
}

// itemsOf are the items of a page that are to be asked.
func itemsOf(v view, q question) []ruleset.QuestionItem {
	var out []ruleset.QuestionItem
	for _, it := range q.q.Items {
		if slices.Contains(q.findings, v.set.Findings[it.Finding].ID) {
			out = append(out, it)
		}
	}
	return out
}
