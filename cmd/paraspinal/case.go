package main

import (
	"fmt"
	"io"
	"os"

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
		data, err = os.ReadFile(name)
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
	for _, n := range r.Notes {
		fmt.Fprintf(a.err, "note: %s\n", n)
	}
	return r, nil
}

const maxCase = 4 << 20
