package docs_test

import (
	"slices"
	"testing"

	"paraspinal/clinical"
	"paraspinal/internal/docs"
)

func ruleIDOf(s string) clinical.RuleID { return clinical.RuleID(s) }

func TestReplace(t *testing.T) {
	for _, c := range []struct {
		situation, text, want string
		fails                 bool
	}{
		{"content between the markers", "a\n<!-- generated: x -->\nold\n<!-- end -->\nb", "a\n<!-- generated: x -->\nnew\n<!-- end -->\nb", false},
		{"nothing between them yet", "<!-- generated: x --><!-- end -->", "<!-- generated: x -->\nnew\n<!-- end -->", false},
		{"the block of another name stays", "<!-- generated: y -->\nold\n<!-- end -->\n<!-- generated: x -->\n<!-- end -->", "<!-- generated: y -->\nold\n<!-- end -->\n<!-- generated: x -->\nnew\n<!-- end -->", false},
		{"no marker", "a", "a", true},
		{"no end", "<!-- generated: x -->", "<!-- generated: x -->", true},
	} {
		t.Run(c.situation, func(t *testing.T) {
			got, err := docs.Replace(c.text, "x", "\nnew\n")
			if got != c.want || (err != nil) != c.fails {
				t.Errorf("got %q, %v", got, err)
			}
			if again, _ := docs.Replace(got, "x", "new"); again != got {
				t.Errorf("a second time gives %q", again)
			}
		})
	}
}

func TestOutputsOfCommands(t *testing.T) {
	const text = "see\n<!-- output: paraspinal assess a.yaml -->\n<!-- end -->\nand\n<!-- output: paraspinal version -->\nold\n<!-- end -->\n"
	commands := docs.Commands(text)
	if !slices.Equal(commands, []string{"paraspinal assess a.yaml", "paraspinal version"}) {
		t.Fatalf("commands are %q", commands)
	}
	got, err := docs.SetOutput(text, commands[0], "\nNo massage\n")
	if err != nil {
		t.Fatal(err)
	}
	want := "see\n<!-- output: paraspinal assess a.yaml -->\n```text\nNo massage\n```\n<!-- end -->\nand\n<!-- output: paraspinal version -->\nold\n<!-- end -->\n"
	if got != want {
		t.Errorf("got %q", got)
	}
	if _, err := docs.SetOutput(text, "paraspinal ask", "x"); err == nil {
		t.Error("an output without a block is taken")
	}
}
