package cohort

import "testing"

// TestACaseTakesNoMemory: putting cases takes none, and deciding no more for a
// thousand than for one.
func TestACaseTakesNoMemory(t *testing.T) {
	b := newBench()
	b.batch.Reset(many)
	i := 0
	if n := testing.AllocsPerRun(200, func() {
		b.batch.Put(i%many, &b.cases[i%many])
		i++
	}); n != 0 {
		t.Errorf("%v allocations for a case", n)
	}
	one := b.e.NewBatch()
	one.Reset(1)
	small, large := testing.AllocsPerRun(20, one.Decide), testing.AllocsPerRun(20, b.batch.Decide)
	if small > 4 || large > small+3 { // memory to decide in is three; the race detector sometimes takes it away
		t.Errorf("%v allocations for %d cases, %v for one", large, many, small)
	}
}
