package compile_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"paraspinal/compile"
	"paraspinal/internal/strict"
	"paraspinal/protocol"
	"paraspinal/ruleset"
)

func TestWordingFaults(t *testing.T) {
	person := func(text string) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			r := rule(s, "RF-CES-01")
			r.Text.Person = text
			return at(r.Pos, r.At, "text")
		}
	}
	const long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
	try(t, []fault{
		{name: "an empty text", breaks: person(""), code: "P190", says: "rule/RF-CES-01/person is empty"},
		{name: "a text with spaces around it", breaks: person("Go now. "), code: "P190", says: "has spaces around it"},
		{name: "21 words", breaks: person("Go. " + long + " more. Go."), code: "P191", says: "a sentence has 21 words", hint: "split it"},
		{name: "a contraction", breaks: person("You can't wait."), code: "P192", says: `"can't" is a short form`, hint: "spell it out"},
		{name: "a contraction with a proper apostrophe", breaks: person("They’ll help you."), code: "P192", says: `"They’ll" is a short form`, hint: "spell it out"},
		{name: "a promise of healing", breaks: person("Massage heals the disc."), code: "P193", says: `"heals" promises too much`, hint: "promise nothing"},
		{name: "a promise beside a denial", breaks: person("It is not surgery. It puts the disc back."), code: "P193", says: `promises too much`},
	})
	t.Run("20 words and a denied promise are fine", func(t *testing.T) {
		src := source(t)
		rule(src, "RF-CES-01").Text.Person = long + ". Massage does not cure a disc. Nothing decompresses it."
		set, words, problems := compile.Compile(src)
		if len(problems) > 0 || set == nil {
			t.Fatal(problems)
		}
		if got := words[0].Get("rule", "RF-CES-01", "person"); !strings.HasSuffix(got, "Nothing decompresses it.") {
			t.Errorf("the wording is %q", got)
		}
		if words[0].Digest != set.Digest {
			t.Error("wording and set do not belong together")
		}
	})
}

func TestQuestionFaults(t *testing.T) {
	kind := func(kind string, change func(*protocol.Question)) func(*protocol.Source) strict.Pos {
		return func(s *protocol.Source) strict.Pos {
			q := find(s.Questions, func(q *protocol.Question) bool { return q.Kind == kind && len(q.Asks) > min(1, len(q.Items)) })
			change(q)
			return q.Pos
		}
	}
	try(t, []fault{
		{name: "an unknown kind", breaks: kind("bool", func(q *protocol.Question) { q.Kind = "quiz" }), code: "P180", says: "has a wrong kind or when", hint: "kinds are choice"},
		{name: "asked at no time", breaks: kind("bool", func(q *protocol.Question) { q.When = "never" }), code: "P180", says: "has a wrong kind or when", hint: "first, recheck or both"},
		{name: "a choice that lists items", breaks: kind("choice", func(q *protocol.Question) { q.Items = []protocol.Item{{Finding: q.Asks[0], Text: "x"}} }), code: "P181", says: "does not fit its kind"},
		{name: "a form without items", breaks: kind("form", func(q *protocol.Question) { q.Items = nil }), code: "P181", says: "does not fit its kind"},
		{name: "items in another order", breaks: kind("form", func(q *protocol.Question) { q.Items[0], q.Items[1] = q.Items[1], q.Items[0] }), code: "P181", says: "items and asks of", hint: "same order"},
		{name: "a tick list without none", breaks: kind("check", func(q *protocol.Question) { q.None = "" }), code: "P182", says: "needs a way to say none", hint: "none:"},
		{name: "a tick that records nothing known", breaks: kind("check", func(q *protocol.Question) { q.Items[0].Tick = "maybe" }), code: "P183", says: `a tick cannot record "maybe"`, hint: "tick: names a value"},
		{name: "13 words in a tick", breaks: kind("check", func(q *protocol.Question) { q.Items[0].Text = "a b c d e f g h i j k l m" }), code: "P184", says: "has 13 words", hint: "at most 12"},
		{name: "a value left out", breaks: kind("choice", func(q *protocol.Question) { q.Options = []protocol.Option{{Value: "none", Text: "No"}} }), code: "P185", says: "offers other values than", hint: "word each value once"},
		{name: "values without words", breaks: func(s *protocol.Source) strict.Pos {
			q := find(s.Questions, func(q *protocol.Question) bool {
				return q.Kind == "choice" && len(q.Options) > 0 && finding(s, q.Asks[0]).Set == ""
			})
			q.Options = nil
			return q.Pos
		}, code: "P185", says: "does not word the values of", hint: "options:"},
		{name: "an unknown finding", breaks: func(s *protocol.Source) strict.Pos {
			q := find(s.Questions, func(q *protocol.Question) bool { return q.Kind == "form" })
			q.Asks = append(q.Asks, "pain.bak")
			return q.Pos
		}, code: "P112", says: `there is no finding "pain.bak"`, hint: "pain.back"},
		{name: "an id used twice", breaks: func(s *protocol.Source) strict.Pos { s.Questions[1].ID = s.Questions[0].ID; return s.Questions[1].Pos }, code: "P111", says: "the question "},
	})
}

// TestFaultsInFiles breaks the text of one file and reads the whole message.
func TestFaultsInFiles(t *testing.T) {
	rows := []struct{ name, file, old, by, want string }{
		{"a sentence with a contraction", "stops.yaml", "Stop now and lie", "Don't go on. Stop now and lie", "stop/pain_down_leg/text: \"Don't\" is a short form\n"},
		{"a misspelt normal value", "findings/nerves.yaml", "type: choice, set: course, danger: set, name: change in passing urine", "type: choice, set: cours, danger: set, name: change in passing urine", "there is no value set \"cours\"\n"},
		{"a course without sessions", "courses.yaml", "sessions: 6", "sessions: 0", "the numbers of course course_professional do not fit together\n"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			problems := faults(t, edited(t, row.file, row.old, row.by))
			i := slices.IndexFunc(problems, func(p strict.Problem) bool { return strings.Contains(p.Error(), row.want) })
			if i < 0 {
				t.Fatalf("no fault says %q:\n%v", row.want, problems)
			}
			if p := problems[i]; p.Pos.File != row.file || p.Pos.Line == 0 || p.Line == "" || !strings.Contains(p.Error(), "^") {
				t.Errorf("not in its place: %v", p)
			}
		})
	}
}

func TestManyFaultsAtOnce(t *testing.T) {
	src := source(t)
	rule(src, "RF-CES-01").Evidence = nil
	src.Courses[0].Sessions = 0
	src.Stops[0].Evidence = nil
	files, problems := compile.Files(src)
	if files != nil || !slices.Equal(codes(problems), []string{"P151", "P151", "P166"}) {
		t.Errorf("%d files, faults:\n%v", len(files), problems)
	}
	if !slices.IsSortedFunc(problems, func(a, b strict.Problem) int { return strings.Compare(a.Pos.File, b.Pos.File) }) {
		t.Errorf("not sorted:\n%v", problems)
	}
}

func TestTwoThingsOfOneName(t *testing.T) {
	src := source(t)
	src.Conditions = append(src.Conditions, protocol.Condition{ID: "pain.back", When: "pain.leg >= 1", Says: "x"})
	_, _, problems := compile.Compile(src)
	if len(problems) == 0 {
		t.Error("a condition with the name of a finding was taken")
	}
}

func TestFilesAreTheSameEachTime(t *testing.T) {
	one, problems := compile.Files(source(t))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	two, _ := compile.Files(source(t))
	if !maps.EqualFunc(one, two, bytes.Equal) || len(one) != 2 {
		t.Error("compiling twice gives different files")
	}
	set, err := ruleset.Load(one["set.json"])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ruleset.Encode(set), one["set.json"]) {
		t.Error("loading and encoding changes the file")
	}
}

// LimitString and ParseLimit are inverse over all limits of the protocol.
func TestLimitsInShortForm(t *testing.T) {
	src, set := source(t), ruleset.Embedded()
	if len(set.Limits) < 50 {
		t.Fatalf("only %d limits", len(set.Limits))
	}
	for i := range set.Limits {
		text := compile.LimitString(set, &set.Limits[i])
		got, err := compile.ParseLimit(src, text)
		if err != nil || got != text {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
	rows := []struct{ name, text, want, err string }{
		{"a group is its regions", "touch @calf,calf ~left", "touch @calf ~left", ""},
		{"parts in any order", "touch ~left /professional,self @calf", "touch @calf /self,professional ~left", ""},
		{"empty", " ", "", "empty limit"},
		{"a part that is none", "touch calf", "", `"calf": a part starts with @, / or ~`},
	}
	for _, row := range rows {
		got, err := compile.ParseLimit(src, row.text)
		if got != row.want || (err == nil) != (row.err == "") || err != nil && err.Error() != row.err {
			t.Errorf("%s: %q, %v", row.name, got, err)
		}
	}
	group := find(src.Groups, func(g *protocol.Group) bool { return len(g.Regions) > 1 })
	got, err := compile.ParseLimit(src, "touch @"+group.ID)
	if want := "touch @" + strings.Join(slices.Sorted(slices.Values(group.Regions)), ","); got != want || err != nil {
		t.Errorf("the group %s is %q, want %q, %v", group.ID, got, want, err)
	}
}
