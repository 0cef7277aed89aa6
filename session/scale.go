package session

import (
	"encoding/json"

	"paraspinal/clinical"
)

// NRS is pain on the numeric rating scale: 0 none to 10 worst imaginable
// (Ostelo-2008). The zero value is not asked, never 0.
type NRS struct{ plus uint8 } // the score plus one

// Site is the distal-most site of the pain on one side: 0 none, 1 central
// back, 2 off-centre back, 3 buttock, 4 thigh, 5 calf or shin, 6 foot or toes
// (Werneke-1999). The zero value is not asked, never 0.
type Site struct{ plus uint8 }

const (
	mostNRS  = 10
	mostSite = 6

	siteCentral = 1
	siteButtock = 3
	siteThigh   = 4 // from here on it is leg pain
)

// NewNRS refuses a score that the scale does not have.
func NewNRS(score int) (NRS, error) {
	p, err := scored(score, mostNRS, "NRS")
	return NRS{p}, err
}

// NewSite refuses a site that the scheme does not have.
func NewSite(site int) (Site, error) {
	p, err := scored(site, mostSite, "site")
	return Site{p}, err
}

func scored(v, most int, name string) (uint8, error) {
	if v < 0 || v > most {
		return 0, refuse(OutOfRange, name)
	}
	return uint8(v + 1), nil
}

// Score returns the score, and false when it was not asked.
func (n NRS) Score() (int, bool) { return int(n.plus) - 1, n.plus != 0 }

// Score returns the number of the site, and false when it was not asked.
func (s Site) Score() (int, bool) { return int(s.plus) - 1, s.plus != 0 }

func (n NRS) MarshalJSON() ([]byte, error)  { return marshalScore(n.Score()) }
func (s Site) MarshalJSON() ([]byte, error) { return marshalScore(s.Score()) }

// UnmarshalJSON reads null or a whole number from 0 to 10.
func (n *NRS) UnmarshalJSON(b []byte) (err error) {
	n.plus, err = unmarshalScore(b, mostNRS, "NRS")
	return err
}

// UnmarshalJSON reads null or a whole number from 0 to 6.
func (s *Site) UnmarshalJSON(b []byte) (err error) {
	s.plus, err = unmarshalScore(b, mostSite, "site")
	return err
}

func marshalScore(v int, known bool) ([]byte, error) {
	if !known {
		return []byte("null"), nil
	}
	return json.Marshal(v)
}

func unmarshalScore(b []byte, most int, name string) (uint8, error) {
	var v *int
	if err := json.Unmarshal(b, &v); err != nil {
		return 0, refuse(OutOfRange, name)
	}
	if v == nil {
		return 0, nil
	}
	return scored(*v, most, name)
}

// Findings of the case that hold pains and sites.
const (
	painBack  clinical.FindingID = "pain.back"
	painLeg   clinical.FindingID = "pain.leg"
	siteLeft  clinical.FindingID = "site.left"
	siteRight clinical.FindingID = "site.right"
)

// Pains is back and leg pain apart, and the distal-most site of each side.
type Pains struct {
	Back  NRS  `json:"back"`
	Leg   NRS  `json:"leg"`
	Left  Site `json:"left"`
	Right Site `json:"right"`
}

// PainsOf reads the pains and sites among findings. What is missing, unsure
// or out of range stays not asked.
func PainsOf(f map[clinical.FindingID]clinical.Answer) Pains {
	nrs := func(id clinical.FindingID) NRS {
		if a := f[id]; a.Kind == clinical.Known {
			n, _ := NewNRS(a.Int)
			return n
		}
		return NRS{}
	}
	site := func(id clinical.FindingID) Site {
		if a := f[id]; a.Kind == clinical.Known {
			s, _ := NewSite(a.Int)
			return s
		}
		return Site{}
	}
	return Pains{nrs(painBack), nrs(painLeg), site(siteLeft), site(siteRight)}
}

// Missing is the first pain or site that was not asked; empty when all were.
func (p Pains) Missing() clinical.FindingID {
	switch {
	case p.Back.plus == 0:
		return painBack
	case p.Leg.plus == 0:
		return painLeg
	case p.Left.plus == 0:
		return siteLeft
	case p.Right.plus == 0:
		return siteRight
	}
	return ""
}

// findings adds the pains and sites, all of which are known here.
func (p Pains) findings(out map[clinical.FindingID]clinical.Answer) {
	back, _ := p.Back.Score()
	leg, _ := p.Leg.Score()
	left, _ := p.Left.Score()
	right, _ := p.Right.Score()
	out[painBack], out[painLeg] = clinical.IntAnswer(back), clinical.IntAnswer(leg)
	out[siteLeft], out[siteRight] = clinical.IntAnswer(left), clinical.IntAnswer(right)
}
