package main

import (
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// output remembers the first fault of writing: text for people is written line
// by line, and nobody looks at each. After a fault it takes nothing more, so
// that a text has no hole.
type output struct {
	to    io.Writer
	mu    sync.Mutex // work that an interrupt left behind may still write
	fault error
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fault != nil {
		return 0, o.fault
	}
	n, err := o.to.Write(b)
	o.fault = err
	return n, err
}

func (o *output) err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.fault
}

// terminal is the terminal that is written to, if there is one.
func terminal(w io.Writer) (*os.File, bool) {
	if o, ok := w.(*output); ok {
		w = o.to
	}
	f, ok := w.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}
