package prove

import (
	"fmt"
	"slices"

	"paraspinal/clinical"
	"paraspinal/ruleset"
)

// offer is one way in which a plan offers more than another: something at a
// place, more pressure there than deep, or more minutes there than long.
type offer struct {
	on     bit
	place  place
	deeper bool
	deep   clinical.Pressure
	longer bool
	long   int
}

// name tells an offer by the ids of a protocol.
func (o *offer) name(set *ruleset.Set) string {
	where := fmt.Sprintf("%s on %s, %s", set.Techniques[o.place.technique].ID, set.Regions[o.place.region].ID, o.place.setting)
	switch {
	case o.deeper:
		return where + ", deeper than " + o.deep.String()
	case o.longer:
		return fmt.Sprintf("%s, longer than %d minutes", where, o.long)
	}
	return where
}

// offers lists, by technique of b, what a plan for b offers and one for a does
// not: another place, more pressure, more minutes. It says nothing of somebody
// whose massage has to wait. The two may be of different protocols.
func (p *Prover) offers(a, b *table) [][]offer {
	c := p.c
	waits := p.waits(a, b)
	minutes := minuteCaps(a.set, b.set)
	out := make([][]offer, len(b.set.Techniques))
	for _, pl := range places(b.set) {
		offered := b.usable(pl)
		if offered == no {
			continue
		}
		add := func(o offer, on ...bit) {
			o.place, o.on = pl, c.and(append(on, -waits)...)
			if o.on != no {
				out[pl.technique] = append(out[pl.technique], o)
			}
		}
		was, ok := a.find(b.set, pl)
		if !ok {
			add(offer{}, offered)
			continue
		}
		add(offer{}, offered, -a.usable(was))
		for _, cap := range []clinical.Pressure{clinical.Stroking, clinical.Light} {
			add(offer{deeper: true, deep: cap}, b.deeper(pl, cap), -a.deeper(was, cap))
		}
		for _, n := range minutes {
			add(offer{longer: true, long: n}, b.longer(pl, n), -a.longer(was, n))
		}
	}
	return out
}

// offersMore lists, some techniques at a time, where a plan for b offers more
// than one for a; and a consent less.
func (p *Prover) offersMore(a, b *table) []bit {
	var out []bit
	for _, some := range groups(p.offers(a, b)) {
		out = append(out, p.anyOffer(some))
	}
	return append(out, p.unasked(a, b))
}

// groups puts the offers of some techniques together: see anyOf.
func groups(byTechnique [][]offer) [][]offer {
	var out [][]offer
	for some := range slices.Chunk(byTechnique, 24) {
		if list := slices.Concat(some...); len(list) > 0 {
			out = append(out, list)
		}
	}
	return out
}

func (p *Prover) anyOffer(list []offer) bit {
	on := make([]bit, len(list))
	for i := range list {
		on[i] = list[i].on
	}
	return p.c.or(on...)
}

// offered is what of a list the person found last is offered.
func (p *Prover) offered(list []offer) *offer {
	for i := range list {
		if is(p.last, list[i].on) {
			return &list[i]
		}
	}
	return &offer{} // somebody was found, so one of them is
}

// waits is on for somebody whose massage has to wait, before or after.
func (p *Prover) waits(a, b *table) bit {
	return p.c.or(a.least(a.floor, clinical.Postpone), b.least(b.floor, clinical.Postpone))
}

// unasked is on when a consent that a asks for is not asked for by b.
func (p *Prover) unasked(a, b *table) bit {
	waits := p.waits(a, b)
	var bad []bit
	for i := range a.set.Limits {
		l := &a.set.Limits[i]
		if l.Kind != ruleset.Consent {
			continue
		}
		asked := bit(no)
		for j := range b.set.Limits {
			if o := &b.set.Limits[j]; o.Kind == l.Kind && o.Target == l.Target && slices.Equal(o.Regions, l.Regions) && slices.Equal(o.Settings, l.Settings) {
				asked = p.c.or(asked, b.limit(b.floor, j))
			}
		}
		bad = append(bad, p.c.and(-waits, a.limit(a.floor, i), -asked))
	}
	return p.c.or(bad...)
}

// find is a place of another protocol in this one.
func (t *table) find(other *ruleset.Set, pl place) (place, bool) {
	if t.set == other {
		return pl, true
	}
	i, ok := t.set.Technique(other.Techniques[pl.technique].ID)
	r, found := t.set.Region(other.Regions[pl.region].ID)
	return place{i, r, pl.side, pl.setting}, ok && found
}

// minuteCaps lists every number of minutes at which a plan can be capped, or a
// technique ends by itself.
func minuteCaps(sets ...*ruleset.Set) []int {
	var out []int
	for _, set := range sets {
		for i := range set.Limits {
			if l := &set.Limits[i]; l.Kind == ruleset.MinutesCap {
				out = append(out, l.Minutes())
			}
		}
	}
	if len(sets) > 1 && sets[0] != sets[1] {
		for _, set := range sets {
			for i := range set.Techniques {
				out = append(out, set.Techniques[i].MostMinutes)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
