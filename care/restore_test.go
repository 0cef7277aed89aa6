package care_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"paraspinal/care"
	"paraspinal/ruleset"
)

// TestAFileOfSchema1LosesNothing reads a file as the first version wrote it.
// Every value in it must still be there when it is written again. When ids
// retire the test must be told what they became; the file is never changed.
func TestAFileOfSchema1LosesNothing(t *testing.T) {
	set := ruleset.Embedded()
	old, err := os.ReadFile("testdata/schema1.json")
	if err != nil {
		t.Fatal(err)
	}
	f, lost, err := care.Decode(old, set)
	if err != nil || len(lost) > 0 {
		t.Fatalf("lost %v, %v", lost, err)
	}
	b, err := f.Encode(set)
	if err != nil {
		t.Fatal(err)
	}
	was, is := leaves(t, old), leaves(t, b)
	if len(was) < 60 {
		t.Fatalf("%d values: the file is broken", len(was))
	}
	for at, v := range was {
		if at != ".paraspinal" && is[at] != v {
			t.Errorf("%s was %s and is %s", at, v, is[at])
		}
	}
}

// leaves lists the values of a JSON text by their place.
func leaves(t *testing.T, b []byte) map[string]string {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(at+"."+k, e)
			}
		case []any:
			for i, e := range v {
				walk(fmt.Sprintf("%s.%d", at, i), e)
			}
		default:
			out[at] = fmt.Sprint(v)
		}
	}
	walk("", v)
	return out
}

func TestAdoptLetsNoOlderFormOverwrite(t *testing.T) {
	old, err := os.ReadFile("testdata/schema1.json")
	if err != nil {
		t.Fatal(err)
	}
	backup, _, err := care.Decode(old, ruleset.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	f := care.New(ruleset.Embedded())
	f.Rev, f.Zone = 41, care.LocalZone
	f.Adopt(backup, noon)
	if f.Rev != 42 || f.Zone != care.LocalZone || len(f.Findings) != len(backup.Findings) {
		t.Errorf("rev %d, zone %s", f.Rev, f.Zone)
	}
	for _, p := range f.Pages {
		if !f.AnsweredSince(p.Question, 41) {
			t.Errorf("a form made before can overwrite %s", p.Question)
		}
	}
	if f.Portable().Zone != "" || f.Zone != care.LocalZone {
		t.Error("a backup tells the zone of the device")
	}
	f.Zone = "Europe/Amsterdam"
	if f.Portable().Zone != "Europe/Amsterdam" {
		t.Error("a chosen zone is lost")
	}
}
