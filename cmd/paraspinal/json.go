package main

import (
	"encoding/json"
	"io"
	"time"

	"paraspinal/assess"
	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// The shapes below are documented in docs/json.md and held by golden tests.

type assessmentJSON struct {
	Disposition    clinical.Disposition `json:"disposition"`
	Heading        string               `json:"heading"`
	Care           clinical.Care        `json:"care"`
	Settled        bool                 `json:"settled"`
	AtMost         clinical.Disposition `json:"at_most"`
	Reasons        []reasonJSON         `json:"reasons"`
	Limits         []limitJSON          `json:"limits"`
	Next           *nextJSON            `json:"next"`
	ValidUntil     *time.Time           `json:"valid_until"`
	TryAgain       *time.Time           `json:"try_again"`
	Change         []changeJSON         `json:"change"`
	Contradictions []contradictionJSON  `json:"contradictions"`
	Advice         []string             `json:"advice"`
	Faulty         []clinical.FindingID `json:"faulty"`
	NotAsked       []clinical.FindingID `json:"not_asked"`
	GoAheads       []goAheadJSON        `json:"go_aheads"`
	Protocol       protocolJSON         `json:"protocol"`
	Notice         string               `json:"notice"`
}

type protocolJSON struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

type findingJSON struct {
	Finding clinical.FindingID `json:"finding"`
	Name    string             `json:"name"`
	Answer  string             `json:"answer"`
	Text    string             `json:"text"`
}

type reasonJSON struct {
	Rule        clinical.RuleID      `json:"rule"`
	Title       string               `json:"title"`
	Disposition clinical.Disposition `json:"disposition"`
	Care        clinical.Care        `json:"care"`
	Unsure      bool                 `json:"unsure"`
	Lifted      bool                 `json:"lifted"`
	Text        string               `json:"text"`
	Findings    []findingJSON        `json:"findings"`
	Evidence    []string             `json:"evidence"`
}

type limitJSON struct {
	Kind     ruleset.LimitKind  `json:"kind"`
	Target   string             `json:"target"`
	Regions  []string           `json:"regions"`
	Side     clinical.Side      `json:"side"`
	Settings []clinical.Setting `json:"settings"`
	Rule     clinical.RuleID    `json:"rule"`
	Text     string             `json:"text"`
}

type nextJSON struct {
	Question string               `json:"question"`
	Findings []clinical.FindingID `json:"findings"`
	Text     string               `json:"text"`
	Why      string               `json:"why"`
	Options  []optionJSON         `json:"options"`
}

type optionJSON struct {
	Finding clinical.FindingID `json:"finding"`
	Value   string             `json:"value"`
	Text    string             `json:"text"`
}

type changeJSON struct {
	Rule     clinical.RuleID `json:"rule"`
	Until    string          `json:"until"`
	LiftedBy string          `json:"lifted_by"`
	Remains  []string        `json:"remains"`
}

type contradictionJSON struct {
	Rule clinical.RuleID `json:"rule"`
	Text string          `json:"text"`
}

type goAheadJSON struct {
	Valid  bool               `json:"valid"`
	Why    assess.Lapse       `json:"why"`
	Lapsed clinical.FindingID `json:"lapsed"`
}

func (a *app) assessmentJSON(as *assess.Assessment, c clinical.Case, notAsked []clinical.FindingID) assessmentJSON {
	v := a.view(c)
	out := assessmentJSON{Disposition: as.Disposition, Heading: heading(as), Care: as.Care, Settled: as.Settled, AtMost: as.AtMost,
		ValidUntil: as.ValidUntil, TryAgain: as.TryAgain, Advice: list(as.Advice), Faulty: list(as.Faulty), NotAsked: list(notAsked),
		Reasons: []reasonJSON{}, Limits: []limitJSON{}, Change: []changeJSON{}, Contradictions: []contradictionJSON{}, GoAheads: []goAheadJSON{},
		Protocol: protocolJSON{as.Protocol.ID, as.Protocol.Version, as.Protocol.Digest}, Notice: v.notice()}
	for _, r := range as.Reasons {
		j := reasonJSON{Rule: r.Rule, Title: v.words.Get("rule", string(r.Rule), "title"), Disposition: r.Disposition, Care: r.Care,
			Unsure: r.Unsure, Lifted: r.Lifted, Text: v.reason(r), Findings: []findingJSON{}, Evidence: list(r.Evidence)}
		for _, id := range r.Findings {
			j.Findings = append(j.Findings, v.finding(id))
		}
		out.Reasons = append(out.Reasons, j)
	}
	for _, l := range as.Limits {
		out.Limits = append(out.Limits, v.limitJSON(l.Limit, l.Side, l.Rule))
	}
	if as.Next != nil {
		out.Next = v.next(as.Next)
	}
	for _, ch := range as.Change {
		j := changeJSON{Rule: ch.Rule, LiftedBy: ch.LiftedBy, Remains: []string{}}
		if ch.Until {
			j.Until = v.words.Get("rule", string(ch.Rule), "until")
		}
		for i := range ch.Remains {
			j.Remains = append(j.Remains, v.limit(ch.Remains[i], clinical.AnySide))
		}
		out.Change = append(out.Change, j)
	}
	for _, id := range as.Contradictions {
		out.Contradictions = append(out.Contradictions, contradictionJSON{id, v.ruleText(id)})
	}
	for _, g := range as.GoAheads {
		out.GoAheads = append(out.GoAheads, goAheadJSON(g))
	}
	return out
}

// list is the slice itself, and [] rather than null when it is empty.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
