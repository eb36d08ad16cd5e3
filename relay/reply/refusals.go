package reply

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"hybridsim/relay"
)

// This file holds what the servers of both sides say about mail that they take, or will not have, by their
// configuration.

const whichConnector = "Which receive connector took the connection, and why not the one that trusts the other side?"

var queuedForDelivery = add(Condition{
	Name: "QueuedForDelivery", Phase: relay.PhaseData, Meaning: "The server took the message over.",
	Wordings: []Wording{
		{By: exchange, Code: 250, Enhanced: "2.6.0", Text: "{id} [InternalId={number}, Hostname={host}] Queued mail for delivery", Source: "[D] TELNET16"},
		{Code: 250, Enhanced: "2.6.0", Text: "{id} [InternalId={number}] Queued mail for delivery", Source: "[O] V3.10 (2010)"},
		{Code: 250, Enhanced: "2.6.0", Text: "{id} [InternalId={number}, Hostname={host}] {bytes} bytes in {seconds}, {speed} KB/sec Queued mail for delivery", Source: "[O] V3.10"},
	},
})

var queuedForRedundancy = fixed(exchange, "QueuedForRedundancy", relay.PhaseData, 250, "2.6.0",
	"{id} [InternalId={number}, Hostname={host}] Queued mail for redundancy", "[O] V4.6",
	"The server keeps a second copy of the message until the first one has left its own server.", "")

// QueuedForRedundancy accepts the second copy of a message that another server of the site has taken.
func QueuedForRedundancy(m Taken) relay.Reply {
	return queuedForRedundancy.say(with{"id": m.MessageID, "number": strconv.Itoa(m.InternalID), "host": m.Host})
}

// Taken is a message that a server takes over.
type Taken struct {
	MessageID  string
	InternalID int
	Host       string // that has it now
	Bytes      int
	At         time.Time
}

// Days from which a server tells how fast it took a message: the service and, in logs, servers of 2016 and later.
var (
	serviceTells = time.Date(2016, time.February, 1, 0, 0, 0, 0, time.UTC)
	serversTell  = time.Date(2019, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// QueuedForDelivery accepts a message, in a product's words of that day (V3.10). The seconds follow from the message;
// what is behind their third decimal counts for the speed and is not shown.
func QueuedForDelivery(p relay.Product, m Taken) relay.Reply {
	holes := with{"id": m.MessageID, "number": strconv.Itoa(m.InternalID), "host": m.Host}
	since := serversTell
	if p == relay.ExchangeOnline {
		since = serviceTells
	}
	switch {
	case p == relay.Exchange2010:
		return queuedForDelivery.Wordings[1].say(holes)
	case p < relay.Exchange2016 || m.At.Before(since):
		return queuedForDelivery.say(holes)
	}
	h := fnv.New32a()
	fmt.Fprint(h, m.MessageID, m.InternalID)
	micros := 100_000 + int(h.Sum32()%12_000)
	holes["bytes"], holes["seconds"] = strconv.Itoa(m.Bytes), fmt.Sprintf("%.3f", float64(micros/1000)/1000)
	holes["speed"] = fmt.Sprintf("%.3f", float64(m.Bytes)/1024/(float64(micros)/1e6))
	return queuedForDelivery.Wordings[2].say(holes)
}

var notAuthenticated = add(Condition{
	Name: "NotAuthenticated", Phase: relay.PhaseMail,
	Meaning: "The server takes no mail from senders that it does not know.",
	Check:   "Which receive connector took the connection, and why not the one that takes anonymous or hybrid mail?",
	Wordings: []Wording{
		{By: in2010, Code: 530, Enhanced: "5.7.1", Text: "Client was not authenticated", Source: "[D] TELNET13"},
		{By: from2013, Code: 530, Enhanced: "5.7.57", Text: "SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", Source: "[D] EXONDR"},
	},
	Heard: []Pattern{{"5.7.57", ""}, {"5.7.1", "Client was not authenticated"}},
})

// NotAuthenticated refuses MAIL to a session without the right to submit.
func NotAuthenticated(p relay.Product) relay.Reply { return notAuthenticated.by(p, 0, nil) }

var unableToRelay = add(Condition{
	Name: "UnableToRelay", Phase: relay.PhaseRcpt,
	Meaning: "The server that was asked to pass the message on does not do that for this sender.",
	Check:   whichConnector,
	Wordings: []Wording{
		{By: until2013, Code: 550, Enhanced: "5.7.1", Text: "Unable to relay", Source: "[D] RELAY, KB3156771"},
		{By: from2016, Code: 550, Enhanced: "5.7.54", Text: "SMTP; Unable to relay recipient in non-accepted domain", Source: "[O] N70a"},
	},
	Heard: []Pattern{{"5.7.54", ""}, {"5.7.1", "unable to relay"}},
})

// UnableToRelay refuses a recipient in somebody else's domain on-premises.
func UnableToRelay(p relay.Product) relay.Reply { return unableToRelay.by(p, 0, nil) }

var notPermittedToSend = add(Condition{
	Name: "NotPermittedToSend", Phase: relay.PhaseMail,
	Meaning: "The server does not let this client send in the name of the sender.",
	Check: "Which receive connector took the connection, and what may its clients do? A mailbox that logs on needs " +
		"Send As or Send on Behalf for another's name.",
	Wordings: []Wording{
		{By: onPremises, Code: 550, Enhanced: "5.7.60", Text: "SMTP; Client does not have permissions to send as this sender", Source: "[D] N74"},
		{By: service, Code: 550, Enhanced: "5.7.60", Text: "SMTP; Client does not have permissions to send as this sender {stamp}", Source: "[O] P9.4"},
	},
	Heard: []Pattern{{"5.7.60", ""}, {"5.7.1", "permissions to send as this sender"}},
})

// NotPermittedToSend refuses MAIL from an authoritative domain to a session without that right.
func NotPermittedToSend() relay.Reply { return notPermittedToSend.say(nil) }

var tooManyRecipients = add(Condition{
	Name: "TooManyRecipients", Phase: relay.PhaseRcpt,
	Meaning: "Too many recipients at once; the rest is tried again.",
	Wordings: []Wording{
		{By: exchange, Code: 452, Enhanced: "4.5.3", Text: "Too many recipients", Source: "text [D] NDR16, code [U]"},
	},
	Heard: []Pattern{{"4.5.3", ""}},
})

// TooManyRecipients refuses a RCPT beyond MaxRecipientsPerMessage.
func TooManyRecipients() relay.Reply { return tooManyRecipients.say(nil) }

// loop are the wordings of a server that counts hops: on-premises 5.4.6, in the cloud 5.4.14 (R6.20, R6.21).
var loop = []Wording{
	{By: onPremises, Code: 554, Enhanced: "5.4.6", Text: "Hop count exceeded - possible mail loop", Source: "[D] N94"},
	{By: service, Code: 554, Enhanced: "5.4.14", Text: "Hop count exceeded - possible mail loop ATTR34 {stamp}",
		Source: "[D] N22, stamp [O]", Seen: "2021-03 to 2024"},
}

var hopCountExceeded = add(Condition{
	Name: "HopCountExceeded", Phase: relay.PhaseData, Wordings: loop,
	Meaning: "The message went round in a circle between mail systems until it was stopped.",
	Check: "Which side sends it on, and why does the other send it back: Internal Relay without an outbound " +
		"connector, " +
		"or a connector that follows an MX back to the cloud.",
	Heard: []Pattern{{"5.4.6", ""}, {"5.4.14", ""}, {"", "Hop count exceeded - possible mail loop"}},
})

// HopCountExceeded ends a loop.
func HopCountExceeded(p relay.Product, era relay.Era, stamp Stamp) relay.Reply {
	return hopCountExceeded.by(p, era, with{"stamp": stamp.in(era)})
}

var recipientLoop = add(Condition{
	Name: "RecipientLoop", Phase: PhaseCategorizer, Wordings: loop,
	Meaning: "Two recipients forward to each other.",
	Check:   "Look at the forwarding addresses and target addresses of the recipient.",
})

// Decided reports what a server decides about mail that it has accepted, and reports itself: what its categorizer says,
// what DNS says, hops that were counted (N94). Anything else one server says to another.
func (c *Condition) Decided() bool {
	return c.Phase == PhaseCategorizer || c.Phase == relay.PhaseDNS || c == hopCountExceeded
}

// RecipientLoop reports recipients that forward to each other (R6.19). The code is the product's loop code. [I]
func RecipientLoop(p relay.Product, era relay.Era, stamp Stamp) relay.Reply {
	return recipientLoop.by(p, era, with{"stamp": stamp.in(era)})
}

var relayAccessDenied = add(Condition{
	Name: "RelayAccessDenied", Phase: relay.PhaseRcpt,
	Meaning: "The cloud could not tell which customer the message came from, and does not pass it on.",
	Check: "Compare the certificate and the address of the sending server with the inbound connector; " +
		"run the Hybrid Configuration Wizard again.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.64", Text: "TenantAttribution; Relay Access Denied {stamp}",
			Source: "[D] KB3212877, [O] L120b", Seen: "2018-07-20 to 2021-03-11"},
		{Code: 550, Enhanced: "5.7.64",
			Text:   "Relay Access Denied ATTR36. For more details please refer to: https://support.microsoft.com/kb/3169958",
			Source: "[D] KB3169958, KB4019940", Seen: "2017-07-05, in documents only"},
		{Code: 550, Enhanced: "5.7.64", Text: "TenantAttribution; Relay Access Denied SMTP", Source: "[D] L120a", Seen: "2016-12-01 to 2024"},
	},
	Heard: []Pattern{{"5.7.64", ""}, {"", "TenantAttribution; Relay Access Denied"},
		{"5.7.64", "Relay Access Denied"}},
})

// RelayAccessDenied refuses a recipient of no tenant to a client that a tenant's connectors concern (R3.7). The text
// with ATTR36 of the enforcement of 2017 is documented and was never seen; the plain one was, before and after (L120c).
func RelayAccessDenied(era relay.Era, stamp Stamp) relay.Reply {
	return relayAccessDenied.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}

var severalAuthors = fixed(service, "SeveralAuthors", relay.PhaseData, 550, "5.1.20",
	"Multiple From addresses are not allowed without Sender address", "[D] EXONDR, B56",
	"The message names several authors in From, and does not say which of them sent it.",
	"Let what makes the message write one address, or a Sender field.",
	Pattern{"5.1.20", ""})

// SeveralAuthors refuses content whose From has several addresses without a Sender.
func SeveralAuthors() relay.Reply { return severalAuthors.say(nil) }

// The domains of RFC 2606, by the connector's two flags. NDR16 has the codes; the text was seen with the first, in a
// trace of 2020.
var (
	reservedTopLevel = fixed(onPremises, "ReservedTopLevelDomain", relay.PhaseRcpt, 501, "5.1.4",
		"Recipient address reserved by RFC 2606", "[O] 2020-12-22, B56",
		"The recipient's domain ends in a name that is reserved for tests and examples.",
		"Look at RejectReservedTopLevelRecipientDomains of the receive connector.",
		Pattern{"5.1.4", "reserved by RFC 2606"})
	reservedSecondLevel = fixed(onPremises, "ReservedSecondLevelDomain", relay.PhaseRcpt, 501, "5.1.5",
		"Recipient address reserved by RFC 2606", "[D] NDR16, B56; the 501 [I]",
		"The recipient's domain is one that is reserved for examples.",
		"Look at RejectReservedSecondLevelRecipientDomains of the receive connector.",
		Pattern{"5.1.5", ""}, Pattern{"", "reserved by RFC 2606"})
)

// ReservedDomain refuses a recipient in a domain that is reserved, at the top or at the second level.
func ReservedDomain(top bool) relay.Reply {
	if top {
		return reservedTopLevel.say(nil)
	}
	return reservedSecondLevel.say(nil)
}

var domainNotAccepted = add(Condition{
	Name: "DomainNotAccepted", Phase: relay.PhaseRcpt,
	Meaning: "The mail system that was asked does not look after the recipient's domain.",
	Check:   "Look at the MX record and at the tenant's accepted domains.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.4.1", Text: "Relay Access Denied {stamp}", Source: "[D] EXONDR; the stamp [I]"},
		{Code: 550, Enhanced: "5.4.1", Text: "Relay Access Denied", Source: "[D] EXONDR, B27"},
	},
	Heard: []Pattern{{"5.4.1", "Relay Access Denied"}},
})

// DomainNotAccepted refuses a recipient in a domain that no tenant has, to a client that no connector concerns (N2).
func DomainNotAccepted(era relay.Era, stamp Stamp) relay.Reply {
	return domainNotAccepted.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}

var edgeBlocked = add(Condition{
	Name: "EdgeBlocked", Phase: relay.PhaseRcpt,
	Meaning: "The cloud knows no such recipient and therefore takes no mail for it from outside.",
	Check: "Synchronize the recipient, or make the domain Internal Relay; edge blocking looks at " +
		"Authoritative domains only.",
	Wordings: []Wording{
		{By: inCloud(relay.Era2012, relay.Era2017), Code: 550, Enhanced: "5.4.1",
			Text: "[{address}]: Recipient address rejected: Access denied {stamp}", Source: "[O] N1a", Seen: "2015 to 2018"},
		{By: service, Code: 550, Enhanced: "5.4.1", Text: "Recipient address rejected: Access denied. AS(201806281) {stamp}",
			Source: "[D] DBEB, [O] L119b", Seen: "2018-07-01 to 2023-12-01"},
		{Code: 550, Enhanced: "5.4.1", Text: "Recipient address rejected: Access denied. {stamp}", Source: "[O] L119c", Seen: "2024-04-11 to 2025-01-24"},
		{Code: 550, Enhanced: "5.4.1", Text: "Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors {stamp}",
			Source: "[O] L119d", Seen: "2026"},
	},
	Heard: []Pattern{{"5.4.1", "Recipient address rejected: Access denied"}},
})

// EdgeBlocked refuses an unknown recipient of an Authoritative cloud domain at the door (directory-based edge blocking,
// R6.27-R6.31).
func EdgeBlocked(era relay.Era, address string, stamp Stamp) relay.Reply {
	return edgeBlocked.by(relay.ExchangeOnline, era, with{"address": address, "stamp": stamp.in(era)})
}

// NotInModel ends a message where this model ends. It is no reply of Exchange; evidence shows it as NotModelled.
func NotInModel(what string) relay.Reply { return notInModel.say(with{"what": what}) }

var notInModel = add(Condition{
	Name: "NotInModel", Meaning: "Here the model ends; no Exchange server says this.", Check: "See docs/FIDELITY.md.",
	Wordings: []Wording{{By: exchange, Code: 550, Enhanced: "5.0.0", Text: "hybridsim NotModelled: {what}",
		Source: "none"}},
})
