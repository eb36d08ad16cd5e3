package categorizer

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// Weighed is a message as limits look at it.
type Weighed struct {
	From string
	Auth relay.Auth
	Kind relay.MailKind
	// Size is the smaller of what the message has now and what it had when it came into the organization, so that
	// growing by conversion does not count (P5.1).
	Size int
	// Recipients is how many the envelope has, groups unexpanded (P1.4); zero when another server has counted them.
	Recipients int
}

// exempt reports whether size limits do not hold for the message: the system made it (P1.14 [D] SIZE16).
func (m Weighed) exempt() bool {
	return m.Kind == relay.DeliveryReport || m.Kind == relay.JournalReport
}

// sender is the object that an authenticated message is from; nil without one.
func (m Weighed) sender(o *relay.Organization) *relay.Recipient {
	if m.Auth.As != relay.AuthInternal || m.From == "" {
		return nil
	}
	return o.Recipient(m.From)
}

// A scale is one limit with whose it is, and whether it counts: another one may stand in its place.
type scale struct {
	name, property string
	limit          relay.ByteSize
	instead        string // why it does not count; empty: it does
}

// weigh holds a size against limits. The decision has all of them; it is empty when none is exceeded, whether it counts
// or not.
func weigh(subject string, size int, scales ...scale) (over *scale, d relay.Decision) {
	exceeded := false
	for i := range scales {
		exceeded = exceeded || scales[i].limit.Exceeded(size)
	}
	if !exceeded {
		return nil, relay.Decision{}
	}
	d = relay.Decision{Question: relay.WithinLimits, Subject: subject, Source: "P5.1, P5.3"}
	for i, s := range scales {
		property := s.property + " " + s.limit.String()
		switch {
		case !s.limit.Exceeded(size):
			d.Candidates = append(d.Candidates, relay.Fitting(s.name, property, "large enough"))
		case s.instead != "":
			d.Candidates = append(d.Candidates, relay.Candidate{Name: s.name, Property: property,
				Why: "too small, but does not count: " + s.instead})
		default:
			if over == nil {
				over = &scales[i]
				d.Because = fmt.Sprintf("the message has %d bytes, and %s of %s is %s", size, s.property, s.name,
					s.limit)
			}
			d.Candidates = append(d.Candidates, relay.Rejected(s.name, property, "too small"))
		}
	}
	if over == nil {
		d.Chosen, d.Because = "within", fmt.Sprintf("no limit that counts is smaller than %d bytes", size)
	}
	return over, d
}

// WithinSender asks the limits of the sender, which concern the whole message: how large it is, and how many recipients
// it has (P1.3, P1.4). A zero Reply lets it pass.
func WithinSender(o *relay.Organization, m Weighed) (relay.Reply, []relay.Decision) {
	var made []relay.Decision
	org, sender := o.Limits(), m.sender(o)
	if refusal, d := fewEnough(o, sender, m); d.Question != "" {
		if made = append(made, d); !refusal.IsZero() {
			return refusal, made
		}
	}
	if m.exempt() {
		return relay.Reply{}, made
	}
	scales := []scale{{name: "the organization", property: "MaxSendSize", limit: org.MaxSendSize}}
	if sender != nil {
		own := scale{name: sender.Name, property: "MaxSendSize", limit: o.LimitsOf(sender).MaxSendSize}
		if own.limit != relay.Unlimited {
			scales[0].instead = "an authenticated sender's own limit stands in its place"
		}
		scales = append([]scale{own}, scales...)
	}
	over, d := weigh(subjectOf(m), m.Size, scales...)
	if d.Question != "" {
		made = append(made, d)
	}
	switch {
	case over == nil:
		return relay.Reply{}, made
	case sender != nil && over.name == sender.Name:
		return reply.SenderSizeLimit(), made
	}
	return reply.OrganizationSizeLimit(o.Product), made
}

func subjectOf(m Weighed) string { return "<" + m.From + ">" }

// fewEnough counts recipients: against the sender's RecipientLimits, else the organization's number (P5.6). A mail
// user's RecipientLimits holds on-premises only (G2.165).
func fewEnough(o *relay.Organization, sender *relay.Recipient, m Weighed) (relay.Reply, relay.Decision) {
	org := o.Limits().RecipientLimits
	own := relay.NoLimit
	if sender != nil && (!o.InCloud() || sender.Type == relay.UserMailbox) {
		own = o.LimitsOf(sender).RecipientLimits
	}
	limit, name, property := org, "the organization", "MaxRecipientEnvelopeLimit"
	if own != relay.NoLimit {
		limit, name, property = own, sender.Name, "RecipientLimits"
	}
	beyond := func(l relay.Limit) bool { return l > 0 && m.Recipients > int(l) }
	if !beyond(limit) && !beyond(org) {
		return relay.Reply{}, relay.Decision{}
	}
	d := relay.Decision{Question: relay.WithinLimits, Subject: subjectOf(m), Source: "P1.4, P5.6"}
	if name != "the organization" {
		d.Candidates = append(d.Candidates, relay.Rejected("the organization",
			"MaxRecipientEnvelopeLimit "+org.String(), "does not count: the sender's own limit stands in its place"))
	}
	if !beyond(limit) {
		d.Chosen = "within"
		d.Because = fmt.Sprintf("the message has %d recipients, and the sender may have %s", m.Recipients, limit)
		d.Candidates = append(d.Candidates, relay.Selected(name, property+" "+limit.String(), "large enough"))
		return relay.Reply{}, d
	}
	d.Because = fmt.Sprintf("the message has %d recipients, and %s of %s is %s", m.Recipients, property, name, limit)
	d.Candidates = append(d.Candidates, relay.Rejected(name, property+" "+limit.String(), "too few"))
	return reply.RecipientLimit(), d
}

// WithinRecipient asks the limits on what one recipient may receive (P1.5). Between authenticated parties the
// recipient's own stands in the place of the organization's, which holds for everybody outside (P5.3 [D] SIZE16): mail
// from outside has been held against it by the sender's side already. A value that stayed on a remote mailbox counts
// like any other (P5.7).
func WithinRecipient(o *relay.Organization, m Weighed, out Outcome) (relay.Reply, relay.Decision) {
	if m.exempt() {
		return relay.Reply{}, relay.Decision{}
	}
	var scales []scale
	own := relay.Unlimited
	if out.Recipient != nil {
		own = o.LimitsOf(out.Recipient).MaxReceiveSize
		scales = append(scales, scale{name: out.Recipient.Name, property: "MaxReceiveSize", limit: own})
	}
	organization := scale{name: "the organization", property: "MaxReceiveSize", limit: o.Limits().MaxReceiveSize}
	switch {
	case m.Auth.As != relay.AuthInternal:
		organization.instead = "the sender is outside: MaxSendSize is the organization's limit for it"
	case own != relay.Unlimited:
		organization.instead = "the recipient's own limit stands in its place"
	}
	if cap, property := memberCap(o, out.Recipient); cap != relay.Unlimited {
		scales = append(scales, scale{name: out.Recipient.Name, property: property, limit: cap})
	}
	over, d := weigh(out.Address, m.Size, append(scales, organization)...)
	switch {
	case over == nil:
		return relay.Reply{}, d
	case out.Recipient != nil && over.name == out.Recipient.Name:
		return reply.RecipientSizeLimit(), d
	}
	return reply.OrganizationSizeLimit(o.Product), d
}

// memberCap is the size that the service lets pass to a large group: 25 MB from 5,000 members on, 5 MB from 100,000 on
// (P3.21). That such a group needs delivery management or approval at all is not looked at: no source tells what
// happens without.
func memberCap(o *relay.Organization, r *relay.Recipient) (limit relay.ByteSize, property string) {
	switch {
	case !o.InCloud() || r == nil || len(r.Members) < 5000:
		return relay.Unlimited, ""
	case len(r.Members) < 100_000:
		return 25 * relay.MB, "5,000 members or more"
	}
	return 5 * relay.MB, "100,000 members or more"
}
