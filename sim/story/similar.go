package story

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// Likeness is how near a claim of a story comes to a reply.
type Likeness string

// Likenesses, nearest first.
const (
	SameReply     Likeness = "the same reply"
	SameCondition Likeness = "the same condition in other words"
	SameCode      Likeness = "the same code" // by a claim that names no words
)

var likenesses = []Likeness{SameReply, SameCondition, SameCode}

// Similar is a story that claims something like a reply.
type Similar struct {
	Story    *Story
	Likeness Likeness
	Claim    *Step // the nearest
}

// Claims is what stories look for in replies, read once.
type Claims struct{ stories []claimedStory }

type claimedStory struct {
	story  *Story
	claims []claimedReply
	about  []*reply.Condition
}

type claimedReply struct {
	step  *Step
	reply relay.Reply
	about []*reply.Condition
}

// ReadClaims reads the claims of stories; no list says which story belongs to which code.
func ReadClaims(stories []*Story) *Claims {
	c := &Claims{}
	for _, s := range stories {
		read := claimedStory{story: s}
		for _, step := range s.claims() {
			for _, r := range claimedReplies(step.Text) {
				about := causes([]relay.Reply{r})
				read.claims, read.about = append(read.claims, claimedReply{step, r, about}),
					append(read.about, about...)
			}
		}
		if len(read.claims) > 0 {
			c.stories = append(c.stories, read)
		}
	}
	return c
}

// Similar returns the stories whose claims look for what replies, or those that they quote, say: in the same words, in
// other words for the same condition, or by the code alone; the nearest first. A story that is about another condition
// is left out, though its claim has the same number, or words that both conditions begin with.
func (c *Claims) Similar(said []relay.Reply) []Similar {
	var found []Similar
	about := causes(said)
	for _, s := range c.stories {
		if len(s.about) > 0 && len(about) > 0 && !share(s.about, about) {
			continue
		}
		var best *Similar
		for _, claim := range s.claims {
			l, ok := claim.likeness(said, about)
			if ok && (best == nil || rank(l) < rank(best.Likeness)) {
				best = &Similar{s.story, l, claim.step}
			}
		}
		if best != nil {
			found = append(found, *best)
		}
	}
	slices.SortStableFunc(found, func(a, b Similar) int { return cmp.Compare(rank(a.Likeness), rank(b.Likeness)) })
	return found
}

func share(a, b []*reply.Condition) bool {
	return slices.ContainsFunc(a, func(c *reply.Condition) bool { return slices.Contains(b, c) })
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
	replyInClaim  = regexp.MustCompile(`(?:\b([245]\d\d) )?\b([245]\.\d{1,3}\.\d{1,3})\b ?([^"}]*)`)
	waitingClaim  = regexp.MustCompile(`^want (?:deferral|queue) `)
	quotedInClaim = regexp.MustCompile(`"([^"]+)"`)
)

// claimedReplies are the replies in the text of a claim; those of a claim about waiting mail may have no code, and one
// that there is none claims none.
func claimedReplies(text string) (replies []relay.Reply) {
	if strings.HasPrefix(text, "want no ") {
		return nil
	}
	for _, m := range replyInClaim.FindAllStringSubmatch(text, -1) {
		code := m[1]
		if code == "" {
			code = m[2][:1] + "50"
		}
		if r, err := relay.ParseReply(strings.TrimSpace(code + " " + m[2] + " " + m[3])); err == nil {
			replies = append(replies, r)
		}
	}
	if len(replies) == 0 && waitingClaim.MatchString(text) {
		if m := quotedInClaim.FindStringSubmatch(text); m != nil {
			replies = append(replies, reply.Words(m[1]))
		}
	}
	return replies
}

// causes are the conditions that replies and what they quote stand for, as far as the words tell one. Words that
// anybody uses, and a number beside foreign words, tell none that a story is about.
func causes(said []relay.Reply) (list []*reply.Condition) {
	for _, r := range said {
		for _, link := range reply.Chain(r) {
			found := reply.Read(link.Reply)
			if len(found) == 1 && found[0].Own() && link.Text() != "" && !found[0].Quotes() {
				list = append(list, found[0].Cause())
			}
		}
	}
	return list
}

// likeness compares what a claim looks for with what was said. A deferral and the expiry that follows from it are the
// same: 4.4.316 and 5.4.316.
func (c claimedReply) likeness(said []relay.Reply, about []*reply.Condition) (Likeness, bool) {
	code := false
	for _, r := range said {
		for _, link := range reply.Chain(r) {
			same := c.reply.Enhanced() == link.Enhanced() || isTwin(c.reply.Enhanced(), link.Enhanced()) ||
				c.reply.Enhanced() == ""
			if same && c.reply.Text() != "" && contains(link.Text(), c.reply.Text()) {
				return SameReply, true
			}
			code = code || c.reply.Text() == "" && c.reply.Enhanced() == link.Enhanced() && owned(link.Reply)
		}
	}
	if share(c.about, about) {
		return SameCondition, true
	}
	return SameCode, code
}

// owned reports a reply whose number is Exchange's, because its words are: a number beside other words is somebody
// else's. One without words may be anybody's.
func owned(r relay.Reply) bool {
	found := reply.Read(r)
	return r.Text() == "" || len(found) > 0 && found[0].Own()
}

// isTwin reports codes that differ in their class alone, among those of three digits, which name one condition each.
func isTwin(a, b string) bool {
	return len(a) >= 7 && len(b) >= 7 && a[1:] == b[1:]
}

// contains reports whether a text has the words of a claim, without regard to case and blanks.
func contains(text, words string) bool {
	fold := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return strings.Contains(fold(text), fold(words))
}
