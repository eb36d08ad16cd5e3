package reply

import (
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// Match is a condition that a reply may stand for.
type Match struct {
	*Condition
	Wording *Wording          // the text that it was; nil when only words or the code were recognized
	Holes   map[string]string // what stood in its holes
	By      Ground
	cased   bool
}

// Ground is by what a reply was recognized.
type Ground int

// Grounds, the best first.
const (
	ByText   Ground = iota // it is a whole text of the catalogue
	ByOwn                  // by words, or by a number beside words, that are Exchange's
	ByPlain                // by words that anybody uses
	ByNumber               // by its number alone, beside words that nobody here knows, or beside none
)

// Own reports words of Exchange's, or a number beside such words: not those of a host of no product.
func (m Match) Own() bool { return m.By <= ByOwn && (m.Wording == nil || m.Wording.By != plainHost) }

// When is the phase in which such a reply is given; empty where only words that anybody uses or a number were
// recognized, which may be said at any time.
func (m Match) When() relay.Phase {
	if m.By > ByOwn {
		return ""
	}
	return m.Phase
}

// Look is where an administrator of the hybrid looks first, if the words are such that it is known whose they are.
func (m Match) Look() string {
	if m.By > ByOwn && !m.Plain {
		return ""
	}
	return m.Check
}

// Exact reports whether the reply was a whole text of the catalogue.
func (m Match) Exact() bool { return m.Wording != nil }

// Says reports whether a detail is the one that belongs to the wording.
func (m Match) Says(detail string) bool {
	if m.Wording == nil || m.Wording.MSG == "" {
		return false
	}
	_, ok := fit(template(m.Wording.MSG), detail)
	return ok
}

// Quotes reports a text that only passes on what somebody else said.
func (m Match) Quotes() bool { return m.Wording != nil && strings.Contains(m.Wording.Text, "{reply}") }

// Read finds what a reply may stand for. Whose words it has goes before its number: every condition that writes exactly
// these words; else the one whose words, or whose number beside words of Exchange's, it has; else what words mean that
// anybody uses; else what its number says in general. Nothing, if the catalogue does not know it.
func Read(r relay.Reply) []Match { return ReadOf(r, false) }

// ReadOf is [Read] of a reply that the service is known to have given itself: then its numbers count beside any words.
func ReadOf(r relay.Reply, byService bool) []Match {
	if exact := written(r); len(exact) > 0 {
		return exact
	}
	text := words(r)
	own := byService || exchanges(text)
	c, worded := recognized(r, own)
	if c != nil && (worded || own && !(ofRecipient(r.Enhanced()) && ofSender(text))) {
		return []Match{{Condition: c, By: ByOwn}}
	}
	if plain := ReadPlain(r); plain != nil {
		return plain
	}
	if text == "" { // a number that only Exchange uses
		if c, _ := recognized(r, true); c != nil {
			return []Match{{Condition: c, By: ByNumber}}
		}
	}
	return nil
}

// ReadPlain is [Read] of words that are known to be somebody else's than Exchange's, whatever they are like.
func ReadPlain(r relay.Reply) []Match {
	if plain := inPlainWords(r.Enhanced(), words(r)); plain != nil {
		return []Match{{Condition: plain, By: ByPlain}}
	}
	if n := byNumberAlone(r); n != nil {
		return []Match{{Condition: n, By: ByNumber}}
	}
	return nil
}

// words are a reply's text with single blanks.
func words(r relay.Reply) string { return strings.Join(strings.Fields(r.Text()), " ") }

// written are the conditions that write exactly these words.
func written(r relay.Reply) []Match {
	text := words(r)
	var exact []Match
	for _, c := range conditions {
		for i := range c.Wordings {
			w := &c.Wordings[i]
			if w.Enhanced != r.Enhanced() || w.Code != r.Code() && (r.Code() != 0 || w.literal() == 0) {
				continue
			}
			if holes, ok := w.match(text); ok {
				exact = append(exact, Match{c, w, holes, ByText, w.cased(text)})
				break
			}
		}
	}
	return fullest(exact)
}

// recognized is the condition whose pattern fits best, and whether words did; nil if none does. Patterns that are
// numbers alone count only beside words of Exchange's own.
func recognized(r relay.Reply, own bool) (best *Condition, worded bool) {
	text, score := fold(plainly(words(r))), 0
	for _, c := range conditions {
		for i, p := range c.Heard {
			if p.Words == "" && !own {
				continue
			}
			if s := p.score(r.Enhanced(), text, c.folded[i]); s > score {
				best, score, worded = c, s, p.Words != ""
			}
		}
	}
	return best, worded
}

// fullest drops texts that are little more than a hole where another text has more words of its own, and those in
// another case where one has the same.
func fullest(matches []Match) []Match {
	most := 0
	for _, m := range matches {
		most = max(most, m.Wording.literal())
	}
	kept := matches[:0]
	for _, m := range matches {
		if m.Wording.literal() == most {
			kept = append(kept, m)
		}
	}
	if cased := slices.DeleteFunc(slices.Clone(kept), func(m Match) bool { return !m.cased }); len(cased) > 0 {
		return cased
	}
	return kept
}

// Meaning is what a reply means and where to look first: in the words of the condition that it stands for; where it may
// stand for several, of the one that covers them all; else by its class alone, which is all that is known.
func Meaning(r relay.Reply) (meaning, check string, known bool) {
	found := Read(r)
	if c, _ := recognized(r, true); len(found) > 1 && c != nil {
		return c.Meaning, c.Check, true
	}
	if len(found) > 0 && found[0].By < ByNumber {
		return found[0].Meaning, found[0].Look(), true
	}
	switch {
	case r.Temporary():
		return "The message has not arrived yet.", "", false
	case r.OK():
		return "The message was passed on.", "", false
	}
	return "The message could not be delivered.", "", false
}

// score is how well a pattern, with its words in lower case, fits a text in lower case: words count before codes, more
// words before fewer. 0: not at all.
func (p Pattern) score(enhanced, text, words string) int {
	score := 1
	if p.Codes != "" {
		if !codeIn(enhanced, p.Codes) {
			return 0
		}
		score += 100
	}
	if words != "" {
		if !strings.Contains(text, words) {
			return 0
		}
		score += 1000 + len(words)
	}
	return score
}

func containsFold(text, words string) bool { return strings.Contains(fold(text), fold(words)) }

// fold is a text in lower case, ASCII alone, so that every byte keeps its place.
func fold(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// codeIn reports whether an enhanced code is the one of a pattern, or in its range. A pattern "none" is for replies
// without one.
func codeIn(code, codes string) bool {
	if code == "" || code == codes {
		return code == codes || codes == "none"
	}
	low, high, isRange := strings.Cut(codes, "-")
	dot, lowDot := strings.LastIndexByte(code, '.'), strings.LastIndexByte(low, '.')
	if !isRange || lowDot < 0 || code[:dot+1] != low[:lowDot+1] {
		return false
	}
	n, err := strconv.Atoi(code[dot+1:])
	from, errLow := strconv.Atoi(low[lowDot+1:])
	to, errHigh := strconv.Atoi(high)
	return err == nil && errLow == nil && errHigh == nil && from <= n && n <= to
}

// literal is the number of characters of a wording's own.
func (w *Wording) literal() (n int) {
	for _, s := range template(w.Text) {
		if !s.hole {
			n += len(s.text)
		}
	}
	return n
}

// match reports whether a text, with single blanks, is this wording, and what stands in its holes. A stamp at the end
// may be there or not, whatever the era prints, and so may the detail that reports put in parentheses behind an expiry.
func (w *Wording) match(text string) (map[string]string, bool) {
	own := strings.TrimSuffix(strings.Join(strings.Fields(w.Text), " "), " {stamp}")
	pieces := template(own)
	if holes, ok := fit(pieces, text); ok {
		return holes, ok
	}
	if w.MSG != "" && strings.HasSuffix(text, ")") {
		if holes, ok := fit(template(own+"("+w.MSG+")"), text); ok {
			return holes, ok
		}
	}
	bare := withoutStamps(text)
	if holes, ok := fit(pieces, bare); ok {
		return holes, ok
	}
	return fit(pieces, strings.TrimSuffix(bare, ".")) // quoted answers keep the dot of the sentence around them
}

// cased reports whether the words of a wording that a text matches are in the same case, too.
func (w *Wording) cased(text string) bool {
	for _, p := range template(strings.Join(strings.Fields(w.Text), " ")) {
		if !p.hole && !strings.Contains(text, strings.TrimSpace(p.text)) {
			return false
		}
	}
	return true
}

// piece is a part of a wording: words of its own, or the name of a hole.
type piece struct {
	text string
	hole bool
}

// template divides a wording into pieces.
func template(text string) (pieces []piece) {
	for text != "" {
		open := strings.IndexByte(text, '{')
		shut := strings.IndexByte(text[max(open, 0):], '}') + max(open, 0)
		if open < 0 || shut <= open {
			return append(pieces, piece{text, false})
		}
		if open > 0 {
			pieces = append(pieces, piece{text[:open], false})
		}
		pieces, text = append(pieces, piece{text[open+1 : shut], true}), text[shut+1:]
	}
	return pieces
}

// fit lays pieces over a text without regard to case: each hole takes as little as it can, the last as much as there
// is.
func fit(pieces []piece, text string) (map[string]string, bool) {
	holes := map[string]string{}
	lower := fold(text)
	at := 0
	for i, p := range pieces {
		if !p.hole {
			if !strings.HasPrefix(lower[at:], fold(p.text)) {
				return nil, false
			}
			at += len(p.text)
			continue
		}
		end := len(text)
		switch {
		case i+1 < len(pieces) && pieces[i+1].hole:
			if n := strings.IndexByte(text[at:], ' '); n >= 0 {
				end = at + n
			}
		case i+1 < len(pieces):
			next := fold(pieces[i+1].text)
			n := strings.Index(lower[at:], next)
			if i+2 == len(pieces) {
				n = strings.LastIndex(lower[at:], next)
			}
			if n < 0 {
				return nil, false
			}
			end = at + n
		}
		if p.text == "host" && strings.ContainsAny(text[at:end], " ") {
			return nil, false
		}
		if holes[p.text] == "" {
			holes[p.text] = text[at:end]
		}
		at = end
	}
	return holes, at == len(text)
}
