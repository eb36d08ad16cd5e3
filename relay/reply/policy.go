package reply

import "hybridsim/relay"

// This file holds the refusals by policy and reputation: what the service's front door says to mail that it will not
// have.

var partnerRestriction = add(Condition{
	Name: "PartnerRestriction", Phase: relay.PhaseRcpt,
	Meaning: "The recipient's organization takes mail only through a gateway, and this did not come from there.",
	Check: "Compare the certificate and the address of the sending server with the inbound connectors, the " +
		"OnPremises one first.",
	Wordings: []Wording{
		{By: inCloud(relay.EraToday, relay.EraToday), Code: 550, Enhanced: "5.7.51",
			Text: "TenantInboundAttribution; There is a partner connector configured that matched the message's recipient domain. " +
				"The connector had either the RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set {stamp}",
			Source: "[D] JPTLS; from when on [I]", Seen: "2025-01-29 to 2025-06"},
		{By: service, Code: 550, Enhanced: "5.7.51", Text: "TenantInboundAttribution; Rejecting. Recipient has a partner connector with " +
			"RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set {stamp}", Source: "[O] N5a; the stamp [I]"},
		{Code: 550, Enhanced: "5.7.51", Text: "TenantInboundAttribution; Rejecting. Recipient has a partner connector with " +
			"RestrictDomainsToIPAddresses or RestrictDomainsToCertificate set", Source: "[O] N5a"},
	},
	Heard: []Pattern{{"5.7.51", ""}},
})

// PartnerRestriction refuses mail whose sender's domain belongs to a Partner connector with a Restrict flag that is not
// met.
func PartnerRestriction(era relay.Era, stamp Stamp) relay.Reply {
	return partnerRestriction.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}

var directSendNotAllowed = add(Condition{
	Name: "DirectSendNotAllowed", Phase: relay.PhaseRcpt,
	Meaning: "The organization takes no mail in its own name from senders that it does not recognize.",
	Check:   "An inbound connector has to recognize the sending server, or Direct Send has to be allowed.",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.68", Text: "TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources {stamp}",
			Source: "[D] JPDS; the phase and the stamp [I]"},
		{Code: 550, Enhanced: "5.7.68", Text: "TenantInboundAttribution; Direct Send not allowed for this organization from unauthorized sources",
			Source: "[D] JPDS", Seen: "2025 to 2026"},
	},
	Heard: []Pattern{{"5.7.68", ""}},
})

// DirectSendNotAllowed refuses mail in the tenant's own name from a client that nobody vouches for.
func DirectSendNotAllowed(era relay.Era, stamp Stamp) relay.Reply {
	return directSendNotAllowed.by(relay.ExchangeOnline, era, with{"stamp": stamp.in(era)})
}

var tlsChannelRequired = add(Condition{
	Name: "TLSChannelRequired", Phase: relay.PhaseRcpt,
	Meaning: "The cloud takes this client's mail over a secure connection only, and the client has not begun one.",
	Check:   "Does the client use STARTTLS? RequireTls of the inbound connector that it comes by asks for it.",
	Wordings: []Wording{
		{By: service, Code: 454, Enhanced: "4.7.0", Text: "Failed to establish appropriate TLS channel: Access Denied",
			Source: "[O] L75, B07; that it is still said [I]", Seen: "2016-01-11"},
	},
	Heard: []Pattern{{"4.7.0", "TLS channel: Access Denied"}},
})

// TLSChannelRequired refuses a recipient, for the time being, to a client in clear whose connector requires TLS.
func TLSChannelRequired() relay.Reply { return tlsChannelRequired.say(nil) }

var bannedSendingIP = add(Condition{
	Name: "BannedSendingIP", Phase: relay.PhaseRcpt,
	Meaning: "The address of the sending server is on the cloud's block list.",
	Check:   "Ask for removal with the form that the reply names; find out what was sent.",
	Wordings: []Wording{
		{By: inCloud(relay.Era2012, relay.Era2015), Code: 550, Enhanced: "5.7.1", Text: "Service unavailable; Client host [{ip}] blocked using Blocklist 1; " +
			"To request removal from this list please forward this message to delist@microsoft.com", Source: "[D] 5-7-1; until when [I]"},
		{By: service, Code: 550, Enhanced: "5.7.606", Text: "Access denied, banned sending IP [{ip}]. To request removal from this list please visit " +
			"https://sender.office.com/ and follow the directions. For more information please go to  " +
			"http://go.microsoft.com/fwlink/?LinkID=526655 (AS16012609) {stamp}", Source: "[D] EXONDR, full form [O] N7"},
	},
	Heard: []Pattern{{"5.7.606-649", ""}, {"5.7.606-649", "banned sending IP"}, {"5.7.1", "blocked using Blocklist"}},
})

var dmarcRejected = add(Condition{
	Name: "DMARCRejected", Phase: relay.PhaseData,
	Meaning: "The sender's domain asks that mail which fails its DMARC check be refused, and this did.",
	Check:   "Does a gateway on the way change the message or its address?",
	Wordings: []Wording{
		{By: service, Code: 550, Enhanced: "5.7.509", Text: "Access denied, sending domain [{domain}] does not pass DMARC verification and has a DMARC policy of reject. {stamp}",
			Source: "[D] EXONDR, chained stamps [O] N17"},
	},
	Heard: []Pattern{{"5.7.509", ""}, {"5.7.509", "does not pass DMARC"}},
})

// DMARCRejected refuses a message whose From domain publishes a policy of reject that it does not pass. Of the chained
// stamps this prints one.
func DMARCRejected(era relay.Era, domain string, stamp Stamp) relay.Reply {
	return dmarcRejected.by(relay.ExchangeOnline, era, with{"domain": domain, "stamp": stamp.in(era)})
}
