package compile_test

import (
	"slices"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

func TestPropertyFaults(t *testing.T) {
	set, _, problems := compile.Compile(source(t)) // no property changes it
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, tt := range []struct {
		name   string
		breaks func(s *protocol.Source, p *protocol.Property)
		code   string
		says   string
	}{
		{"no properties", func(s *protocol.Source, _ *protocol.Property) { s.Properties = nil }, "P240", "nowhere"},
		{"an id of another form", func(_ *protocol.Source, p *protocol.Property) { p.ID = "X-1" }, "P241", "not the id"},
		{"an id twice", func(s *protocol.Source, p *protocol.Property) { p.ID = s.Properties[1].ID }, "P111", "already declared"},
		{"no words", func(_ *protocol.Source, p *protocol.Property) { p.Says = " " }, "P241", "in words"},
		{"a long sentence", func(_ *protocol.Source, p *protocol.Property) { p.Says = strings.Repeat("word ", 30) + "end." }, "P191", "31 words"},
		{"no hazard", func(_ *protocol.Source, p *protocol.Property) { p.Hazards = nil }, "P241", "no hazard"},
		{"a hazard of another form", func(_ *protocol.Source, p *protocol.Property) { p.Hazards = []string{"CES"} }, "P241", "not a hazard"},
		{"no evidence", func(_ *protocol.Source, p *protocol.Property) { p.Evidence = nil }, "P151", "no evidence"},
		{"unknown evidence", func(_ *protocol.Source, p *protocol.Property) { p.Evidence = []string{"Nobody-1999"} }, "P112", "Nobody-1999"},
		{"a condition over nothing known", func(_ *protocol.Source, p *protocol.Property) { p.If = `neuro.blader == "new"` }, "P102", "blader"},
		{"not sure about nothing known", func(_ *protocol.Source, p *protocol.Property) { p.UnsureOf = []string{"neuro.blader"} }, "P112", "blader"},
		{"two claims", func(_ *protocol.Source, p *protocol.Property) { p.Then.NoPlan = true }, "P243", "one thing"},
		{"no claim", func(_ *protocol.Source, p *protocol.Property) { p.Then = protocol.Claim{} }, "P243", "one thing"},
		{"an unknown law", func(_ *protocol.Source, p *protocol.Property) {
			p.If, p.Then = "", protocol.Claim{Law: "nobody_is_hurt"}
		}, "P243", "nobody_is_hurt"},
		{"a law for some", func(_ *protocol.Source, p *protocol.Property) { p.Then = protocol.Claim{Law: "caps_hold"} }, "P243", "about everyone"},
		{"at least what everybody is", func(_ *protocol.Source, p *protocol.Property) {
			p.Then = protocol.Claim{AtLeast: clinical.Suitable}
		}, "P243", "says nothing"},
		{"a law about no rules", func(_ *protocol.Source, p *protocol.Property) {
			p.If, p.Then = "", protocol.Claim{Law: ruleset.LawTheseRules}
		}, "P243", "names some"},
		{"rules beside another claim", func(_ *protocol.Source, p *protocol.Property) {
			p.Then.Rules = map[string][]string{"medicines": {"PR-MED-01"}}
		}, "P243", "rules stand beside"},
		{"a time without a disposition", func(_ *protocol.Source, p *protocol.Property) {
			p.Then = protocol.Claim{NoPlan: true, Within: clinical.Now}
		}, "P243", "within stands beside"},
		{"an unknown technique", func(_ *protocol.Source, p *protocol.Property) {
			p.Then = protocol.Claim{Never: &protocol.Work{Techniques: []string{"#magic"}}}
		}, "P112", "#magic"},
		{"an unknown region", func(_ *protocol.Source, p *protocol.Property) {
			p.Then = protocol.Claim{Never: &protocol.Work{Regions: []string{"tail"}}}
		}, "P112", "tail"},
		{"an unknown pressure", func(_ *protocol.Source, p *protocol.Property) {
			p.Then = protocol.Claim{Most: &protocol.Work{Pressure: "soft"}}
		}, "P141", "soft"},
		{"most of nothing", func(_ *protocol.Source, p *protocol.Property) { p.Then = protocol.Claim{Most: &protocol.Work{}} }, "P243", "names a pressure"},
		{"no twin", func(_ *protocol.Source, p *protocol.Property) { p.Twin = nil }, "P242", "no twin"},
		{"a twin of an unknown rule", func(_ *protocol.Source, p *protocol.Property) { p.Twin[0].Drop = "RF-X-01" }, "P112", "RF-X-01"},
		{"a twin of an unknown technique", func(_ *protocol.Source, p *protocol.Property) {
			p.Twin = []protocol.Fault{{Allow: "magic", Pos: p.Twin[0].Pos}}
		}, "P112", "magic"},
		{"a twin of an unknown region", func(_ *protocol.Source, p *protocol.Property) {
			p.Twin = []protocol.Fault{{Open: "tail", Pos: p.Twin[0].Pos}}
		}, "P112", "tail"},
		{"a twin without a fault", func(_ *protocol.Source, p *protocol.Property) { p.Twin = []protocol.Fault{{Pos: p.Twin[0].Pos}} }, "P242", "a fault is one of"},
		{"a twin that lowers to nothing", func(_ *protocol.Source, p *protocol.Property) {
			p.Twin = []protocol.Fault{{Lower: "RF-CES-01", Pos: p.Twin[0].Pos}}
		}, "P242", "a fault is one of"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := source(t)
			src.Properties = slices.Clone(src.Properties)
			src.Properties[0].Twin = slices.Clone(src.Properties[0].Twin)
			tt.breaks(src, &src.Properties[0])
			props, problems := compile.Properties(src, set)
			if props != nil {
				t.Error("properties with a fault were compiled")
			}
			if !slices.ContainsFunc(problems, func(p strict.Problem) bool { return p.Code == tt.code && strings.Contains(p.Message, tt.says) }) {
				t.Errorf("want %s with %q:\n%v", tt.code, tt.says, problems)
			}
			for _, p := range problems {
				if p.Pos.File != "safety.yaml" || p.Pos.Line == 0 || p.Hint == "" {
					t.Errorf("no place or hint: %+v", p)
				}
			}
		})
	}
}

func TestPropertiesLeaveTheSetAlone(t *testing.T) {
	src := source(t)
	set, _, problems := compile.Compile(src)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	atoms := len(set.Atoms)
	props, problems := compile.Properties(src, set)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if len(props) != len(src.Properties) || len(set.Atoms) != atoms {
		t.Errorf("%d properties of %d, %d atoms of %d", len(props), len(src.Properties), len(set.Atoms), atoms)
	}
}
