package cohort

import (
	"encoding/binary"
	"slices"

	"paraspinal/ruleset"
)

// Rows are cases in the compact form that planes are made of: for each finding
// that a rule reads the code of its state, in the bits of a byte that it needs,
// and one bit for each rule that a go-ahead may lift. States that no rule tells
// apart have the same code. A row that was not put reads: nothing was asked, and
// there is no go-ahead.
type Rows struct {
	e     *Engine
	n     int
	words []uint64 // Engine.wide for each row
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
	r.n, r.words = n, cleared(r.words, 64*blocks(n)*r.e.wide)
}

// Put writes one row from the resolved findings of a case. lifted says for each
// rule whether a go-ahead lifts it; nil means none.
func (r *Rows) Put(i int, f *ruleset.Facts, lifted []bool) {
	r.check(i)
	e := r.e
	if len(f.Codes) != len(e.set.Columns()) {
		panic("cohort: the facts are not those of this Set") // without them nothing would seem to be asked
	}
	row := r.words[i*e.wide:][:e.wide]
	fast := e.whole && len(f.Codes) >= (len(e.codes)+7)/8*8
	for w, eights := range e.row {
		var v uint64
		for k := range eights {
			t := &eights[k]
			if fast {
				v |= binary.LittleEndian.Uint64(f.Codes[t.from:]) & t.mask << (t.shift & 7)
			} else {
				v |= e.eight(f.Codes, t.from) << t.shift
			}
		}
		row[w] = v
	}
	clear(row[len(e.row):])
	if lifted == nil {
		return
	}
	for k, rule := range e.lifts {
		if lifted[rule] {
			row[len(e.row)+k/64] |= 1 << uint(k%64)
		}
	}
}

// eight are the codes of eight columns, a byte each.
func (e *Engine) eight(codes []uint8, first int) uint64 {
	var v uint64
	for i, from := range e.codes[first:min(first+8, len(e.codes))] {
		v |= uint64(codes[from]) << (8 * i)
	}
	return v
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
	return k >= 0 && r.words[i*r.e.wide+len(r.e.row)+k/64]>>uint(k%64)&1 == 1
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

// turn writes the planes of one block of rows. First the bytes at the same place
// of the 64 rows are brought together, in eight words: row i has byte i/8 of word
// i%8. Turning the eight words as squares of 8 by 8 bits then gives planes with
// row i at bit i.
func (r *Rows) turn(block int, planes []uint64) {
	e := r.e
	rows := r.words[block*64*e.wide:][:64*e.wide]
	var bytes [8][8]uint64
	for w := range e.wide {
		for i := range 8 {
			byColumn(&bytes, rows[i*e.wide+w:], i, 8*e.wide)
		}
		for k := range bytes {
			turn((*[8]uint64)(planes[64*w+8*k:]), &bytes[k])
		}
	}
}

// byColumn turns a square of eight words of eight bytes, which are apart by so
// many words, and makes it word i of eight columns.
func byColumn(out *[8][8]uint64, rows []uint64, i, apart int) {
	x0, x1, x2, x3 := rows[0], rows[apart], rows[2*apart], rows[3*apart]
	x4, x5, x6, x7 := rows[4*apart], rows[5*apart], rows[6*apart], rows[7*apart]
	var t uint64
	t = (x0>>32 ^ x4) & 0x00000000ffffffff
	x0, x4 = x0^t<<32, x4^t
	t = (x1>>32 ^ x5) & 0x00000000ffffffff
	x1, x5 = x1^t<<32, x5^t
	t = (x2>>32 ^ x6) & 0x00000000ffffffff
	x2, x6 = x2^t<<32, x6^t
	t = (x3>>32 ^ x7) & 0x00000000ffffffff
	x3, x7 = x3^t<<32, x7^t
	t = (x0>>16 ^ x2) & 0x0000ffff0000ffff
	x0, x2 = x0^t<<16, x2^t
	t = (x1>>16 ^ x3) & 0x0000ffff0000ffff
	x1, x3 = x1^t<<16, x3^t
	t = (x4>>16 ^ x6) & 0x0000ffff0000ffff
	x4, x6 = x4^t<<16, x6^t
	t = (x5>>16 ^ x7) & 0x0000ffff0000ffff
	x5, x7 = x5^t<<16, x7^t
	t = (x0>>8 ^ x1) & 0x00ff00ff00ff00ff
	x0, x1 = x0^t<<8, x1^t
	t = (x2>>8 ^ x3) & 0x00ff00ff00ff00ff
	x2, x3 = x2^t<<8, x3^t
	t = (x4>>8 ^ x5) & 0x00ff00ff00ff00ff
	x4, x5 = x4^t<<8, x5^t
	t = (x6>>8 ^ x7) & 0x00ff00ff00ff00ff
	x6, x7 = x6^t<<8, x7^t
	i &= 7
	out[0][i], out[1][i], out[2][i], out[3][i], out[4][i], out[5][i], out[6][i], out[7][i] = x0, x1, x2, x3, x4, x5, x6, x7
}

// turn makes eight planes of the bytes of 64 rows.
func turn(out, in *[8]uint64) {
	x0, x1, x2, x3, x4, x5, x6, x7 := in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7]
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
