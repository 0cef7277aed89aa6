package ruleset_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// condition reads and evaluates the text of a condition in one go.
func (n *naive) condition(text string) pair {
	p := &reading{n: n, words: token.FindAllString(text, -1)}
	v := p.or()
	if len(p.words) > 0 {
		panic("cannot read " + text + " from " + strings.Join(p.words, " "))
	}
	return v
}

var token = regexp.MustCompile(`"[^"]*"|-?[0-9]+|[A-Za-z_][A-Za-z0-9_.]*|&&|\|\||[=!<>]=|[!<>()\[\],]`)

type reading struct {
	n     *naive
	words []string
}

func (p *reading) peek() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[0]
}

func (p *reading) next() string {
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

func (p *reading) take(w string) bool {
	if p.peek() == w {
		p.next()
		return true
	}
	return false
}

func (p *reading) must(w string) {
	if !p.take(w) {
		panic("want " + w + " before " + strings.Join(p.words, " "))
	}
}

func (p *reading) or() pair {
	v := p.and()
	for p.take("||") {
		o := p.and()
		v = pair{max(v.lo, o.lo), max(v.hi, o.hi)}
	}
	return v
}

func (p *reading) and() pair {
	v := p.unary()
	for p.take("&&") {
		o := p.unary()
		v = pair{min(v.lo, o.lo), min(v.hi, o.hi)}
	}
	return v
}

func (p *reading) unary() pair {
	if p.take("!") {
		v := p.unary()
		return pair{T - v.hi, T - v.lo}
	}
	if p.take("(") {
		v := p.or()
		p.must(")")
		return v
	}
	if p.take("true") {
		return pair{T, T}
	}
	if p.take("at_least") {
		return p.atLeast()
	}
	return p.comparison()
}

// atLeast is the n-th largest, of the low ends and of the high ends.
func (p *reading) atLeast() pair {
	p.must("(")
	n, _ := strconv.Atoi(p.next())
	p.must(",")
	p.must("[")
	var lows, highs []int
	for {
		v := p.or()
		lows, highs = append(lows, v.lo), append(highs, v.hi)
		if !p.take(",") {
			break
		}
	}
	p.must("]")
	p.must(")")
	slices.Sort(lows)
	slices.Sort(highs)
	return pair{lows[len(lows)-n], highs[len(highs)-n]}
}

func (p *reading) comparison() pair {
	id := p.next()
	if when, ok := p.n.named[id]; ok {
		return p.n.condition(when)
	}
	op, constants := "==", []string{"true"}
	if slices.Contains([]string{"==", "!=", "<", "<=", ">", ">=", "in"}, p.peek()) {
		op = p.next()
		constants = nil
		if p.take("[") {
			for {
				constants = append(constants, p.next())
				if !p.take(",") {
					break
				}
			}
			p.must("]")
		} else {
			constants = append(constants, p.next())
		}
	}
	k := p.n.know(id)
	switch k.word {
	case notAsked:
		return pair{F, T}
	case notSure:
		return pair{U, U}
	case noConcern:
		return pair{F, F}
	}
	if p.n.findings[id].Type == "int" {
		c, err := strconv.Atoi(constants[0])
		if err != nil {
			panic(err)
		}
		return everyValue(k.lo, k.hi, op, c)
	}
	holds := slices.ContainsFunc(constants, func(c string) bool { return strings.Trim(c, `"`) == k.text })
	if holds == (op != "!=") {
		return pair{T, T}
	}
	return pair{F, F}
}

// everyValue compares the value at both ends and beside the constant: it must
// hold for all that the value can be, else it is unsure.
func everyValue(lo, hi int, op string, c int) pair {
	holds := func(v int) bool {
		switch op {
		case "==":
			return v == c
		case "!=":
			return v != c
		case "<":
			return v < c
		case "<=":
			return v <= c
		case ">":
			return v > c
		}
		return v >= c
	}
	yes, no := false, false
	for _, v := range []int{lo, hi, c - 1, c, c + 1} {
		if v < lo || v > hi {
			continue
		}
		if holds(v) {
			yes = true
		} else {
			no = true
		}
	}
	switch {
	case !no:
		return pair{T, T}
	case !yes:
		return pair{F, F}
	}
	return pair{U, U}
}
