package prove

import "slices"

// check reports whether lemmas prove that no assignment satisfies the clauses.
// Each lemma must follow by unit propagation: with all its literals denied,
// clauses with a single literal left force one another into a contradiction.
// At the end the clauses and lemmas must contradict themselves. Nothing of the
// solver is used here.
func check(vars int, clauses, lemmas [][]int32) bool {
	k := &checker{value: make([]int8, vars+1), watched: make([][]int, 2*vars+2)}
	for _, cl := range clauses {
		if !k.add(cl) {
			return true
		}
	}
	for _, lemma := range lemmas {
		top := len(k.trail)
		follows := false
		for _, l := range lemma {
			if int(max(l, -l)) > vars || l == 0 {
				return false // it speaks of something that the clauses do not
			}
			if !k.assign(-l) {
				follows = true // it is denied already
				break
			}
		}
		if !follows && k.propagate(top) {
			return false
		}
		k.undo(top)
		if !k.add(lemma) {
			return true
		}
	}
	return false
}

// checker is clauses under a partial assignment. Each clause of two literals
// or more watches two that are not false; when one becomes false another is
// looked for.
type checker struct {
	clauses [][]int32
	watched [][]int // by literal: the clauses that watch it
	value   []int8  // by variable: 1 true, -1 false, 0 free
	trail   []int32 // literals that are true, in the order in which they became so
}

func index(l int32) int {
	if l < 0 {
		return int(-l)*2 + 1
	}
	return int(l) * 2
}

func (k *checker) of(l int32) int8 {
	if l < 0 {
		return -k.value[-l]
	}
	return k.value[l]
}

// assign makes a literal true; it reports false when it is false already.
func (k *checker) assign(l int32) bool {
	switch k.of(l) {
	case 1:
		return true
	case -1:
		return false
	}
	if l < 0 {
		k.value[-l] = -1
	} else {
		k.value[l] = 1
	}
	k.trail = append(k.trail, l)
	return true
}

func (k *checker) undo(to int) {
	for _, l := range k.trail[to:] {
		k.value[max(l, -l)] = 0
	}
	k.trail = k.trail[:to]
}

// add takes a clause up for good. It reports false when the clauses now
// contradict themselves.
func (k *checker) add(clause []int32) bool {
	var free, rest []int32
	for _, l := range clause {
		switch k.of(l) {
		case 1:
			return true // it holds for good
		case 0:
			if !slices.Contains(free, l) {
				free = append(free, l)
			}
		default:
			rest = append(rest, l)
		}
	}
	switch len(free) {
	case 0:
		return false
	case 1:
		top := len(k.trail)
		k.assign(free[0])
		return k.propagate(top)
	}
	n := len(k.clauses)
	k.clauses = append(k.clauses, append(free, rest...))
	k.watched[index(free[0])] = append(k.watched[index(free[0])], n)
	k.watched[index(free[1])] = append(k.watched[index(free[1])], n)
	return true
}

// propagate draws every conclusion from the literals of the trail from a
// position on. It reports false when it meets a contradiction.
func (k *checker) propagate(from int) bool {
	for ; from < len(k.trail); from++ {
		falsified := -k.trail[from]
		list := k.watched[index(falsified)]
		kept := list[:0]
		for i, n := range list {
			cl := k.clauses[n]
			if cl[0] == falsified {
				cl[0], cl[1] = cl[1], cl[0]
			}
			if k.of(cl[0]) == 1 {
				kept = append(kept, n)
				continue
			}
			moved := false
			for j := 2; j < len(cl); j++ {
				if k.of(cl[j]) != -1 {
					cl[1], cl[j] = cl[j], cl[1]
					k.watched[index(cl[1])] = append(k.watched[index(cl[1])], n)
					moved = true
					break
				}
			}
			if moved {
				continue
			}
			kept = append(kept, n)
			if !k.assign(cl[0]) {
				kept = append(kept, list[i+1:]...)
				k.watched[index(falsified)] = kept
				return false
			}
		}
		k.watched[index(falsified)] = kept
	}
	return true
}
