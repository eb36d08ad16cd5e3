package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// progress is a line on a terminal that tells how far long work is. It appears after a second and leaves nothing
// behind; where no terminal is, it does not appear.
type progress struct {
	out   io.Writer // nil: nobody looks
	what  string    // is played: stories
	total int
	done  int
	began time.Time
	shown bool
}

func newProgress(out io.Writer, total int, what string) *progress {
	p := &progress{what: what, total: total, began: time.Now()}
	if isTerminal(out) {
		p.out = out
	}
	return p
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// step counts one more and shows the line once a second has passed.
func (p *progress) step() {
	p.done++
	if p.out != nil && p.done < p.total && time.Since(p.began) > time.Second {
		fmt.Fprintf(p.out, "\r%d of %d %s played", p.done, p.total, p.what)
		p.shown = true
	}
}

// clear takes the line away, before something else is written.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}
