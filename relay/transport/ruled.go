package transport

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/reply"
	"hybridsim/relay/rules"
)

// fork is a copy of the message with the recipients who shall have it. Recipients whom a mail-flow rule treats in
// another way than the others have one of their own (P1.11).
type fork struct {
	item    *relay.MailItem
	to      []*addressee
	over    bool // no later rule is asked
	asked   []relay.Candidate
	matched []string
}

// ruled asks the mail-flow rules of this side, one after the other, and does what they say.
func (c *categorizing) ruled() bool {
	list := c.org.RulesInOrder()
	if len(list) == 0 || len(c.reached) == 0 || !rules.Sees(c.item.Kind) || c.item.Released != "" {
		return false
	}
	c.divide()
	for _, x := range list {
		for _, f := range slices.Clone(c.forks) {
			if !f.over && len(f.to) > 0 {
				c.askRule(x, f)
			}
		}
	}
	c.reached = nil
	for _, f := range c.forks {
		f.tell(f.to)
		for _, a := range f.to {
			a.item = f.item
		}
		c.reached = append(c.reached, f.to...)
	}
	return false
}

// divide makes a fork of each copy of the message: forwarding has made others.
func (c *categorizing) divide() {
	for _, a := range c.reached {
		i := slices.IndexFunc(c.forks, func(f *fork) bool { return f.item == a.item })
		if i < 0 {
			i, c.forks = len(c.forks), append(c.forks, &fork{item: a.item})
		}
		c.forks[i].to = append(c.forks[i].to, a)
	}
}

// askRule asks one rule about a fork. Recipients for whom it does not match go on in a fork without it.
func (c *categorizing) askRule(x *relay.TransportRule, f *fork) {
	people := make([]rules.Recipient, len(f.to))
	for i, a := range f.to {
		people[i] = rules.Recipient{Address: a.out.Address, Original: a.Address, Object: a.out.Recipient}
		if r := a.out.Recipient; r != nil {
			people[i].Address = r.PrimarySmtpAddress
		}
	}
	if date := x.Dormant(c.t.env.Now()); date != "" {
		f.asked = append(f.asked, relay.Rejected(x.Name, date, "the rule is not in force now"))
		return
	}
	answer := rules.New(c.org, f.item, people).Ask(x)
	if answer.Any && x.Mode != "" && x.Mode != relay.RuleEnforce {
		answer.Why.Chosen, answer.Why.Why = false, "the rule matches, and is only logged: Mode "+string(x.Mode)
		answer.Any = false
	}
	if !answer.Any {
		f.asked = append(f.asked, answer.Why)
		return
	}
	var mine, others []*addressee
	for i, a := range f.to {
		if answer.Matches[i] {
			mine = append(mine, a)
		} else {
			others = append(others, a)
		}
	}
	if len(others) > 0 {
		rest := *f
		rest.to, rest.asked = others, append(slices.Clone(f.asked), relay.Rejected(x.Name, answer.Why.Property,
			"matches for other recipients only"))
		c.forks = append(c.forks, &rest)
	}
	f.to, f.asked, f.matched = mine, append(f.asked, answer.Why), append(f.matched, x.Name)
	f.over = x.StopRuleProcessing
	c.applyRule(x, f)
}

// tell adds what the rules said to the decisions about recipients.
func (f *fork) tell(people []*addressee) {
	d := relay.Decision{Question: relay.WhichRules, Subject: f.item.Header.Get("Subject"), Source: "P7.1",
		Chosen: strings.Join(f.matched, ", "), Because: "no mail-flow rule matches", Candidates: f.asked}
	if len(f.matched) > 0 {
		d.Because = "these mail-flow rules match"
	}
	for _, a := range people {
		a.out.Decisions = append(a.out.Decisions, d)
	}
}

// applyRule does what a rule says to a fork.
func (c *categorizing) applyRule(x *relay.TransportRule, f *fork) {
	changed, ok := rules.Changed(x, f.item)
	f.item = changed
	switch {
	case !ok, x.Rejects():
		c.rejectFork(f, x)
		return
	case x.DeleteMessage:
		c.dropFork(f)
		return
	case x.Quarantine:
		c.quarantineFork(f, x)
		return
	}
	if len(x.ModerateMessageByUser) > 0 {
		if c.moderateFork(f, x); len(f.to) == 0 {
			return
		}
	}
	if x.RouteMessageOutboundRequireTls && !f.item.RequireTLS {
		secured := *f.item
		secured.RequireTLS = true
		f.item = &secured
	}
	if x.RouteMessageOutboundConnector != "" && c.org.InCloud() {
		for _, a := range f.to {
			a.rule, a.via = x.Name, x.RouteMessageOutboundConnector
		}
	}
	c.addTo(f, slices.Concat(x.AddToRecipients, x.CopyTo, x.BlindCopyTo))
	if len(x.RedirectMessageTo) > 0 {
		c.redirectFork(f, x)
	}
}

// endFork refuses the message for the recipients of a fork; Exchange tells it as an agent's doing (P7.9).
func (c *categorizing) endFork(f *fork, why relay.Reply) {
	f.tell(f.to)
	for _, a := range f.to {
		c.refuse(a, why)
		c.failures[len(c.failures)-1].source = "AGENT"
	}
	f.to, f.over = nil, true
}

// refusedText is what people read of a rule that gives no reason (P7.9).
const refusedText = "Delivery not authorized, message refused"

// rejectFork refuses the message for the recipients of a fork. The rule's reason is for people: the diagnostic line
// does not have it (P7.9).
func (c *categorizing) rejectFork(f *fork, x *relay.TransportRule) {
	before := len(c.failures)
	c.endFork(f, reply.RejectedByRule(x.RejectMessageEnhancedStatusCode))
	for i := before; i < len(c.failures); i++ {
		c.failures[i].told = cmp.Or(x.RejectMessageReasonText, refusedText)
	}
}

// dropFork ends a fork without telling anybody; the records say what became of it (V4.9).
func (c *categorizing) dropFork(f *fork) {
	f.tell(f.to)
	for _, a := range f.to {
		e := c.t.event(relay.EventDrop, "AGENT", f.item, a.Address)
		e.Reply, e.Decisions, e.Disposition = reply.DeletedByRule(), a.out.Decisions, relay.Dropped
		e.RecipientStatus = e.Reply.String()
		c.t.env.Record(e)
	}
	f.to, f.over = nil, true
}

// quarantineFork puts a fork into quarantine. On-premises that is a mailbox of the content filter, and nobody has set
// one (P7.3).
func (c *categorizing) quarantineFork(f *fork, x *relay.TransportRule) {
	if !c.org.InCloud() {
		c.endFork(f, reply.NoQuarantineMailbox())
		return
	}
	f.tell(f.to)
	for _, a := range f.to {
		c.hold(f.item, a, relay.QuarantineRule, x.Name)
	}
	f.to, f.over = nil, true
}

// redirectFork gives the message to others in place of its recipients. The service does that once for a message, and
// tells by a field that survives organizations (P7.5, P7.6).
func (c *categorizing) redirectFork(f *fork, x *relay.TransportRule) {
	if c.org.InCloud() && f.item.Header.Has(rules.Loop) {
		c.endFork(f, reply.RuleLoop())
		return
	}
	others := make([]string, len(x.RedirectMessageTo))
	for i, name := range x.RedirectMessageTo {
		others[i] = c.org.AddressOf(name)
	}
	var stay, leave []*addressee // who is one of the others keeps it
	for _, a := range f.to {
		if slices.ContainsFunc(others, a.is) {
			stay = append(stay, a)
		} else {
			leave = append(leave, a)
		}
	}
	if len(leave) == 0 {
		return
	}
	f.tell(leave)
	f.to = stay
	marked := *f.item
	marked.Header = f.item.Header.Prepend(relay.Field{Name: rules.Loop, Value: c.org.DefaultDomain()})
	f.item = &marked
	for _, a := range leave {
		e := c.t.event(relay.EventRedirect, "AGENT", f.item, others...)
		e.SourceContext, e.Decisions = a.Address, a.out.Decisions
		c.t.env.Record(e)
	}
	c.addTo(f, others)
	if len(stay) == 0 {
		f.asked = nil
	}
}

// is reports whether an address is the recipient's.
func (a *addressee) is(address string) bool {
	return relay.SameAddress(a.Address, address) || a.out.Recipient != nil && a.out.Recipient.HasAddress(address)
}

// moderateFork lets the message wait for the moderators that a rule names, for each recipient by itself; they and mail
// that one of them has approved pass (P4.14, P4.2, P4.4).
func (c *categorizing) moderateFork(f *fork, x *relay.TransportRule) {
	about := "rule " + x.Name
	moderators := make([]string, len(x.ModerateMessageByUser))
	for i, name := range x.ModerateMessageByUser {
		moderators[i] = c.org.AddressOf(name)
	}
	if slices.Contains(f.item.Approved, about) || categorizer.Includes(c.org, moderators, sender(f.item).Address) {
		return
	}
	f.tell(f.to)
	for _, a := range f.to {
		a.item = f.item
		a.out.Decisions = append(a.out.Decisions, relay.Decision{Question: relay.IsModerated, Subject: a.Address,
			Chosen: "wait", Source: "P4.14", Because: "rule " + x.Name + " lets it wait for " + relay.Some(moderators)})
		c.wait(a, about, moderators, relay.Moderation{})
	}
	f.to, f.over = nil, true
}

// addTo adds recipients to a fork, as far as they may have the message.
func (c *categorizing) addTo(f *fork, names []string) {
	for _, name := range names {
		address := c.org.AddressOf(name)
		before := len(c.reached)
		c.pending = append(c.pending, &addressee{MailRecipient: relay.MailRecipient{Address: address}, item: f.item})
		c.reach()
		f.to = append(f.to, c.reached[before:]...)
	}
}
