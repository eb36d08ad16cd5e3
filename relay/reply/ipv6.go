package reply

import (
	"net/netip"

	"hybridsim/relay"
)

// What the service asks of clients that come over IPv6 (T12.6 [D] EXONDR).
var (
	noMailOverIPv6 = add(Condition{
		Name: "NoMailOverIPv6", Phase: relay.PhaseRcpt,
		Meaning: "The recipient's domain takes no mail over IPv6.",
		Check:   "Enable-IPv6ForAcceptedDomain lets it; else send over IPv4.",
		Wordings: []Wording{
			{By: inCloud(relay.Era2012, relay.Era2015), Code: 550, Enhanced: "5.2.1",
				Text: "Service unavailable, [{domain}] does not accept email over IPv6.", Source: "[D] EXONDR of 2021"},
			{By: service, Code: 550, Enhanced: "5.7.510",
				Text: "Access denied, [{domain}] does not accept email over IPv6 {stamp}", Source: "[D] EXONDR; the stamp [I]"},
		},
		Heard: []Pattern{{"5.7.510", ""}, {"", "does not accept email over IPv6"}},
	})
	ipv6WithoutName = add(Condition{
		Name: "IPv6WithoutReverseDNS", Phase: relay.PhaseRcpt,
		Meaning: "The sending server came over IPv6, and its address has no name in DNS.",
		Check:   "Add a PTR record for the address, or send over IPv4.",
		Wordings: []Wording{
			{By: service, Code: 450, Enhanced: "4.7.25",
				Text: "Service unavailable, sending IPv6 address [{ip}] must have reverse DNS record. {stamp}", Source: "[D] EXONDR of 2021; the stamp [I]"},
		},
		Heard: []Pattern{{"5.7.25", "IPv6"}, {"4.7.25", "IPv6"}, {"", "must have reverse DNS record"}},
	})
	ipv6Unproved = add(Condition{
		Name: "IPv6NotAuthenticated", Phase: relay.PhaseData,
		Meaning: "The message came over IPv6, and neither SPF nor DKIM says that its sender sent it.",
		Check:   "Does the SPF record have the server's IPv6 addresses?",
		Wordings: []Wording{
			{By: service, Code: 450, Enhanced: "4.7.26", Text: "Access denied, a message sent over IPv6 [{ip}] must pass either SPF or DKIM validation, this " +
				"message is not signed. {stamp}", Source: "[D] EXONDR; the stamp [I]"},
		},
		Heard: []Pattern{{"4.7.26", "IPv6"}, {"5.7.26", "IPv6"}},
	})
)

// NoMailOverIPv6 refuses a recipient to a client that came over IPv6: the domain takes none of it.
func NoMailOverIPv6(era relay.Era, domain string, stamp Stamp) relay.Reply {
	return noMailOverIPv6.by(relay.ExchangeOnline, era, with{"domain": domain, "stamp": stamp.in(era)})
}

// IPv6WithoutReverseDNS puts off a client that came over IPv6 from an address without a name.
func IPv6WithoutReverseDNS(era relay.Era, client netip.Addr, stamp Stamp) relay.Reply {
	return ipv6WithoutName.by(relay.ExchangeOnline, era, with{"ip": client.String(), "stamp": stamp.in(era)})
}

// IPv6NotAuthenticated puts off a message that came over IPv6 and passes neither SPF nor DKIM.
func IPv6NotAuthenticated(era relay.Era, client netip.Addr, stamp Stamp) relay.Reply {
	return ipv6Unproved.by(relay.ExchangeOnline, era, with{"ip": client.String(), "stamp": stamp.in(era)})
}
