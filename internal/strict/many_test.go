package strict_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"paraspinal/internal/strict"
)

// TestALongLineTakesMemoryByItsLength: a whole file may be one line, and each of
// its values was looked up in a copy of it.
func TestALongLineTakesMemoryByItsLength(t *testing.T) {
	const values = 10_000
	text := []byte("{id: a, tags: [" + strings.Repeat("b,", values) + "b]}")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var s sheet
	if ps := strict.Decode("file.yaml", text, &s, "P"); len(ps) > 0 {
		t.Error(ps)
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) / values; got > 5_000 {
		t.Errorf("%d bytes of memory a value", got)
	}
}

// TestThousandsOfFaultsAreCounted: the first are told in full.
func TestThousandsOfFaultsAreCounted(t *testing.T) {
	var b strings.Builder
	b.WriteString("id: a\nalso: b\n")
	const faults = 5_000
	for i := range faults {
		fmt.Fprintf(&b, "not%04d: 1\n", i)
	}
	var s sheet
	ps := strict.Decode("file.yaml", []byte(b.String()), &s, "P")
	if len(ps) != faults {
		t.Fatalf("%d faults", len(ps))
	}
	for i, p := range ps {
		if told := i < strict.Most; told != (p.Hint != "") || told != (p.Line != "") {
			t.Fatalf("fault %d: %+v", i, p)
		}
	}
	text := ps.Error()
	if got := strings.Count(text, "hint: "); got != strict.Most || !strings.HasSuffix(text, fmt.Sprintf("\n\nand %d more", faults-strict.Most)) {
		t.Errorf("%d hints, and at the end %q", got, text[max(0, len(text)-80):])
	}
}

// TestAWordOfAnyLengthIsCompared: to a name of another length only as far as
// that can matter.
func TestAWordOfAnyLengthIsCompared(t *testing.T) {
	among := []string{"pain.back", "disc", "x"}
	for word, want := range map[string]string{"pain.bak": "pain.back", "disk": "disc", "discs": "disc", "y": "x", strings.Repeat("pain", 1<<20): ""} {
		if got, ok := strict.Nearest(word, among); got != want || ok != (want != "") {
			t.Errorf("%.20s: %q", word, got)
		}
	}
}
