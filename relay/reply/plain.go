package reply

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
)

// The replies of a generic Internet host, where they differ from Exchange's. All [I]: common practice, no fidelity claim.

// PlainGreeting is a generic host's answer to EHLO or HELO.
func PlainGreeting(fqdn string, keywords ...string) relay.Reply {
	return relay.Catalogued(250, "", strings.Join(append([]string{fqdn}, keywords...), "\n"))
}

// PlainOK is a generic host's consent; the enhanced code says to what.
func PlainOK(enhanced string) relay.Reply { return relay.Catalogued(250, enhanced, "Ok") }

// PlainStartInput accepts DATA.
func PlainStartInput() relay.Reply {
	return relay.Catalogued(354, "", "End data with <CR><LF>.<CR><LF>")
}

// PlainQueued accepts the content.
func PlainQueued() relay.Reply { return relay.Catalogued(250, "2.0.0", "Ok: queued") }

// PlainQueuedAs accepts the content and names the place in its queue.
func PlainQueuedAs(number int) relay.Reply {
	return relay.Catalogued(250, "2.0.0", fmt.Sprintf("Ok: queued as %08X", number))
}

// PlainReadyForTLS accepts STARTTLS.
func PlainReadyForTLS() relay.Reply { return relay.Catalogued(220, "2.0.0", "Ready to start TLS") }

// PlainBye answers QUIT.
func PlainBye() relay.Reply { return relay.Catalogued(221, "2.0.0", "Bye") }

// PlainMustStartTLS refuses MAIL in clear (RFC 3207 section 4).
func PlainMustStartTLS() relay.Reply {
	return relay.Catalogued(530, "5.7.0", "Must issue a STARTTLS command first")
}

// PlainSyntaxError refuses an address or parameter that cannot be read.
func PlainSyntaxError() relay.Reply {
	return relay.Catalogued(501, "5.5.4", "Syntax error in parameters or arguments")
}

// PlainBadSequence refuses a command out of order.
func PlainBadSequence() relay.Reply {
	return relay.Catalogued(503, "5.5.1", "Bad sequence of commands")
}

// PlainNotRecognized refuses an unknown verb.
func PlainNotRecognized() relay.Reply {
	return relay.Catalogued(502, "5.5.2", "Command not recognized")
}

// PlainUserUnknown refuses an address that the host has no mailbox for, as Postfix does.
func PlainUserUnknown(address string) relay.Reply {
	return relay.Catalogued(550, "5.1.1", "<"+address+">: Recipient address rejected: User unknown")
}

// PlainRelayDenied refuses an address in somebody else's domain, as Postfix does.
func PlainRelayDenied(address string) relay.Reply {
	return relay.Catalogued(554, "5.7.1", "<"+address+">: Relay access denied")
}

// PlainBlocked refuses a client that a block list names, as Postfix does; why is the list's own TXT record.
func PlainBlocked(client netip.Addr, list string, why ...string) relay.Reply {
	text := fmt.Sprintf("Service unavailable; Client host [%s] blocked using %s", client, list)
	if len(why) > 0 {
		text += "; " + strings.Join(why, " ")
	}
	return relay.Catalogued(554, "5.7.1", text)
}

// PlainTooManyHops ends a loop.
func PlainTooManyHops() relay.Reply { return relay.Catalogued(554, "5.4.0", "Error: too many hops") }

// PlainExpired is what a generic host's report says of mail that nobody took in time.
func PlainExpired() relay.Reply { return relay.Catalogued(550, "5.4.7", "Delivery time expired") }
