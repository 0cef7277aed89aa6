package care

import "time"

// Adopt takes the place of the file with another one, such as a backup. Every
// page of it counts as answered now, so that a form made before cannot
// overwrite it; where and by whom the file is used stays. Answers of a time
// ahead, and a session that was on, give no permission any more: not now, and
// not when that time has come.
func (f *File) Adopt(other *File, now time.Time) {
	rev, stops, zone := max(f.Rev, other.Rev)+1, max(f.Stops, other.Stops), f.Zone
	*f = *other
	f.Rev, f.Stops, f.Zone = rev, stops, zone
	on := f.Session != nil && !f.Session.Taken
	if ahead := now.Add(skew); f.Begun() && (on || f.Began.After(ahead) || f.At.After(ahead)) {
		f.Spent = true
	}
	for i := range f.Pages {
		f.Pages[i].Rev = rev
	}
}

// Portable is a copy of the file to be taken elsewhere.
func (f *File) Portable() *File {
	c := *f
	if c.Zone == LocalZone {
		c.Zone = "" // of the device that wrote it, not of the one that reads it
	}
	return &c
}
