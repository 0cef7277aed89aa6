package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"paraspinal/assess"
	"paraspinal/casefile"
	"paraspinal/clinical"
	"paraspinal/corpus"
	"paraspinal/ruleset"
)

// typed is what a person types to give the answers of a case, page by page,
// and to see the result.
func typed(set *ruleset.Set, full clinical.Case) string {
	var b strings.Builder
	v := view{set: set, c: full}
	v.words, _ = ruleset.Words("en")
	c := clinical.Case{Schema: clinical.CaseSchema, Now: present, Zone: present.Location()}
	for {
		a := assess.Assess(set, c, c.Now)
		if a.Next == nil {
			b.WriteString("1\n")
			return b.String()
		}
		q, _ := set.Question(a.Next.Question)
		page, unsure := typedPage(v, q, a.Next.Findings, full)
		b.WriteString(page)
		if unsure && v.words.Get("question", q.ID, "how") != "" {
			b.WriteString(page) // asked once more, with how to check
		}
		for _, id := range a.Next.Findings {
			c = c.With(id, answerOf(full, id))
		}
	}
}

func answerOf(full clinical.Case, id clinical.FindingID) clinical.Answer {
	if a := full.Get(id); a.Kind == clinical.Known {
		return a
	}
	return clinical.UnsureAnswer()
}

func typedPage(v view, q *ruleset.Question, ids []clinical.FindingID, full clinical.Case) (string, bool) {
	unsure := false
	for _, id := range ids {
		unsure = unsure || answerOf(full, id).Kind == clinical.Unsure
	}
	if q.Kind == "check" {
		var ticks []string
		for n, it := range itemsOf(v, question{q: q, findings: ids}) {
			f := &v.set.Findings[it.Finding]
			switch a := answerOf(full, f.ID); {
			case a.Kind == clinical.Unsure:
				ticks = append(ticks, "?"+strconv.Itoa(n+1))
			case a == f.Answer(it.Tick):
				ticks = append(ticks, strconv.Itoa(n+1))
			case a != f.Answer(*f.Normal):
				return "", false // neither ticked nor normal: cannot be typed here
			}
		}
		if len(ticks) == 0 {
			return "0\n", unsure
		}
		return strings.Join(ticks, " ") + "\n", unsure
	}
	out := ""
	for _, id := range ids {
		i, _ := v.set.Finding(id)
		f := &v.set.Findings[i]
		a := answerOf(full, id)
		opts := v.options(q, id)
		if len(opts) == 0 { // typed, not chosen
			if a.Kind == clinical.Unsure {
				out += "?\n"
			} else {
				out += f.FormatAnswer(a) + "\n"
			}
			continue
		}
		want := f.FormatAnswer(a)
		for n, o := range opts {
			if o.Value == want {
				out += strconv.Itoa(n+1) + "\n"
			}
		}
	}
	return out, unsure
}

// TestAskGivesWhatAssessGives answers every page of random people in plain
// lines, for each role: the result is that of their whole case.
func TestAskGivesWhatAssessGives(t *testing.T) {
	set := ruleset.Embedded()
	people := corpus.NewPeople(set, 21)
	people.Odd = 40
	tried := 0
	for i := 0; tried < 40 && i < 400; i++ {
		full := people.Next()
		full.History, full.Now = nil, present
		if !typable(set, full) {
			continue
		}
		tried++
		as := assess.Assess(set, full, present)
		lines := typed(set, full)
		for _, role := range []string{"person", "helper", "therapist"} {
			code, out, errs := command(strings.NewReader(lines), "ask", "--plain", "--role", role)
			if code != exitAnswer || !strings.Contains(out, "\n"+heading(&as)+"\n") {
				t.Errorf("person %d, role %s: exit %d, want %q:\n%s%s\ntyped:\n%s", i, role, code, heading(&as), out, errs, lines)
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d people could be tried", tried)
	}
}

// typable reports whether the pages can record each answer: no date in the
// future, and on tick lists only ticks and normal values.
func typable(set *ruleset.Set, c clinical.Case) bool {
	for i := range set.Questions {
		q := &set.Questions[i]
		for _, it := range q.Items {
			f := &set.Findings[it.Finding]
			a := c.Get(f.ID)
			if q.Kind == "check" && a.Kind == clinical.Known && a != f.Answer(it.Tick) && a != f.Answer(*f.Normal) {
				return false
			}
		}
	}
	return true
}

// The role changes words, never what is decided.
func TestRoleNeverChangesTheDecision(t *testing.T) {
	files, err := filepath.Glob("../../examples/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d examples, %v", len(files), err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var first string
		for _, role := range []string{"person", "helper", "therapist"} {
			code, out, errs := command(strings.NewReader(strings.Replace(string(text), "schema: 1\n", "schema: 1\nrole: "+role+"\n", 1)), "--format", "json", "assess", "-")
			if code != exitAnswer {
				t.Fatalf("%s: %s", name, errs)
			}
			var got struct {
				Disposition, Heading string
				Care                 json.RawMessage
				Settled              bool
				Reasons              []struct{ Rule string }
				Limits               []struct{ Text string }
			}
			if err := json.Unmarshal([]byte(out), &got); err != nil {
				t.Fatal(err)
			}
			have := fmt.Sprintf("%+v", got)
			if first == "" {
				first = have
			}
			if have != first {
				t.Errorf("%s as %s: %s, want %s", name, role, have, first)
			}
		}
	}
}

// keysOf lists the keys of a JSON object in their order.
func keysOf(t *testing.T, text json.RawMessage) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	var keys []string
	for depth := 0; ; {
		tok, err := d.Token()
		if err != nil {
			return keys
		}
		switch v := tok.(type) {
		case json.Delim:
			if v == '{' || v == '[' {
				depth++
			} else {
				depth--
			}
		case string:
			if depth == 1 {
				keys = append(keys, v)
				var skip json.RawMessage
				if err := d.Decode(&skip); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// The keys that programs rely on are always there, whatever the result.
func TestJSONKeysAreStable(t *testing.T) {
	files, _ := filepath.Glob("../../examples/*.yaml")
	assessment := strings.Fields("disposition heading care settled at_most reasons limits next valid_until try_again change contradictions advice faulty not_asked go_aheads protocol notice")
	var plans []string
	for _, name := range files {
		_, out, _ := command(nil, "--format", "json", "assess", name)
		if got := keysOf(t, json.RawMessage(out)); !slices.Equal(got, assessment) {
			t.Errorf("%s: keys %q, want %q", name, got, assessment)
		}
		for _, setting := range []string{"self", "helper", "professional"} {
			_, out, _ := command(nil, "--format", "json", "plan", "--setting", setting, name)
			var top map[string]json.RawMessage
			if err := json.Unmarshal([]byte(out), &top); err != nil || len(top) != 2 || top["assessment"] == nil {
				t.Fatalf("%s: %v, %s", name, err, out)
			}
			if string(top["plan"]) == "null" {
				continue
			}
			got := keysOf(t, top["plan"])
			if plans == nil {
				plans = got
			}
			if len(got) < 10 || !slices.Equal(got, plans) {
				t.Errorf("%s, %s: keys %q, want %q", name, setting, got, plans)
			}
		}
	}
	if plans == nil {
		t.Error("no example has a plan")
	}
}

// Hostile files are refused with exit code 3, soon.
func TestHostileFiles(t *testing.T) {
	rows := map[string]string{
		"nothing":            "",
		"too large":          "schema: 1\nfindings: {}\nnote: " + strings.Repeat("x", maxCase) + "\n",
		"deep lists":         "schema: 1\nfindings: " + strings.Repeat("[", 200_000),
		"deep maps":          "schema: 1\nfindings: " + strings.Repeat("{a: ", 100_000),
		"deep blocks":        deepBlocks(900),
		"deep JSON":          `{"schema": 1, "findings": ` + strings.Repeat(`{"a":`, 100_000),
		"NUL bytes":          "schema: 1\nfindings: {}\x00\n",
		"only NUL bytes":     strings.Repeat("\x00", 100_000),
		"not UTF-8":          "schema: 1\nfindings: {\xff\xfe: 1}\n",
		"UTF-16":             "\xff\xfes\x00c\x00h\x00",
		"alias bomb":         "schema: 1\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c]\nfindings: {e: *d}\n",
		"merge key":          "schema: 1\nbase: &base {pain.back: 1}\nfindings: {<<: *base}\n",
		"a tag":              "schema: 1\nfindings: !!python/object {}\n",
		"many documents":     strings.Repeat("---\nschema: 1\nfindings: {}\n", 5_000),
		"many unknown keys":  "schema: 1\nfindings:\n" + manyKeys(5_000),
		"a key twice":        "schema: 1\nschema: 1\nfindings: {}\n",
		"a very long line":   "schema: 1\nfindings: {" + strings.Repeat("a", 500_000) + ": 1}\n",
		"a huge number":      "schema: 1\nfindings: {pain.back: 99999999999999999999}\n",
		"escape sequences":   "schema: 1\nfindings: {\"\x1b[2J\": 1}\n",
		"a program, not one": "\x7fELF" + strings.Repeat("\x01\x02\x03", 10_000),
	}
	for name, text := range rows {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "case.yaml")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			code, out, errs := command(nil, "assess", file)
			if code != exitInput || out != "" || errs == "" {
				t.Errorf("exit %d, %q, %.300q", code, out, errs)
			}
			if strings.ContainsRune(errs, '\x1b') || strings.ContainsRune(errs, '\x00') {
				t.Error("control characters reach the terminal")
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func deepBlocks(n int) string {
	var b strings.Builder
	b.WriteString("schema: 1\nfindings:\n")
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  key%d: 1\n", i)
	}
	return b.String()
}

// FuzzAssess: whatever the file, the answer is a result or a refusal, and a
// refusal decides nothing.
func FuzzAssess(f *testing.F) {
	people := corpus.NewPeople(ruleset.Embedded(), 31)
	for range 5 {
		b, err := casefile.Write(people.Next(), ruleset.Embedded())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("schema: 1\nrest: normal\nfindings: {neuro.bladder: new}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		code, out, errs := command(bytes.NewReader(data), "assess", "-")
		switch {
		case code == exitAnswer && out != "":
		case code == exitInput && out == "" && errs != "":
		default:
			t.Errorf("exit %d, %q, %q", code, out, errs)
		}
	})
}
