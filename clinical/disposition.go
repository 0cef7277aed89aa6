package clinical

import "fmt"

// Disposition says what a hands-on session may do, from least to most
// cautious. The zero value is Undecided, which allows nothing.
// Do not reorder this list or remove any items.
type Disposition uint8

const (
	Undecided Disposition = iota
	Suitable              // no limit beyond the universal ones
	Modify                // a plan with stated limits
	Postpone              // temporary; a date or a condition is named
	Refer                 // no hands-on step until the named clinician agrees
	Avoid                 // none while the condition stands
	Urgent                // medical help today
	Emergency             // call now
)

var dispositionNames = [...]string{"undecided", "suitable", "modify", "postpone", "refer", "avoid", "urgent", "emergency"}

// Dispositions lists the triage ladder from least to most cautious, without Undecided.
func Dispositions() []Disposition {
	return []Disposition{Suitable, Modify, Postpone, Refer, Avoid, Urgent, Emergency}
}

func (d Disposition) String() string { return nameOf(dispositionNames[:], uint8(d)) }

// Allows reports whether a hands-on session may take place at all.
func (d Disposition) Allows() bool { return d == Suitable || d == Modify }

func (d Disposition) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText refuses every text that is not one of the eight names.
func (d *Disposition) UnmarshalText(b []byte) error {
	i, err := indexOf("disposition", dispositionNames[:], string(b))
	*d = Disposition(i)
	return err
}

// Within is the longest time in which a person needs to be seen, from least
// to most pressing. The zero value means that nobody needs to be seen.
// Do not reorder this list or remove any items.
type Within uint8

const (
	NoCare Within = iota
	Routine
	In2Weeks
	In3Days
	Today
	Now
)

var withinNames = [...]string{"none", "routine", "2 weeks", "3 days", "today", "now"}

func (w Within) String() string               { return nameOf(withinNames[:], uint8(w)) }
func (w Within) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText refuses every text that is not one of the six names.
func (w *Within) UnmarshalText(b []byte) error {
	i, err := indexOf("time to be seen", withinNames[:], string(b))
	*w = Within(i)
	return err
}

// Who is the person or service to see. The order breaks ties between rules
// that ask for different people within the same time: the later one wins.
// Do not reorder this list or remove any items.
type Who uint8

const (
	Nobody Who = iota
	Pharmacist
	Physiotherapist
	Clinician // a doctor or a physiotherapist
	Midwife   // midwife or maternity unit
	Doctor    // family doctor or out-of-hours doctor
	SpineSpecialist
	Surgeon // the surgical team
	Oncologist
	EmergencyServices
)

var whoNames = [...]string{"nobody", "pharmacist", "physiotherapist", "clinician", "midwife", "doctor", "spine specialist", "surgeon", "oncologist", "emergency services"}

func (w Who) String() string               { return nameOf(whoNames[:], uint8(w)) }
func (w Who) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText refuses every text that is not one of the names.
func (w *Who) UnmarshalText(b []byte) error {
	i, err := indexOf("person to see", whoNames[:], string(b))
	*w = Who(i)
	return err
}

// Care is who to see and within what time. Its zero value asks for nobody.
type Care struct {
	Who    Who    `json:"who"`
	Within Within `json:"within"`
}

// Join returns the sooner of two cares; within the same time, the later Who.
func (c Care) Join(o Care) Care {
	if o.Within > c.Within || o.Within == c.Within && o.Who > c.Who {
		return o
	}
	return c
}

// AtMost reports whether c asks for nothing sooner than o does.
func (c Care) AtMost(o Care) bool { return c.Join(o) == o }

func nameOf(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return fmt.Sprintf("unknown(%d)", i)
}

func indexOf(what string, names []string, s string) (uint8, error) {
	for i, n := range names {
		if n == s {
			return uint8(i), nil
		}
	}
	return 0, fmt.Errorf("unknown %s %q", what, s)
}
