package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"paraspinal/casefile"
)

// readCase reads a case file, or standard input for "-". Notes about it go to
// the error output so that they never mix with an answer.
func (a *app) readCase(name string) (casefile.Read, error) {
	if err := a.load(); err != nil {
		return casefile.Read{}, err
	}
	now, err := a.clock()
	if err != nil {
		return casefile.Read{}, err
	}
	var data []byte
	if name == "-" {
		name = "standard input"
		data, err = io.ReadAll(io.LimitReader(a.in, maxCase+1))
	} else {
		data, err = readMost(name, maxCase+1)
	}
	if err != nil {
		return casefile.Read{}, inputError{err}
	}
	if len(data) > maxCase {
		return casefile.Read{}, inputError{fmt.Errorf("%s is larger than %d bytes: it is not a case file", name, maxCase)}
	}
	r, problems := casefile.Parse(name, data, a.set, now)
	if len(problems) > 0 {
		return casefile.Read{}, problems
	}
	if a.at != "" {
		r.Case.Now = now
	}
	if old := a.now().Sub(r.Answered); a.at == "" && old > time.Duration(a.set.ValidHours)*time.Hour {
		fmt.Fprintf(a.err, "note: these answers are of %s; what follows held then. Check again with: paraspinal ask %s --recheck\n", when(r.Answered), name)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(a.err, "note: %s\n", n)
	}
	return r, nil
}

// The largest real case file is some 100 kB. Reading nested text takes time
// that grows faster than its size, so a hostile file must not be let in.
const maxCase = 1 << 20

// readMost reads the first bytes of a file, which may be endless.
func readMost(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}
