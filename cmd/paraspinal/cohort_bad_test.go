package main

import (
	"strings"
	"testing"
)

// TestCSVThatIsNotUTF8IsABadLine: read as something else, two ids could become
// one.
func TestCSVThatIsNotUTF8IsABadLine(t *testing.T) {
	const head = "id,now,neuro.saddle_sensation\n"
	code, out, errs := command(strings.NewReader(head+
		"Ren\xe9,2026-11-21T10:00:00+01:00,new\n"+
		"Ren\xe8,2026-11-21T10:00:00+01:00,new\n"+
		"René,2026-11-21T10:00:00+01:00,new\n"), "cohort", "--input", "csv", "-")
	got := cohortLines(t, out)
	if code != exitInput || len(got) != 3 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	for i, g := range got[:2] {
		if g.Line != i+2 || g.ID != "" || !strings.Contains(g.Error, "at character 4 is not UTF-8") {
			t.Errorf("%+v", g)
		}
	}
	if got[2].Error != "" || got[2].ID != "René" {
		t.Errorf("%+v", got[2])
	}
	if !strings.Contains(errs, "line 2: byte 0xe9") || !strings.Contains(errs, "2 lines of 3") {
		t.Error(errs)
	}
	code, out, errs = command(strings.NewReader("id,pain\xff\na,1\n"), "cohort", "--input", "csv", "-")
	if code != exitInput || out != "" || !strings.Contains(errs, "line 1: byte 0xff at character 8 is not UTF-8") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}
