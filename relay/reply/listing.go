package reply

import (
	"net/netip"

	"hybridsim/relay"
)

// listed are what the front door says to a client that is on one of the service's lists (L121).
var listed = map[relay.ServiceList]*Condition{
	relay.OwnList: bannedSendingIP,
	relay.SpamhausList: add(Condition{
		Name: "ListedBySpamhaus", Phase: relay.PhaseRcpt,
		Meaning: "The address of the sending server is on Spamhaus's list, which the cloud asks.",
		Check:   "Ask Spamhaus, at the address that the reply names, why; find out what was sent.",
		Wordings: []Wording{{By: service, Code: 550, Enhanced: "5.7.1", Text: "Service unavailable, Client host [{ip}] blocked using " +
			"Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/[{ip}] (AS16012611) {stamp}",
			Source: "[O] L121b", Seen: "2019-04-19"}},
		Heard: []Pattern{{"5.7.1", "blocked using Spamhaus"}},
	}),
	relay.SenderList: worded(bannedSource, Wording{By: service, Code: 550, Enhanced: "5.7.511",
		Text: "Access denied, banned sender[{ip}]. To request removal from this list, forward this message to " +
			"delist@microsoft.com. For more information, go to https://go.microsoft.com/fwlink/?LinkId=526653. {stamp}",
		Source: "[D] L121d, no line is on record; the stamp [I]"}),
	relay.RangeList: worded(bannedSender, Wording{By: service, Code: 550, Enhanced: "5.7.501",
		Text: "Service unavailable. Spam abuse detected from IP range. For more information please go to " +
			"http://go.microsoft.com/fwlink/?LinkId=526653. S(2017052602) {stamp}", Source: "[O] L121e", Seen: "2022-07-05"}),
	relay.ReputationList: worded(noReputation, Wording{By: service, Code: 550, Enhanced: "5.7.708",
		Text:   "Service unavailable. Access denied, traffic not accepted from this IP. AS(7910) {stamp}",
		Source: "[O] L121h; the stamp [I]", Seen: "2025 to 2026"}),
	relay.ThrottleList: worded(throttled, Wording{By: service, Code: 451, Enhanced: "4.7.500",
		Text: "Server busy. Please try again later from [{ip}]. (AS761) {stamp}", Source: "[D] EXONDR, L121f; the stamp [I]"}),
}

// worded gives a condition that was only heard words of our own.
func worded(c *Condition, w ...Wording) *Condition {
	c.Wordings = append(c.Wordings, w...)
	return c
}

// Listed refuses a client that is on a list of the service, or puts it off.
func Listed(list relay.ServiceList, era relay.Era, ip netip.Addr, stamp Stamp) relay.Reply {
	return listed[list].by(relay.ExchangeOnline, era, with{"ip": ip.String(), "stamp": stamp.in(era)})
}
