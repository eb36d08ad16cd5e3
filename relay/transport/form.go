package transport

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// authors refuses mail whose From has several addresses while no Sender says which of them sent it (B56 [D] EXONDR, RFC
// 5322 section 3.6.2). That this is the answer to the content is inferred.
func authors(h relay.Header) (relay.Reply, relay.Decision) {
	from, err := mail.ParseAddressList(h.Get("From"))
	if err != nil || len(from) < 2 || h.Get("Sender") != "" {
		return relay.Reply{}, relay.Decision{}
	}
	return reply.SeveralAuthors(), because("the message", "B56",
		fmt.Sprintf("From has %d addresses, and there is no Sender", len(from)), "From "+h.Get("From"))
}

// The names of RFC 2606.
var (
	reservedTops    = []string{"test", "example", "invalid", "localhost"}
	reservedDomains = []string{"example.com", "example.net", "example.org"}
)

// reserved refuses recipients in domains of RFC 2606, where the connector says so (B56 [D] NDR16). A name below a
// reserved one counts as well [I].
func reserved(c *relay.ReceiveConnector, to string) (relay.Reply, relay.Decision) {
	domain := strings.ToLower(relay.DomainOf(to))
	below := func(name string) bool { return domain == name || strings.HasSuffix(domain, "."+name) }
	refuse := func(top bool, property string) (relay.Reply, relay.Decision) {
		return reply.ReservedDomain(top), because(to, "B56", domain+" is reserved by RFC 2606", property+" $true")
	}
	switch {
	case c.RejectReservedTopLevelRecipientDomains && slices.ContainsFunc(reservedTops, below):
		return refuse(true, "RejectReservedTopLevelRecipientDomains")
	case c.RejectReservedSecondLevelRecipientDomains && slices.ContainsFunc(reservedDomains, below):
		return refuse(false, "RejectReservedSecondLevelRecipientDomains")
	}
	return relay.Reply{}, relay.Decision{}
}
