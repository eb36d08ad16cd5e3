package scrap

import (
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// Theirs reports words of a mail system that is not Exchange, about what it did or met itself.
func (c *Case) Theirs() bool { return c.theirs }

// Foreign reports that the words are those of a mail system that is not Exchange, or that the answer is another
// organization's, as far as names tell: the host that gave it is neither the service's nor in a domain of the sender or
// of the server that wrote, and the words are not the service's around it.
func (c *Case) Foreign() bool {
	if c.theirs {
		return true
	}
	host := c.RefusedBy
	if host == "" && c.Phase != reply.PhaseQueue && c.Phase != reply.PhaseExpiry {
		host = c.Host
	}
	if !strings.Contains(host, ".") || strings.EqualFold(host, c.Writer) || reply.IsService(host) {
		return false
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	if found := reply.Read(c.Answer()); len(found) > 0 && found[0].Quotes() {
		return false
	}
	var own []string
	if d := relay.DomainOf(c.Sender); d != "" {
		own = append(own, d)
	}
	if _, d, ok := strings.Cut(c.Writer, "."); ok && !reply.IsService(c.Writer) && strings.Contains(d, ".") {
		own = append(own, d)
	}
	for _, d := range own {
		if strings.EqualFold(host, d) || within(host, d) {
			return false
		}
	}
	return len(own) > 0
}

func within(host, domain string) bool {
	return strings.HasSuffix(strings.ToLower(host), "."+strings.ToLower(domain))
}
