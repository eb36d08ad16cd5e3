package scrap

import "strings"

// transcript is sendmail's account of a dialogue: ">>>" before what it said, "<<<" before what it heard, and nothing
// before what it says itself.
type transcript struct {
	marked  bool // such marks stand in it
	refused bool // the host refused something
	said    bool // and what follows from it was not said yet
}

// repeats reports an answer that only follows from one before it: the program's own after the host's, and the host's
// that a command came too early, for the one before was refused.
func (t *transcript) repeats(line, answer string) bool {
	switch {
	case !t.marked:
		return false
	case !strings.HasPrefix(line, "<<< "):
		repeated := t.said
		t.said = false
		return repeated
	case strings.HasPrefix(answer, "503") && t.refused:
		return true
	case strings.HasPrefix(answer, "4"), strings.HasPrefix(answer, "5"):
		t.refused, t.said = true, true
	}
	return false
}

// own reports an answer that the program gives itself.
func (t *transcript) own(line string, at int) bool {
	return t.marked && at == 0 && !strings.HasPrefix(line, "<<< ")
}
