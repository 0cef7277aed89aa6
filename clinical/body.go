package clinical

// Side of the body. The zero value is no side: the region has none, or both are meant.
type Side uint8

const (
	AnySide Side = iota
	Left
	Right
	Bilateral
)

var sideNames = [...]string{"", "left", "right", "bilateral"}

func (s Side) String() string               { return nameOf(sideNames[:], uint8(s)) }
func (s Side) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText refuses every text that is not a side.
func (s *Side) UnmarshalText(b []byte) error {
	i, err := indexOf("side", sideNames[:], string(b))
	*s = Side(i)
	return err
}

// Overlaps reports whether work on side s can touch side o.
func (s Side) Overlaps(o Side) bool {
	return s == AnySide || o == AnySide || s == Bilateral || o == Bilateral || s == o
}

// Pressure bands, from lightest to deepest. Only the first three are ever
// planned; firm and deep exist so that the catalog can describe what is
// excluded. The zero value is no touch at all.
// Do not reorder this list or remove any items.
type Pressure uint8

const (
	NoPressure Pressure = iota
	Stroking
	Light
	Moderate
	Firm
	Deep
)

var pressureNames = [...]string{"none", "stroking", "light", "moderate", "firm", "deep"}

func (p Pressure) String() string               { return nameOf(pressureNames[:], uint8(p)) }
func (p Pressure) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText refuses every text that is not a pressure band.
func (p *Pressure) UnmarshalText(b []byte) error {
	i, err := indexOf("pressure", pressureNames[:], string(b))
	*p = Pressure(i)
	return err
}

// Setting is who does the hands-on work.
type Setting uint8

const (
	NoSetting Setting = iota
	Self
	Helper
	Professional
)

var settingNames = [...]string{"", "self", "helper", "professional"}

// Settings lists the three settings.
func Settings() []Setting { return []Setting{Self, Helper, Professional} }

func (s Setting) String() string               { return nameOf(settingNames[:], uint8(s)) }
func (s Setting) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText refuses every text that is not a setting.
func (s *Setting) UnmarshalText(b []byte) error {
	i, err := indexOf("setting", settingNames[:], string(b))
	*s = Setting(i)
	return err
}

// Role is who is answering. It never changes the disposition.
type Role uint8

const (
	NoRole Role = iota
	Person
	HelperRole
	Therapist
)

var roleNames = [...]string{"", "person", "helper", "therapist"}

func (r Role) String() string               { return nameOf(roleNames[:], uint8(r)) }
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText refuses every text that is not a role.
func (r *Role) UnmarshalText(b []byte) error {
	i, err := indexOf("role", roleNames[:], string(b))
	*r = Role(i)
	return err
}
