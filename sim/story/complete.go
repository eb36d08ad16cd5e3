package story

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Complete returns what the last word of a line can go on as, and where that word begins, in bytes: who acts, what they can do,
// and then names that this world knows. The line ends where the person's cursor is.
func (c *Console) Complete(line string) (start int, words []string) {
	actor, rest, acts := strings.Cut(line, ">")
	if !acts || strings.ContainsAny(actor, " \t") {
		return c.completePlain(line)
	}
	behind := len(actor) + 1
	gap := len(rest) - len(strings.TrimLeft(rest, " "))
	behind, rest = behind+gap, rest[gap:]
	switch {
	case actor == string(relay.OnPremises) || actor == string(relay.Cloud):
		start, words = c.play.w.Complete(relay.Side(actor), rest)
	case slices.Contains([]string{groupNet, groupCA, groupEOP}, actor+">"):
		start, words = c.completeVerb(actor+">", rest)
	case isAddress(actor):
		start, words = c.completeSend(rest)
	default:
		start, words = c.completeVerb(groupHost, rest)
	}
	return behind + start, words
}

// completePlain completes lines that nobody types, and the name of whoever does.
func (c *Console) completePlain(line string) (start int, words []string) {
	if rest, ok := strings.CutPrefix(line, groupWant+" "); ok {
		start, words = c.completeVerb(groupWant, rest)
		return len(line) - len(rest) + start, words
	}
	for _, v := range registry {
		if v.group == groupClock || v.group == groupPrint {
			words = append(words, v.key)
		}
	}
	start = strings.LastIndexAny(line, " ") + 1
	if start > 0 {
		return start, begun(append(c.names(), "header", "NDR", "queue", "at", "to"), line[start:])
	}
	words = append(words, groupWant, groupNet, groupCA, groupEOP, string(relay.OnPremises)+">", string(relay.Cloud)+">")
	for _, name := range append(c.play.outsideHosts(), c.addresses()...) {
		words = append(words, name+">")
	}
	return 0, begun(words, line)
}

// completeVerb completes the key of a verb, which may have several words, and then names.
func (c *Console) completeVerb(group, rest string) (start int, words []string) {
	var key string
	for _, v := range registry {
		if v.group != group {
			continue
		}
		if strings.HasPrefix(rest, v.key+" ") && len(v.key) > len(key) {
			key = v.key
		}
		words = append(words, v.key)
	}
	if key == "" {
		return 0, begun(words, rest)
	}
	words = c.names()
	for _, v := range registry {
		if v.group == group && v.key == key {
			words = append(words, keywords(v.Usage)...)
		}
	}
	start = strings.LastIndexAny(rest, " ,") + 1
	return start, begun(words, rest[start:])
}

func (c *Console) completeSend(rest string) (start int, words []string) {
	start = strings.LastIndexAny(rest, " ,") + 1
	switch before := strings.Fields(rest[:start]); {
	case len(before) == 0:
		words = []string{"send"}
	case slices.Contains(before, "to"):
		words = c.addresses()
	case before[len(before)-1] == "send" || before[len(before)-1] == "x":
		words = append(append(c.Attachments(), Greeting), "to")
	default:
		words = []string{"to", "x"}
	}
	return start, begun(words, rest[start:])
}

// keywords are the words of a usage that stand for themselves: those in small letters, without the key.
func keywords(usage string) (words []string) {
	_, usage, _ = strings.Cut(usage, " ")
	for _, w := range strings.FieldsFunc(usage, func(r rune) bool { return strings.ContainsRune(" []|,:.", r) }) {
		if w[0] >= 'a' && w[0] <= 'z' {
			words = append(words, w)
		}
	}
	return words
}

// names are what lines of the network, of hosts and of claims are about.
func (c *Console) names() []string {
	names := append([]string{string(relay.Cloud), string(relay.OnPremises)}, c.play.outsideHosts()...)
	names = append(append(names, c.play.serverNames()...), c.addresses()...)
	for _, h := range c.play.w.Net.Hosts() {
		names = append(names, h.Name())
	}
	return append(names, c.play.names...)
}

// addresses are those of all mailboxes, on either side and outside, and of groups.
func (c *Console) addresses() []string {
	var list []string
	for _, side := range bothSides {
		for _, r := range c.play.w.Side(side).Organization().Recipients {
			list = append(list, r.PrimarySmtpAddress)
		}
	}
	for _, h := range c.play.w.Hosts() {
		list = append(list, h.Mailboxes()...)
	}
	return list
}

// begun keeps the words that begin with a text, each once, sorted.
func begun(words []string, begin string) []string {
	words = slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(strings.ToLower(w), strings.ToLower(begin)) })
	slices.Sort(words)
	return slices.Compact(words)
}
