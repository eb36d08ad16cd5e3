package story

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

// Likeness is how near a claim of a story comes to a reply.
type Likeness string

// Likenesses, nearest first.
const (
	SameReply     Likeness = "the same reply"
	SameCondition Likeness = "the same condition in other words"
	SameCode      Likeness = "the same code with other words" // of a meaning that is not known
)

var likenesses = []Likeness{SameReply, SameCondition, SameCode}

// Similar is a story that claims something like a reply.
type Similar struct {
	Story    *Story
	Likeness Likeness
	Claim    *Step // the nearest
}

// FindSimilar returns the stories whose claims look for a reply with the same code and words, the same meaning, or at least the
// same code; the nearest first. It reads the claims; no list says which story belongs to which code.
func FindSimilar(stories []*Story, reply relay.Reply) []Similar {
	var found []Similar
	for _, s := range stories {
		var best *Similar
		for _, step := range s.claims() {
			for _, claimed := range claimedReplies(step.Text) {
				l, ok := likeness(claimed, reply)
				if ok && (best == nil || rank(l) < rank(best.Likeness)) {
					best = &Similar{s, l, step}
				}
			}
		}
		if best != nil {
			found = append(found, *best)
		}
	}
	slices.SortStableFunc(found, func(a, b Similar) int { return cmp.Compare(rank(a.Likeness), rank(b.Likeness)) })
	return found
}

func rank(l Likeness) int { return slices.Index(likenesses, l) }

// claims are the want lines of Symptoms and of every Verification.
func (s *Story) claims() []*Step {
	steps := slices.Clone(s.Symptoms)
	for _, c := range s.Cures {
		steps = append(steps, c.Verification...)
	}
	return slices.DeleteFunc(steps, func(step *Step) bool { return !step.IsClaim() })
}

var (
	replyInClaim = regexp.MustCompile(`(?:\b([245]\d\d) )?\b([245]\.\d{1,3}\.\d{1,3})\b ?([^"}]*)`)
	tokens       = regexp.MustCompile(`\b[A-Z]{3,}(?:\.[A-Za-z]+)+|\bATTR\d+|\bPRX\d+|\bAS\(\d+\)|\b[A-Z][a-z]+Attribution\b`)
)

// claimedReplies are the replies in the text of a claim. One without a reply code gets that of its class.
func claimedReplies(text string) (replies []relay.Reply) {
	for _, m := range replyInClaim.FindAllStringSubmatch(text, -1) {
		code := m[1]
		if code == "" {
			code = m[2][:1] + "50"
		}
		if r, err := relay.ParseReply(strings.TrimSpace(code + " " + m[2] + " " + m[3])); err == nil {
			replies = append(replies, r)
		}
	}
	return replies
}

// likeness compares what a claim looks for with a reply. A deferral and the expiry that follows from it are the same: 4.4.316
// and 5.4.316.
func likeness(claimed, reply relay.Reply) (Likeness, bool) {
	sameCode := claimed.Enhanced() == reply.Enhanced() || isTwin(claimed.Enhanced(), reply.Enhanced())
	a, b := dsn.Lookup(claimed), dsn.Lookup(reply)
	switch {
	case sameCode && sameWords(claimed.Text(), reply.Text()):
		return SameReply, true
	case a.Known() && a.Meaning == b.Meaning:
		return SameCondition, true
	case a.Known() && b.Known():
		return "", false
	case claimed.Enhanced() == reply.Enhanced():
		return SameCode, true
	}
	return "", false
}

// isTwin reports codes that differ in their class alone, among those of three digits, which name one condition each.
func isTwin(a, b string) bool {
	return len(a) >= 7 && len(b) >= 7 && a[1:] == b[1:]
}

// sameWords compares texts: by their tokens when both have some (RESOLVER.ADR.RecipientNotFound), else one contains the other
// or they begin alike.
func sameWords(a, b string) bool {
	if x, y := tokens.FindString(a), tokens.FindString(b); x != "" && y != "" {
		return x == y
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	const alike = 12
	return strings.Contains(a, b) || strings.Contains(b, a) || len(a) >= alike && len(b) >= alike && a[:alike] == b[:alike]
}
