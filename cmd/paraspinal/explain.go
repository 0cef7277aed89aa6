package main

import (
	"strings"

	"github.com/spf13/cobra"

	"paraspinal/clinical"
	"paraspinal/internal/strict"
)

func (a *app) explainCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Show one rule: what it does, when, why, and on what evidence",
		Args:  cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return a.ruleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.load(); err != nil {
				return err
			}
			return a.explain(clinical.RuleID(args[0]))
		},
	}
}

func (a *app) ruleIDs() []string {
	if a.load() != nil {
		return nil
	}
	var out []string
	for i := range a.set.Rules {
		out = append(out, string(a.set.Rules[i].ID))
	}
	return out
}

type explainJSON struct {
	Rule        clinical.RuleID      `json:"rule"`
	Topic       string               `json:"topic"`
	Title       string               `json:"title"`
	When        string               `json:"when"`
	Disposition clinical.Disposition `json:"disposition"`
	Care        clinical.Care        `json:"care"`
	Limits      []string             `json:"limits"`
	IfUnsure    string               `json:"if_unsure"`
	Until       string               `json:"until"`
	LiftedBy    string               `json:"lifted_by"`
	Remains     []string             `json:"remains"`
	Person      string               `json:"person"`
	Therapist   string               `json:"therapist"`
	Evidence    []evidenceJSON       `json:"evidence"`
}

type evidenceJSON struct {
	ID       string `json:"id"`
	Source   string `json:"source"`
	Year     int    `json:"year"`
	Grade    string `json:"grade"`
	Checked  string `json:"checked"`
	Supports string `json:"supports"`
}

func (a *app) explain(id clinical.RuleID) error {
	i, ok := a.set.Rule(id)
	if !ok {
		if near, ok := strict.Nearest(string(id), a.ruleIDs()); ok {
			return usagef("there is no rule %q; did you mean %q?", id, near)
		}
		return usagef("there is no rule %q; \"paraspinal protocol show rules\" lists them", id)
	}
	r, v := &a.set.Rules[i], a.view(clinical.Case{})
	j := explainJSON{Rule: id, Topic: a.words.Get("topic", r.Topic), Title: a.words.Get("rule", string(id), "title"), When: r.Source, Disposition: r.Then.Disposition,
		Care: r.Then.Care, Limits: []string{}, Remains: []string{}, Until: a.words.Get("rule", string(id), "until"), LiftedBy: r.LiftedBy,
		Person: a.words.Get("rule", string(id), "person"), Therapist: a.words.Get("rule", string(id), "therapist"), Evidence: []evidenceJSON{}, IfUnsure: "nothing"}
	for _, l := range r.Then.Limits {
		j.Limits = append(j.Limits, v.limit(&a.set.Limits[l], clinical.AnySide))
	}
	if r.Remains != nil {
		for _, l := range r.Remains.Limits {
			j.Remains = append(j.Remains, v.limit(&a.set.Limits[l], clinical.AnySide))
		}
	}
	if u := r.Unsure; u != nil {
		j.IfUnsure = u.Disposition.String()
		if u.Care.Within != clinical.NoCare {
			j.IfUnsure += ", " + u.Care.Who.String() + " " + u.Care.Within.String()
		}
	}
	for _, e := range r.Evidence {
		j.Evidence = append(j.Evidence, a.evidence(e))
	}
	if a.format == "json" {
		return writeJSON(a.out, j)
	}
	p := a.page()
	p.head(string(id) + ": " + j.Title)
	p.para("Topic: " + j.Topic + ".")
	p.para("When: " + j.When)
	does := "Does: " + j.Disposition.String()
	if j.Care.Within != clinical.NoCare {
		does += ", " + j.Care.Who.String() + " " + j.Care.Within.String()
	}
	p.para(does)
	for _, l := range j.Limits {
		p.item(l)
	}
	p.para("If unsure: " + j.IfUnsure)
	if j.Until != "" {
		p.para("Until: " + j.Until)
	}
	if j.LiftedBy != "" {
		p.para("Lifted by: " + a.words.Get("go_ahead", j.LiftedBy, "name") + ". What remains: " + strings.Join(j.Remains, " "))
	}
	p.head("For the person")
	p.para(j.Person)
	p.head("For the therapist")
	p.para(j.Therapist)
	p.head("Evidence")
	for _, e := range j.Evidence {
		p.item(e.ID + " (" + e.Grade + ", " + e.Checked + "): " + e.Supports + " Source: " + e.Source + ".")
	}
	return nil
}

func (a *app) evidence(id string) evidenceJSON {
	for i := range a.set.Evidence {
		if e := &a.set.Evidence[i]; e.ID == id {
			return evidenceJSON{e.ID, e.Source, e.Year, e.Grade, e.Checked, a.words.Get("evidence", e.ID)}
		}
	}
	return evidenceJSON{ID: id}
}
