package reply

import (
	"regexp"
	"strings"

	"hybridsim/relay"
)

// Link is a reply of a chain: what somebody answered, or a detail without a code.
type Link struct {
	relay.Reply
	Host   string  // whose answer it is, where the reply around it says so
	Stamps []Stamp // those of its own, innermost layer of the service first as printed
}

// Chain takes a reply apart into itself and what it quotes, outermost first: behind an arrow, in quotes or brackets, in
// parentheses behind an expiry, or as another system's report is rendered: <host #5.7.1 smtp; 550 5.7.1 ...> (L132,
// L133). The last link is the reason.
func Chain(r relay.Reply) (links []Link) {
	const deepest = 8
	host := ""
	for len(links) < deepest {
		before, inner, by, found := within(r.Text())
		link := Link{Reply: r, Host: host}
		if !found {
			link.Stamps = Stamps(r.Text())
			return append(links, link)
		}
		at := strings.Index(r.Text(), inner)
		link.Stamps = append(Stamps(before), Stamps(r.Text()[at+len(inner):])...)
		links = append(links, link)
		r, host = Parse(inner), by
	}
	return links
}

var (
	rendered = regexp.MustCompile(
		`^(.*?)<\s*([^\s#<>]*)\s*#([245]\.\d{1,3}\.\d{1,3})?\s*(?i:smtp|x-[a-z]+);\s*(.+?)>?$`)
	inQuotes  = regexp.MustCompile(`^(.*?(?:responded with:?|Frontend with) *)["'](.+)["']`)
	inMessage = regexp.MustCompile(`^(.*?)\[Message=(.+?)\](?: \[|$|\()`)
	inDetail  = regexp.MustCompile(`^(Message expired[^(]*)\((.+)\)$`)
)

// within finds what a text quotes, whose it is if that is told, and what stands before.
func within(text string) (before, inner, host string, found bool) {
	if m := rendered.FindStringSubmatch(text); m != nil {
		return m[1], m[4], m[2], true
	}
	if m := inMessage.FindStringSubmatch(text); m != nil {
		return m[1], m[2], "", true
	}
	arrow := strings.Index(text, " -> ")
	if m := inQuotes.FindStringSubmatch(text); m != nil && (arrow < 0 || arrow > len(m[1])) {
		return m[1], m[2], "", true
	}
	if arrow >= 0 && strings.TrimSpace(text[arrow+4:]) != "" {
		return text[:arrow], strings.TrimSpace(text[arrow+4:]), "", true
	}
	if m := inDetail.FindStringSubmatch(text); m != nil && m[2] != "SuspiciousRemoteServerError" {
		return m[1], m[2], "", true
	}
	return "", "", "", false
}

// Words are an answer of which only words are known.
func Words(text string) relay.Reply { return relay.Received(0, strings.TrimSpace(text)) }

// oneLine joins wrapped lines and keeps the blanks within them: N7 has two in a row.
func oneLine(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.TrimSpace(strings.Join(lines, " "))
}

var replyAtStart = regexp.MustCompile(`^([245]\d\d)[ -](.*)$`)

// Parse is an answer as somebody quotes it, or words that have no code.
func Parse(text string) relay.Reply {
	text = oneLine(text)
	if m := replyAtStart.FindStringSubmatch(text); m != nil {
		if r, err := relay.ParseReply(m[1] + " " + m[2]); err == nil {
			return r
		}
	}
	return relay.Received(0, text)
}
