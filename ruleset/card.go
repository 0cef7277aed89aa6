package ruleset

// Fits reports whether a card is meant for the person of the facts: it has no
// condition, or its condition holds whatever else is answered. A condition
// that is unsure or not yet settled does not hold.
func (s *Set) Fits(card *Card, f *Facts) bool {
	return card.When.IsZero() || card.When.Eval(f.Atoms()).Lo == True
}
