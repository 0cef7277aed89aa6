package cohort

import (
	"slices"

	"paraspinal/ruleset"
)

// Rows are cases in the compact form that planes are made of: for each finding
// that a rule reads one byte, the code of its state, and one bit for each rule
// that a go-ahead may lift. States that no rule tells apart have the same code.
// A row that was not put reads: nothing was asked, and there is no go-ahead.
//
// The bytes of 64 rows lie together by column, eight words each. Case i of the
// 64 has byte i/8 of word i%8: turning the eight words as squares of 8 by 8
// bits then gives planes with case i at bit i.
type Rows struct {
	e     *Engine
	n     int
	words []uint64
}

// NewRows makes n rows in which nothing was asked.
func (e *Engine) NewRows(n int) *Rows {
	r := &Rows{e: e}
	r.Resize(n)
	return r
}

// Len is the number of rows.
func (r *Rows) Len() int { return r.n }

// Resize makes the rows n, reusing their memory. In none of them is anything asked.
func (r *Rows) Resize(n int) {
	r.words, r.n = cleared(r.words, blocks(n)*r.e.stride), n
}

// Put writes one row from the resolved findings of a case. lifted says for each
// rule whether a go-ahead lifts it; nil means none.
func (r *Rows) Put(i int, f *ruleset.Facts, lifted []bool) {
	r.check(i)
	e := r.e
	block := r.words[i/64*e.stride:][:e.stride]
	word, shift := i%8, uint(i%64/8*8)
	for k := range e.columns {
		c := &e.columns[k]
		w := &block[8*k+word]
		*w = *w&^(0xff<<shift) | uint64(c.of(f.States[c.finding]))<<shift
	}
	bit := uint64(1) << uint(i%64)
	for k, rule := range e.lifts {
		w := &block[8*len(e.columns)+k]
		*w &^= bit
		if lifted != nil && lifted[rule] {
			*w |= bit
		}
	}
}

func (r *Rows) check(i int) {
	if i < 0 || i >= r.n {
		panic("cohort: there is no such row")
	}
}

// Lifted reports whether a go-ahead lifts a rule in a row.
func (r *Rows) Lifted(i, rule int) bool {
	r.check(i)
	k := slices.Index(r.e.lifts, rule)
	return k >= 0 && r.words[i/64*r.e.stride+8*len(r.e.columns)+k]>>uint(i%64)&1 == 1
}

// Planes are the inputs of the program, 64 cases a block.
type Planes struct {
	e     *Engine
	n     int
	words []uint64
}

// NewPlanes makes planes for n cases, in which nothing was asked.
func (e *Engine) NewPlanes(n int) *Planes {
	return &Planes{e: e, n: n, words: make([]uint64, blocks(n)*e.program.inputs)}
}

func blocks(n int) int { return (n + 63) / 64 }

// Pack turns rows into planes. The planes are those of NewPlanes for as many cases.
func (p *Planes) Pack(r *Rows) {
	p.e.same(r.e, p.n, r.n)
	size := p.e.program.inputs
	for b := range blocks(r.n) {
		r.turn(b, p.words[b*size:][:size])
	}
}

// turn writes the planes of one block of rows.
func (r *Rows) turn(block int, planes []uint64) {
	e := r.e
	rows := r.words[block*e.stride:][:e.stride]
	for g, parts := range e.groups {
		turn((*[8]uint64)(planes[8*g:]), rows, parts)
	}
	copy(planes[8*len(e.groups):], rows[8*len(e.columns):])
}

// turn makes the eight planes of a group. The columns of the group use different
// bits of a byte once they are shifted.
func turn(out *[8]uint64, rows []uint64, parts []part) {
	var x0, x1, x2, x3, x4, x5, x6, x7 uint64
	for _, p := range parts {
		y, s := (*[8]uint64)(rows[8*p.column:]), p.shift&7
		x0 |= y[0] << s
		x1 |= y[1] << s
		x2 |= y[2] << s
		x3 |= y[3] << s
		x4 |= y[4] << s
		x5 |= y[5] << s
		x6 |= y[6] << s
		x7 |= y[7] << s
	}
	var t uint64
	t = (x0>>4 ^ x4) & 0x0f0f0f0f0f0f0f0f
	x0, x4 = x0^t<<4, x4^t
	t = (x1>>4 ^ x5) & 0x0f0f0f0f0f0f0f0f
	x1, x5 = x1^t<<4, x5^t
	t = (x2>>4 ^ x6) & 0x0f0f0f0f0f0f0f0f
	x2, x6 = x2^t<<4, x6^t
	t = (x3>>4 ^ x7) & 0x0f0f0f0f0f0f0f0f
	x3, x7 = x3^t<<4, x7^t
	t = (x0>>2 ^ x2) & 0x3333333333333333
	x0, x2 = x0^t<<2, x2^t
	t = (x1>>2 ^ x3) & 0x3333333333333333
	x1, x3 = x1^t<<2, x3^t
	t = (x4>>2 ^ x6) & 0x3333333333333333
	x4, x6 = x4^t<<2, x6^t
	t = (x5>>2 ^ x7) & 0x3333333333333333
	x5, x7 = x5^t<<2, x7^t
	t = (x0>>1 ^ x1) & 0x5555555555555555
	x0, x1 = x0^t<<1, x1^t
	t = (x2>>1 ^ x3) & 0x5555555555555555
	x2, x3 = x2^t<<1, x3^t
	t = (x4>>1 ^ x5) & 0x5555555555555555
	x4, x5 = x4^t<<1, x5^t
	t = (x6>>1 ^ x7) & 0x5555555555555555
	x6, x7 = x6^t<<1, x7^t
	*out = [8]uint64{x0, x1, x2, x3, x4, x5, x6, x7}
}
