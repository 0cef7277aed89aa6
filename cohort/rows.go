package cohort

import (
	"encoding/binary"
	"slices"

	"paraspinal/ruleset"
)

// Rows are cases in the compact form that planes are made of: for each finding
// that a rule reads one byte, the code of its state, and one bit for each rule
// that a go-ahead may lift. States that no rule tells apart have the same code.
// A row that was not put reads: nothing was asked, and there is no go-ahead.
type Rows struct {
	e     *Engine
	n     int
	codes []byte   // 8 times Engine.wide for each row
	lifts []uint64 // for each 64 rows one word for each of Engine.lifts
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
	r.n, r.codes, r.lifts = n, cleared(r.codes, 64*blocks(n)*8*r.e.wide), cleared(r.lifts, blocks(n)*len(r.e.lifts))
}

// Put writes one row from the resolved findings of a case. lifted says for each
// rule whether a go-ahead lifts it; nil means none.
func (r *Rows) Put(i int, f *ruleset.Facts, lifted []bool) {
	r.check(i)
	e := r.e
	if len(f.Codes) != len(e.set.Columns()) {
		panic("cohort: the facts are not those of this Set") // without them nothing would seem to be asked
	}
	row := r.codes[i*8*e.wide:][:len(e.codes)]
	if e.whole {
		copy(row, f.Codes)
	} else {
		for k, from := range e.codes {
			row[k] = f.Codes[from]
		}
	}
	bit := uint64(1) << uint(i%64)
	for k, rule := range e.lifts {
		w := &r.lifts[i/64*len(e.lifts)+k]
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
	return k >= 0 && r.lifts[i/64*len(r.e.lifts)+k]>>uint(i%64)&1 == 1
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
	size, bytes := p.e.program.inputs, p.e.bytes()
	for b := range blocks(r.n) {
		r.turn(b, p.words[b*size:][:size], bytes)
	}
}

// bytes is memory for turn.
func (e *Engine) bytes() []uint64 { return make([]uint64, 64*e.wide) }

// turn writes the planes of one block of rows. On the way the bytes of the 64
// rows lie together by column, eight words each: row i has byte i/8 of word i%8.
// Turning the eight words as squares of 8 by 8 bits then gives planes with row
// i at bit i.
func (r *Rows) turn(block int, planes, bytes []uint64) {
	e := r.e
	long := 8 * e.wide
	rows := r.codes[block*64*long:][:64*long]
	for eight := range e.wide {
		for i := range 8 {
			byColumn((*[64]uint64)(bytes[64*eight:]), rows[i*long+8*eight:], i, 8*long)
		}
	}
	for g, parts := range e.groups {
		turn((*[8]uint64)(planes[8*g:]), bytes, parts)
	}
	copy(planes[8*len(e.groups):], r.lifts[block*len(e.lifts):][:len(e.lifts)])
}

// byColumn turns a square of eight bytes of eight rows, which are apart by so
// many bytes, and makes it word i of eight columns.
func byColumn(out *[64]uint64, rows []byte, i, apart int) {
	at := func(k int) uint64 { return binary.LittleEndian.Uint64(rows[k*apart:]) }
	x0, x1, x2, x3, x4, x5, x6, x7 := at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7)
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
	out[i], out[8+i], out[16+i], out[24+i], out[32+i], out[40+i], out[48+i], out[56+i] = x0, x1, x2, x3, x4, x5, x6, x7
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
