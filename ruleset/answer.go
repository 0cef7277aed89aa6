package ruleset

import (
	"fmt"
	"strconv"
	"strings"

	"paraspinal/clinical"
)

// ParseAnswer reads the text of a value of a finding: one of its choices,
// "true" or "false", a whole number in its range, or a date.
func (f *Finding) ParseAnswer(text string) (clinical.Answer, error) {
	switch f.Type {
	case Choice:
		v, ok := f.Value(text)
		if !ok {
			return clinical.Answer{}, fmt.Errorf("%q is not a value of %s: use %s", text, f.ID, strings.Join(f.Values, ", "))
		}
		return clinical.ChoiceAnswer(f.Values[v]), nil // not a piece of what was read
	case Bool:
		switch text {
		case "true", "yes":
			return clinical.BoolAnswer(true), nil
		case "false", "no":
			return clinical.BoolAnswer(false), nil
		}
		return clinical.Answer{}, fmt.Errorf("%q is not a value of %s: use true or false", text, f.ID)
	case Int:
		n, err := strconv.Atoi(text)
		if err != nil || n < int(f.Min) || n > int(f.Max) {
			return clinical.Answer{}, fmt.Errorf("%q is not a value of %s: use a whole number from %d to %d", text, f.ID, f.Min, f.Max)
		}
		return clinical.IntAnswer(n), nil
	}
	d, err := clinical.ParseDate(text)
	if err != nil {
		return clinical.Answer{}, fmt.Errorf("%s: %w", f.ID, err)
	}
	return clinical.DateAnswer(d), nil
}

// FormatAnswer writes an answer as ParseAnswer reads it; "unsure" and "" stand
// for the two states without a value.
func (f *Finding) FormatAnswer(a clinical.Answer) string {
	switch {
	case a.Kind == clinical.Unsure:
		return "unsure"
	case a.Kind != clinical.Known:
		return ""
	case f.Type == Choice:
		return a.Choice
	case f.Type == Bool:
		return strconv.FormatBool(a.Bool)
	case f.Type == Int:
		return strconv.Itoa(a.Int)
	}
	return a.Date.String()
}

// Answer turns a value as the rules see it into an answer. Dates have none.
func (f *Finding) Answer(v int32) clinical.Answer {
	switch f.Type {
	case Choice:
		return clinical.ChoiceAnswer(f.Values[v])
	case Bool:
		return clinical.BoolAnswer(v == 1)
	}
	return clinical.IntAnswer(int(v))
}

// Rest returns a copy of the case in which every finding that is neither
// answered nor unsure has its normal value, where it has one. Findings without
// one stay not asked: dates, numbers, the type of disc, consent and the like.
// Those that are askable and stay open are returned too.
func (s *Set) Rest(c clinical.Case) (clinical.Case, []clinical.FindingID) {
	f := make(map[clinical.FindingID]clinical.Answer, len(s.Findings))
	for k, v := range c.Findings {
		f[k] = v
	}
	for i := range s.Findings {
		d := &s.Findings[i]
		if d.Derive == nil && d.Normal != nil && f[d.ID].Kind == clinical.NotAsked {
			f[d.ID] = d.Answer(*d.Normal)
		}
	}
	c.Findings = f
	var facts Facts
	s.Resolve(&c, c.Now, &facts)
	var open []clinical.FindingID
	for i := range s.Findings {
		d := &s.Findings[i]
		if d.Derive == nil && facts.States[i].Status == Open && s.Askable(i, &facts) {
			open = append(open, d.ID)
		}
	}
	return c, open
}

// Forget returns a copy of the case without the answers that are asked again
// before each further session.
func Forget(s *Set, c clinical.Case) clinical.Case {
	f := make(map[clinical.FindingID]clinical.Answer, len(c.Findings))
	for id, a := range c.Findings {
		if i, ok := s.findings[id]; ok && !s.Findings[i].Recheck {
			f[id] = a
		}
	}
	c.Findings = f
	return c
}

// Carry keeps what was known before on a tick list of a re-check: an item that
// is neither ticked nor unsure has not changed, so its earlier answer stands,
// such as "examined" or "unsure". It changes answers.
func (s *Set) Carry(q *Question, before clinical.Case, answers map[clinical.FindingID]clinical.Answer) {
	for _, it := range q.Items {
		f := &s.Findings[it.Finding]
		if f.Normal == nil || answers[f.ID] != f.Answer(*f.Normal) {
			continue
		}
		if was := before.Get(f.ID); was.Kind != clinical.NotAsked {
			answers[f.ID] = was
		}
	}
}
