package ruleset_test

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

func TestASetReadsBackAsItWasWritten(t *testing.T) {
	was := small()
	b := ruleset.Encode(was)
	got, err := ruleset.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ruleset.Encode(got), b) || got.Digest != was.Digest {
		t.Error("writing it again gives other bytes")
	}
	if !reflect.DeepEqual(got.Rules, was.Rules) || !reflect.DeepEqual(got.Findings, was.Findings) {
		t.Error("the content differs")
	}
	if i, ok := got.Rule("RC-A-01"); !ok || i != 1 || len(got.Readers(saddle)) != 2 {
		t.Error("it has no indexes")
	}
	if n := bytes.Count(b, []byte("\n")); n < len(was.Rules)+len(was.Findings)+len(was.Atoms) {
		t.Errorf("%d lines: one item a line is more", n)
	}
}

func TestASetThatIsNotWholeIsRefused(t *testing.T) {
	good := string(ruleset.Encode(small()))
	for _, row := range []struct{ name, text string }{
		{"empty", ""},
		{"cut short", good[:len(good)/2]},
		{"something behind it", good + "{}"},
		{"nothing in it", "{}"},
		{"not a Set", "[]"},
		{"another digest", strings.Replace(good, small().Digest, strings.Repeat("0", 64), 1)},
		{"no digest", strings.Replace(good, small().Digest, "", 1)},
		{"a digest cut short", good[:strings.Index(good, small().Digest)+8]},
		{"no line for the digest", strings.Replace(good, "\n\"digest\": ", "\n \"digest\": ", 1)},
		{"a space more", good + " "},
		{"one rule less cautious", strings.Replace(good, `"emergency"`, `"modify"`, 1)},
		{"a disposition that does not exist", strings.Replace(good, `"emergency"`, `"fine"`, 1)},
		{"one bound moved", strings.Replace(good, `"min":65`, `"min":66`, 1)},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.text == good {
				t.Fatal("nothing was changed")
			}
			if s, err := ruleset.Load([]byte(row.text)); err == nil || s != nil {
				t.Errorf("accepted: %v", err)
			}
			defer func() {
				if recover() == nil {
					t.Error("a program goes on without its Set")
				}
			}()
			ruleset.MustLoad([]byte(row.text))
		})
	}
}

func TestNoByteOfASetCanChange(t *testing.T) {
	good := ruleset.Encode(small())
	if _, err := ruleset.Load(good); err != nil {
		t.Fatal(err)
	}
	for i := range good {
		for _, flip := range []byte{1, 0x20} {
			bad := bytes.Clone(good)
			bad[i] ^= flip
			if s, err := ruleset.Load(bad); err == nil || s != nil {
				t.Fatalf("byte %d changed from %q to %q, and it is accepted", i, good[i], bad[i])
			}
		}
	}
}

func TestReplacingARuleLeavesTheSetAlone(t *testing.T) {
	set := small()
	before := ruleset.Encode(set)
	with := set.Rules[2]
	with.When = is(len(set.Atoms))
	changed := set.Replace(2, with, ruleset.Atom{Finding: age, Min: 30, Max: math.MaxInt32})
	given := answers{"saddle": choice("none"), "fall": no, "born": clinical.DateAnswer(date(t, "1990"))}
	if _, r := evaluated(changed, given, nil); r.Floor.Disposition != clinical.Modify {
		t.Errorf("the changed rule gives %s", r.Floor.Disposition)
	}
	if _, r := evaluated(set, given, nil); r.Floor.Disposition != clinical.Suitable {
		t.Errorf("the original gives %s", r.Floor.Disposition)
	}
	if !bytes.Equal(ruleset.Encode(set), before) || slices.Contains(set.AtomsOf(age), len(set.Atoms)) {
		t.Error("the original has changed")
	}
	if changed.Digest != set.Digest || len(changed.AtomsOf(age)) != len(set.AtomsOf(age))+1 {
		t.Error("the copy is not told apart as it should be")
	}
	if again := changed.Replace(0, set.Rules[0]); len(again.Atoms) != len(changed.Atoms) {
		t.Error("atoms were lost")
	}
}

func TestWordingOfASet(t *testing.T) {
	w := &ruleset.Wording{Language: "en", Texts: map[string]string{"rule/A/person": "p", "card/w/items/1": "one", "card/w/items/2": "two", "card/w/items/4": "four"}}
	if w.Get("rule", "A", "person") != "p" || w.Get("rule", "B", "person") != "" || w.Get("rule", "A") != "" {
		t.Error("texts are not found by their paths")
	}
	if got := w.List("card", "w", "items"); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("the list is %v", got)
	}
	if got := w.List("card", "x", "items"); got != nil {
		t.Errorf("a list that does not exist is %v", got)
	}
	if b := w.Encode(); !bytes.HasSuffix(b, []byte("}\n")) || bytes.Index(b, []byte("card/w/items/1")) > bytes.Index(b, []byte("rule/A/person")) {
		t.Errorf("written as %s", b)
	}
	if back, err := ruleset.LoadWording(w.Encode()); err != nil || !reflect.DeepEqual(back, w) {
		t.Errorf("reads back as %v, %v", back, err)
	}
	if _, err := ruleset.LoadWording([]byte("{")); err == nil {
		t.Error("half a wording is read")
	}
	for _, language := range []string{"xx", "set", "", "../data/en"} {
		if _, err := ruleset.Words(language); err == nil {
			t.Errorf("the language %q, which does not exist, is found", language)
		}
	}
}

func TestTheProgramCarriesItsSetAndItsWording(t *testing.T) {
	set := ruleset.Embedded()
	if set != ruleset.Embedded() || len(set.Rules) == 0 {
		t.Fatal("the Set is decoded anew, or empty")
	}
	for _, language := range set.Languages {
		w, err := ruleset.Words(language)
		if err != nil {
			t.Fatal(err)
		}
		if w.Digest != set.Digest || w.Language != language {
			t.Errorf("the wording %q belongs to another Set", language)
		}
	}
}
