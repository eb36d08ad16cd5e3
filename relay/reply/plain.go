package reply

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
)

// The replies of a generic Internet host, where they differ from Exchange's. All [I]: common practice, and no claim
// that any product says so.

var (
	plainGreeting = fixed(plainHost, "PlainGreeting", relay.PhaseHello, 250, "", "{host}{keywords}", "[I]",
		"The server introduces itself.", "")
	plainOK = add(Condition{Name: "PlainOK", Meaning: "The server agrees.", Wordings: []Wording{
		{By: plainHost, Code: 250, Enhanced: "2.0.0", Text: "Ok", Source: "[I]"},
		{By: plainHost, Code: 250, Enhanced: "2.1.0", Text: "Ok", Source: "[I]"},
		{By: plainHost, Code: 250, Enhanced: "2.1.5", Text: "Ok", Source: "[I]"},
	}})
	plainStartInput = fixed(plainHost, "PlainStartInput", relay.PhaseData, 354, "",
		"End data with <CR><LF>.<CR><LF>", "[I]",
		"The server waits for the content.", "")
	plainQueued = fixed(plainHost, "PlainQueued", relay.PhaseData, 250, "2.0.0", "Ok: queued", "[I]",
		"The server took the message over.", "")
	plainQueuedAs = fixed(plainHost, "PlainQueuedAs", relay.PhaseData, 250, "2.0.0", "Ok: queued as {number}", "[I]",
		"The server took the message over.", "")
	plainReadyForTLS = fixed(plainHost, "PlainReadyForTLS", relay.PhaseTLS, 220, "2.0.0", "Ready to start TLS", "[I]",
		"The server is ready to secure the connection.", "")
	plainBye = fixed(plainHost, "PlainBye", "", 221, "2.0.0", "Bye", "[I]",
		"The conversation is over.", "")
	plainMustStartTLS = fixed(plainHost, "PlainMustStartTLS", relay.PhaseMail, 530, "5.7.0",
		"Must issue a STARTTLS command first", "[I]",
		"The server takes mail over a secure connection only, and the client did not ask for one.", "")
	plainNotForClients = fixed(plainHost, "PlainNotForClients", relay.PhaseMail, 550, "5.7.1",
		"The certificate of the client is not for clients", "[I]",
		"The server insists on client usage in the certificate of who connects, and this one is for servers only.",
		"Public authorities leave client usage out from 2026 on: the gateway's rule about it can be switched off.")
	plainSyntaxError = fixed(plainHost, "PlainSyntaxError", "", 501, "5.5.4", "Syntax error in parameters or arguments",
		"[I]",
		"The command cannot be read.", "")
	plainBadSequence = fixed(plainHost, "PlainBadSequence", "", 503, "5.5.1", "Bad sequence of commands", "[I]",
		"The command came out of order.", "")
	plainNotRecognized = fixed(plainHost, "PlainNotRecognized", "", 502, "5.5.2", "Command not recognized", "[I]",
		"The server does not know the command.", "")
	plainUserUnknown = add(Condition{
		Name: "PlainUserUnknown", Phase: relay.PhaseRcpt,
		Meaning: "The recipient's mail system says that it has no such mailbox.",
		Wordings: []Wording{
			{By: plainHost, Code: 550, Enhanced: "5.1.1",
				Text: "<{address}>: Recipient address rejected: User unknown", Source: "[I]"},
			{By: plainHost, Code: 550, Enhanced: "5.1.1", Text: "User unknown", Source: "[I]"},
		},
	})
	plainRelayDenied = fixed(plainHost, "PlainRelayDenied", relay.PhaseRcpt, 554, "5.7.1",
		"<{address}>: Relay access denied", "[I]",
		"The server that was asked does not look after the recipient's domain, and does not pass mail on for "+
			"this sender.", "Is this the right host for the domain?")
	plainBlocked = fixed(plainHost, "PlainBlocked", relay.PhaseRcpt, 554, "5.7.1",
		"Service unavailable; Client host [{ip}] blocked using {list}{why}", "[I]",
		"The sending server is on a block list.", "The reply names the list; ask for removal there.")
	plainTooManyHops = fixed(plainHost, "PlainTooManyHops", relay.PhaseData, 554, "5.4.0",
		"Error: too many hops", "[I]",
		"The message went round in a circle between mail systems until it was stopped.", "")
	plainSPFFailed = fixed(plainHost, "PlainSPFFailed", relay.PhaseData, 550, "5.7.23",
		"SPF validation failed: {ip} may not send for {domain}", "[I], code RFC 7372",
		"The sender's domain does not allow the sending server (SPF).",
		"Add the sending servers to the domain's SPF record.")
	plainDMARCRejected = fixed(plainHost, "PlainDMARCRejected", relay.PhaseData, 550, "5.7.1",
		"Rejected by the DMARC policy of {domain}", "[I], code RFC 7489",
		"The sender's domain asks that mail which fails its DMARC check be refused, and this did.",
		"Does a gateway on the way change the message or its address?")
	plainUnverified = fixed(plainHost, "PlainUnverified", relay.PhaseRcpt, 450, "4.1.1",
		"<{address}>: Recipient address rejected: unverified address: Address verification in progress", "[I]",
		"The gateway asks the next system whether the recipient exists, and does not know yet.", "")
	plainUndeliverable = fixed(plainHost, "PlainUndeliverable", relay.PhaseRcpt, 550, "5.1.1",
		"<{address}>: Recipient address rejected: undeliverable address: host {host} said: {said}", "[I]",
		"The gateway has asked the next system for the recipient, and was refused.",
		"What does that system say to the gateway's own sender?")
	plainNoDomain = fixed(plainHost, "PlainNoDomain", relay.PhaseDNS, 550, "5.4.4",
		"Host or domain name not found. Name service error for name={domain}: Host not found", "[I]",
		"The name service says that the recipient's domain does not exist.", "Is the address spelled right?")
	plainExpired = fixed(plainHost, "PlainExpired", PhaseExpiry, 550, "5.4.7", "Delivery time expired", "[I]",
		"The message waited longer than it may, and no attempt succeeded.", "")
)

// PlainGreeting is a generic host's answer to EHLO or HELO.
func PlainGreeting(fqdn string, keywords ...string) relay.Reply {
	return plainGreeting.say(with{"host": fqdn, "keywords": lines(keywords)})
}

// PlainOK is a generic host's consent; the enhanced code says to what.
func PlainOK(enhanced string) relay.Reply {
	ok := plainOK.Wordings[0]
	ok.Enhanced = enhanced
	return ok.say(nil)
}

// PlainStartInput accepts DATA.
func PlainStartInput() relay.Reply { return plainStartInput.say(nil) }

// PlainQueued accepts the content.
func PlainQueued() relay.Reply { return plainQueued.say(nil) }

// PlainQueuedAs accepts the content and names the place in its queue.
func PlainQueuedAs(number int) relay.Reply {
	return plainQueuedAs.say(with{"number": fmt.Sprintf("%08X", number)})
}

// PlainReadyForTLS accepts STARTTLS.
func PlainReadyForTLS() relay.Reply { return plainReadyForTLS.say(nil) }

// PlainBye answers QUIT.
func PlainBye() relay.Reply { return plainBye.say(nil) }

// PlainMustStartTLS refuses MAIL in clear (RFC 3207 section 4).
func PlainMustStartTLS() relay.Reply { return plainMustStartTLS.say(nil) }

// PlainNotForClients refuses MAIL from a client whose certificate is for servers only (L80; the text is ours).
func PlainNotForClients() relay.Reply { return plainNotForClients.say(nil) }

// PlainSyntaxError refuses an address or parameter that cannot be read.
func PlainSyntaxError() relay.Reply { return plainSyntaxError.say(nil) }

// PlainBadSequence refuses a command out of order.
func PlainBadSequence() relay.Reply { return plainBadSequence.say(nil) }

// PlainNotRecognized refuses an unknown verb.
func PlainNotRecognized() relay.Reply { return plainNotRecognized.say(nil) }

// PlainUserUnknown refuses an address that the host has no mailbox for, as Postfix does.
func PlainUserUnknown(address string) relay.Reply {
	return plainUserUnknown.say(with{"address": address})
}

// PlainRelayDenied refuses an address in somebody else's domain, as Postfix does.
func PlainRelayDenied(address string) relay.Reply {
	return plainRelayDenied.say(with{"address": address})
}

// PlainBlocked refuses a client that a block list names, as Postfix does; why is the list's own TXT record.
func PlainBlocked(client netip.Addr, list string, why ...string) relay.Reply {
	reason := ""
	if len(why) > 0 {
		reason = "; " + strings.Join(why, " ")
	}
	return plainBlocked.say(with{"ip": client.String(), "list": list, "why": reason})
}

// PlainSPFFailed refuses a client that the sender's domain does not allow.
func PlainSPFFailed(client netip.Addr, domain string) relay.Reply {
	return plainSPFFailed.say(with{"ip": client.String(), "domain": domain})
}

// PlainDMARCRejected refuses a message as the domain in its From field asks.
func PlainDMARCRejected(domain string) relay.Reply {
	return plainDMARCRejected.say(with{"domain": domain})
}

// PlainUnverified puts off a recipient that a gateway has yet to ask for, as Postfix does.
func PlainUnverified(address string) relay.Reply {
	return plainUnverified.say(with{"address": address})
}

// PlainUndeliverable refuses a recipient that the next system refused to the gateway's probe, as Postfix does.
func PlainUndeliverable(address, host string, said relay.Reply) relay.Reply {
	return plainUndeliverable.say(with{"address": address, "host": host, "said": said.String()})
}

// PlainTooManyHops ends a loop.
func PlainTooManyHops() relay.Reply { return plainTooManyHops.say(nil) }

// PlainNoDomain is what a generic host's report says of a domain that does not exist, as Postfix does.
func PlainNoDomain(domain string) relay.Reply { return plainNoDomain.say(with{"domain": domain}) }

// PlainExpired is what a generic host's report says of mail that nobody took in time.
func PlainExpired() relay.Reply { return plainExpired.say(nil) }
