package session

// Measures is what is measured at one time. What was not measured is zero.
type Measures struct {
	Pains
	Motor  Motor `json:"motor"`
	PSFS   PSFS  `json:"psfs,omitempty"`
	RMDQ   RMDQ  `json:"rmdq"`
	Change GRC   `json:"change"` // since the first session
}

// Direction of the distal-most site over time. It is a trend from a diary,
// not an examination (Aina-2004).
type Direction string

const (
	NoDirection     Direction = "" // a site is not known
	Centralizing    Direction = "centralizing"
	SameSite        Direction = "same"
	Peripheralizing Direction = "peripheralizing"
)

// Direct compares the sites of both sides. Pain further down on either side
// outranks pain further up on the other; central back pain belongs to neither
// side, so pain that drew back to it has not moved down.
func Direct(first, now Pains) Direction {
	fl, a := first.Left.Score()
	fr, b := first.Right.Score()
	nl, c := now.Left.Score()
	nr, d := now.Right.Score()
	if !a || !b || !c || !d {
		return NoDirection
	}
	if max(nl, nr) < max(fl, fr) {
		fl, fr, nl, nr = max(fl, siteCentral), max(fr, siteCentral), max(nl, siteCentral), max(nr, siteCentral)
		if nl == fl && nr == fr {
			return Centralizing // the last central pain is gone
		}
	}
	switch {
	case nl > fl || nr > fr:
		return Peripheralizing
	case nl < fl || nr < fr:
		return Centralizing
	}
	return SameSite
}

// Trend is the change that counts. The zero value is not known.
type Trend string

const (
	NoTrend Trend = ""
	Alarm   Trend = "alarm" // power is lost: urgent, whatever the pain
	Worse   Trend = "worse"
	Same    Trend = "same"
	Better  Trend = "better"
)

// Change that counts, for the better: 2 points or 30 % on the NRS, 5 points or
// 30 % on the RMDQ and below a baseline of 7 always 30 % (Ostelo-2008), 2 on
// the mean of the PSFS or 3 on one activity (Stratford-1995).
const (
	nrsBetter      = 2
	percentBetter  = 30
	rmdqBetter     = 5
	rmdqLow        = 7
	psfsBetterMean = 2
	psfsBetterOne  = 3
	rmdqRecovered  = 2 // with an NRS of 0 (Kamper-2010)
)

// Change that counts, for the worse: smaller, and no mirror of the above; all consensus.
const (
	nrsWorse       = 2
	rmdqWorse      = 3
	psfsWorseHalfs = 3 // the mean, in halves of a point
	psfsWorseOne   = 2
)

// Change is the comparison of two measurements.
type Change struct {
	Overall   Trend     `json:"overall"`
	Direction Direction `json:"direction"`
	Back      Trend     `json:"back"`
	Leg       Trend     `json:"leg"`
	Function  Trend     `json:"function"` // PSFS
	RMDQ      Trend     `json:"rmdq"`
	Global    Trend     `json:"global"`     // GRC
	Lost      []Loss    `json:"lost"`       // power
	GoneWeak  bool      `json:"gone_weak"`  // leg pain is gone and a test cannot be done
	Recovered bool      `json:"recovered"`  // pain 0 and RMDQ at most 2
	Missing   int       `json:"missing"`    // statements of the RMDQ now
	Range     bool      `json:"range"`      // RMDQ at its floor or ceiling at either time
	OtherPSFS bool      `json:"other_psfs"` // the activities are not the same: not compared
}

// Compare says what changed since the first measurement. Power outranks site,
// and site outranks every score.
func Compare(first, now Measures) Change {
	c := Change{
		Direction: Direct(first.Pains, now.Pains),
		Back:      painTrend(first.Back, now.Back),
		Leg:       painTrend(first.Leg, now.Leg),
		RMDQ:      rmdqTrend(first.RMDQ, now.RMDQ),
		Global:    globalTrend(now.Change),
		Lost:      now.Motor.Lost(first.Motor),
		Range:     first.RMDQ.Floor() || first.RMDQ.Ceiling() || now.RMDQ.Floor() || now.RMDQ.Ceiling(),
	}
	c.Function, c.OtherPSFS = psfsTrend(first.PSFS, now.PSFS)
	score, missing := now.RMDQ.Score()
	c.Missing = missing
	was, a := first.Leg.Score()
	leg, b := now.Leg.Score()
	c.GoneWeak = a && b && was > 0 && leg == 0 && now.Motor.Weak()
	back, d := now.Back.Score()
	// Missing statements could all be ticked: recovery must hold even then.
	c.Recovered = b && d && leg == 0 && back == 0 && score+missing <= rmdqRecovered
	c.Overall = c.overall()
	return c
}

func (c *Change) overall() Trend {
	if len(c.Lost) > 0 || c.GoneWeak {
		return Alarm
	}
	c.Recovered = c.Recovered && c.Direction != Peripheralizing
	switch c.Direction {
	case Peripheralizing:
		return Worse
	case Centralizing:
		return Better
	case NoDirection:
		return NoTrend // without the sites no score can say that all is well
	}
	t := NoTrend
	for _, x := range []Trend{c.Leg, c.Back, c.Function, c.RMDQ, c.Global} {
		switch {
		case x == Worse:
			return Worse
		case x == Better, x == Same && t == NoTrend:
			t = x
		}
	}
	return t
}

func painTrend(first, now NRS) Trend {
	f, a := first.Score()
	n, b := now.Score()
	switch {
	case !a || !b:
		return NoTrend
	case n-f >= nrsWorse:
		return Worse
	case enough(f, f-n, nrsBetter):
		return Better
	}
	return Same
}

// enough reports whether a drop counts: by points, or by percent of the start.
func enough(first, drop, points int) bool {
	return drop >= points || drop > 0 && 100*drop >= percentBetter*first
}

func rmdqTrend(first, now RMDQ) Trend {
	f, _ := first.Score()
	n, missing := now.Score()
	// An improvement must hold even if every missing statement were ticked.
	drop := f - n - missing
	switch {
	case !first.Given() || !now.Given():
		return NoTrend
	case n-f >= rmdqWorse:
		return Worse
	case f < rmdqLow && enough(f, drop, Statements), f >= rmdqLow && enough(f, drop, rmdqBetter):
		return Better
	}
	return Same
}

// psfsTrend compares the same activities only; other reports different ones.
func psfsTrend(first, now PSFS) (t Trend, other bool) {
	if len(first) == 0 || len(now) == 0 {
		return NoTrend, false
	}
	if !first.valid() || !now.valid() || len(first) != len(now) {
		return NoTrend, true
	}
	n, sum, up, down := len(now), 0, 0, 0
	for _, a := range now {
		i := first.index(a.ID)
		if i < 0 {
			return NoTrend, true
		}
		d := a.Score - first[i].Score
		sum, up, down = sum+d, max(up, d), min(down, d)
	}
	switch {
	case down <= -psfsWorseOne, 2*sum <= -psfsWorseHalfs*n:
		return Worse, false
	case sum >= psfsBetterMean*n, up >= psfsBetterOne:
		return Better, false
	}
	return Same, false
}

// globalTrend: only much improved counts as better; any worse counts as worse.
func globalTrend(g GRC) Trend {
	switch {
	case g == NoGRC || g > VeryMuchWorse:
		return NoTrend
	case g <= MuchImproved:
		return Better
	case g >= MinimallyWorse:
		return Worse
	}
	return Same
}
