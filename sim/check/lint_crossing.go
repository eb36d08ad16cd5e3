package check

import (
	"fmt"
	"slices"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// crossingRules look at what one side lets a message have, or makes of it, and the other side does not take.
var crossingRules = []Rule{
	{"HS-C107", Error, "A journal rule of on-premises reports to a mailbox of the service, which takes no such reports", "P7.14", journalsIntoCloud},
	{"HS-C108", Warning, "On-premises journals all mail, and the cloud has no such rule: mail that passes the cloud is not journaled", "P7.16; KB4344001", journalsHalf},
	{"HS-C109", Warning, "A sender may write to more recipients at once than the other side takes", "P5.6; G2.164", fewerTaken},
	{"HS-C110", Warning, "A group has more members on the other side than that side takes in a message", "P3.22; G2.164", groupTooLarge},
}

// journalsIntoCloud finds journal rules whose mailbox was moved to the cloud.
func journalsIntoCloud(s *scene, found func(place)) {
	for _, r := range s.local.JournalRules {
		if at := s.byAddress(s.cloud)[r.JournalEmailAddress]; r.Enabled && at != nil && at.Type == relay.UserMailbox {
			found(place{side: "onprem", object: r.Name, property: "JournalEmailAddress", value: r.JournalEmailAddress})
		}
	}
}

// journalsHalf finds journal rules about everybody where the cloud has none: what passes the cloud is marked as
// journaled.
func journalsHalf(s *scene, found func(place)) {
	if slices.ContainsFunc(s.cloud.JournalRules, func(r *relay.JournalRule) bool { return r.Enabled }) {
		return
	}
	for _, r := range s.local.JournalRules {
		if !r.Enabled || r.Recipient != "" {
			continue
		}
		p := place{side: "onprem", object: r.Name, property: "Scope", value: string(r.Scope)}
		if at := s.byAddress(s.cloud)[r.JournalEmailAddress]; at == nil || at.Type != relay.UserMailbox {
			p.fix = []string{cloudLine("New-JournalRule " + cmdlet.Quote(r.Name) + " -JournalEmailAddress " +
				r.JournalEmailAddress + " -Scope " + string(r.Scope) + " -Enabled $true")}
		}
		found(p)
	}
}

// aTransaction is how many recipients the service's front door takes in one transaction for a domain (P5.3).
const aTransaction = 200

// A crossing is the way from one side to the other as limits on the number of recipients see it.
type crossing struct {
	from, to *relay.Organization
	most     relay.Limit // that one transaction brings across; the rest comes in another (P5.6)
}

// crossings are both ways between the two sides.
func (s *scene) crossings() []crossing {
	home := relay.Limit(aTransaction)
	for _, server := range s.reached() {
		if len(s.egress) > 0 {
			if c := s.taking(server, s.egress[0]); c != nil {
				home = relay.Limit(c.MaxRecipientsPerMessage)
			}
		}
	}
	return []crossing{{from: s.cloud, to: s.local, most: home}, {from: s.local, to: s.cloud, most: aTransaction}}
}

// brings is how many recipients of a message with so many can come across in one transaction; 0 stands for any number.
func (c crossing) brings(n relay.Limit) relay.Limit {
	if c.most > 0 && (n <= 0 || n > c.most) {
		return c.most
	}
	return max(n, 0)
}

// takes is the limit of the second side for mail of a sender, and whose it is (G2.165).
func (c crossing) takes(sender *relay.Recipient) (relay.Limit, *relay.Recipient) {
	if sender != nil && !c.to.InCloud() {
		if own := c.to.LimitsOf(sender).RecipientLimits; own != relay.NoLimit {
			return own, sender
		}
	}
	return c.to.Limits().RecipientLimits, nil
}

// place is where the second side's limit is to be widened.
func (c crossing) place(whose *relay.Recipient, limit relay.Limit, want relay.Limit) place {
	p := place{side: "onprem", object: "TransportConfig", property: "MaxRecipientEnvelopeLimit", value: limit.String()}
	typed := onPremisesLine
	if c.to.InCloud() {
		p.side, typed = "cloud", cloudLine
	}
	line := "Set-TransportConfig -MaxRecipientEnvelopeLimit " + typedLimit(want)
	if whose != nil {
		p.object, p.property = whose.PrimarySmtpAddress, "RecipientLimits"
		line = "Set-" + nounOf(whose) + " " + cmdlet.Quote(whose.Name) + " -RecipientLimits unlimited"
	}
	p.fix = []string{typed(line)}
	return p
}

// typedLimit is a limit as it is typed.
func typedLimit(l relay.Limit) string {
	if l <= 0 {
		return "unlimited"
	}
	return l.String()
}

// nounOf is the noun of the cmdlets for somebody's object.
func nounOf(r *relay.Recipient) string {
	switch r.Type {
	case relay.RemoteUserMailbox:
		return "RemoteMailbox"
	case relay.MailUser:
		return "MailUser"
	}
	return "Mailbox"
}

// fewerTaken finds senders whose own side lets a message have more recipients than the other side takes from them. Of
// those who meet the other organization's limit the first stands for all.
func fewerTaken(s *scene, found func(place)) {
	for _, c := range s.crossings() {
		told := false
		for _, r := range c.from.Recipients {
			if r.Type != relay.UserMailbox {
				continue
			}
			may := c.from.LimitsOf(r).RecipientLimits
			if may == relay.NoLimit {
				may = c.from.Limits().RecipientLimits
			}
			limit, whose := c.takes(s.known(c.to, r))
			if n := c.brings(may); limit <= 0 || n > 0 && n <= limit || whose == nil && told {
				continue
			}
			told = told || whose == nil
			p := c.place(whose, limit, c.brings(may))
			p.detail = fmt.Sprintf("%s may write to %s", r.PrimarySmtpAddress, typedLimit(may))
			found(p)
		}
	}
}

// groupTooLarge finds groups that are expanded on one side, with more members of the other side than that side takes
// in one message, whoever sends it. The largest stands for all.
func groupTooLarge(s *scene, found func(place)) {
	for _, c := range s.crossings() {
		limit, _ := c.takes(nil)
		var largest *relay.Recipient
		var most relay.Limit
		for _, r := range c.from.Recipients {
			n := relay.Limit(0)
			for _, m := range r.Members {
				if x := c.from.Recipient(m); x != nil && x.TargetAddress != "" && s.mailboxOf(c.to, x) != nil {
					n++
				}
			}
			if n > most {
				largest, most = r, n
			}
		}
		if across := c.brings(most); largest != nil && limit > 0 && (across > limit || across == 0) {
			p := c.place(nil, limit, across)
			p.detail = fmt.Sprintf("%s has %d", largest.PrimarySmtpAddress, most)
			from := s.anybody(c.from, relay.DomainOf(largest.PrimarySmtpAddress), "")
			if from != "" && !largest.ModerationEnabled {
				p.flows = []*Asked{{What: GroupReached, Object: largest.PrimarySmtpAddress, From: from,
					To: largest.PrimarySmtpAddress, Want: internal}}
			}
			found(p)
		}
	}
}
