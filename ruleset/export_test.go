package ruleset

// AtomsOf makes atoms of any values, also such as no state has.
func AtomsOf(values ...Interval) Atoms {
	s := &Set{verdicts: values}
	for i := range values {
		s.spots = append(s.spots, spot{first: int32(i)})
	}
	return Atoms{s, []uint8{0}}
}
