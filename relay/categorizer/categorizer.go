// Package categorizer answers: who is this recipient, and whose is the domain? A mailbox here, another address, members
// of a group, somewhere else, or nobody. It knows no connectors: which way "somewhere else" is, package connector says.
//
//  1. [Resolve] looks the address up in the directory, follows target addresses and ends in an [Outcome].
//  2. [MayDeliver] asks whether the recipient takes mail from this sender.
package categorizer

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// Kind is what became of a recipient.
type Kind int

// Kinds of outcome.
const (
	Mailbox       Kind = iota + 1 // deliver here
	Elsewhere                     // route Address by its domain
	Group                         // resolve Members instead
	Undeliverable                 // report Reply
)

// Outcome is a resolved recipient.
type Outcome struct {
	Kind      Kind
	Recipient *relay.Recipient // the object found, nil when none was
	Address   string           // final envelope address
	Members   []string
	Reply     relay.Reply
	Decisions []relay.Decision
}

// maxRedirects bounds a chain of target addresses; longer ones are forwarding loops (R6.19).
const maxRedirects = 10

// Resolve finds out who an address is on one side (S6.2 [D] RESOLVE). stamp names the server for replies that carry
// one.
func Resolve(o *relay.Organization, address string, stamp reply.Stamp) Outcome {
	out := Outcome{Address: address}
	if back, ok := out.returned(o); ok {
		out = back
	}
	for range maxRedirects {
		d := relay.Decision{Question: relay.WhichRecipient, Subject: out.Address, Source: "RESOLVE"}
		r := o.Recipient(out.Address)
		if r == nil {
			var meant bool
			if out, r, meant = out.legacy(o); !meant {
				return out.unknown(o, d, stamp)
			}
			if r == nil {
				return out
			}
			out.Address, d.Subject = r.PrimarySmtpAddress, r.PrimarySmtpAddress
		}
		out.Recipient = r
		if !relay.SameAddress(out.Address, r.PrimarySmtpAddress) {
			d.Candidates = append(d.Candidates, relay.Candidate{Name: r.Name, Property: "EmailAddresses",
				Why: out.Address + " is a proxy address of " + r.PrimarySmtpAddress})
		}
		switch r.Type {
		case relay.UserMailbox:
			if r.TargetAddress == "" { // one that was left there goes before the mailbox (P6.17)
				return out.mailbox(d)
			}
		case relay.PublicFolder:
			if r.TargetAddress == "" {
				return out.folder(o, d)
			}
		case relay.MailUniversalDistributionGroup:
			out.Kind, out.Members = Group, r.Members
			return out.decided(d, "group", fmt.Sprintf("%s has %d members", r.Name, len(r.Members)))
		case relay.DynamicDistributionGroup:
			return out.dynamic(o, d)
		}
		if r.TargetAddress == "" {
			out.Kind, out.Reply = Undeliverable, reply.MissingTargetAddress(o.Product, o.Day(stamp.Time), out.Address)
			return out.decided(d, "", string(r.Type)+" without a target address (R6.14)")
		}
		if relay.SameAddress(r.TargetAddress, out.Address) || r.HasAddress(r.TargetAddress) {
			// The target is one of the object's own addresses: routing goes by its domain (R6.11, R6.12).
			out.Kind, out.Address = Elsewhere, r.TargetAddress
			return out.decided(d, r.TargetAddress, fmt.Sprintf("%s with target address %s", r.Type, r.TargetAddress))
		}
		out = out.decided(d, r.TargetAddress, fmt.Sprintf("%s with target address %s", r.Type, r.TargetAddress))
		out.Address = r.TargetAddress
		if o.Recipient(out.Address) == nil {
			// Nobody here holds the target address: it is routed by its domain, authoritative or not (R6.9, R6.11 [O]).
			out.Kind = Elsewhere
			return out
		}
	}
	out.Kind, out.Reply = Undeliverable, reply.RecipientLoop(o.Product, o.Day(stamp.Time), stamp)
	return out.decided(relay.Decision{Question: relay.WhichRecipient, Subject: address, Source: "R6.19"}, "",
		"target addresses lead in a circle")
}

// mailbox is the answer of a mailbox.
func (out Outcome) mailbox(d relay.Decision) Outcome {
	out.Kind, out.Address = Mailbox, out.Recipient.PrimarySmtpAddress
	return out.decided(d, "mailbox here", fmt.Sprintf("%s is a mailbox of this organization", out.Address))
}

// folder is a public folder's answer: it is here, unless the service was told that the organization's folders are
// on-premises. Then mail for it goes by its domain, as mail for a mail user does (P6.20 [D]; the way is [I]).
func (out Outcome) folder(o *relay.Organization, d relay.Decision) Outcome {
	r, where := out.Recipient, o.OrganizationConfig.PublicFoldersEnabled
	out.Address, d.Source = r.PrimarySmtpAddress, "P6.20"
	if o.InCloud() && where == relay.FoldersRemote {
		out.Kind = Elsewhere
		d.Candidates = append(d.Candidates, relay.Rejected(r.Name, "PublicFoldersEnabled Remote",
			"the organization's folders are said to be on-premises"))
		return out.decided(d, out.Address, "public folders are on-premises, by PublicFoldersEnabled Remote")
	}
	out.Kind = Mailbox
	return out.decided(d, "public folder here", fmt.Sprintf("%s is a public folder of this organization", out.Address))
}

// dynamic expands a dynamic group by its filter, over the objects of its own side (G2.95, G2.96).
func (out Outcome) dynamic(o *relay.Organization, d relay.Decision) Outcome {
	g := out.Recipient
	members, err := MembersOf(o, g)
	d.Source = "G2.95, G2.98"
	if err != nil {
		out.Kind, out.Reply, d.NotModelled = Undeliverable, reply.NotInModel(err.Error()), true
		return out.decided(d, "", "the filter of "+g.Name+" cannot be answered: "+err.Error())
	}
	property := "IncludedRecipients " + relay.Some(g.IncludedRecipients)
	if g.RecipientFilter != "" {
		property = "RecipientFilter " + g.RecipientFilter
	}
	d.Candidates = append(d.Candidates, relay.Selected(g.Name, property,
		fmt.Sprintf("it covers %s of this side", counted(len(members)))))
	out.Kind, out.Members = Group, members
	return out.decided(d, "group", fmt.Sprintf("%s covers %s by its filter", g.Name, counted(len(members))))
}

// counted is a number of recipients.
func counted(n int) string {
	if n == 1 {
		return "1 recipient"
	}
	return fmt.Sprintf("%d recipients", n)
}

// unknown is the accepted domain's answer about an address that no object holds (S6.1).
func (out Outcome) unknown(o *relay.Organization, d relay.Decision, stamp reply.Stamp) Outcome {
	domain := relay.DomainOf(out.Address)
	accepted := o.AcceptedDomain(domain)
	d.Source = "S6.1"
	if accepted == nil {
		out.Kind = Elsewhere
		return out.decided(d, "elsewhere", domain+" is not an accepted domain")
	}
	property := fmt.Sprintf("AcceptedDomain %s, DomainType %s", accepted.DomainName, accepted.DomainType)
	if accepted.DomainType == relay.Authoritative {
		out.Kind, out.Reply = Undeliverable, reply.RecipientNotFound(o.Product, o.Day(stamp.Time), out.Address)
		d.Candidates = append(d.Candidates, relay.Rejected(out.Address, property,
			"no recipient here holds the address"))
		return out.decided(d, "", fmt.Sprintf("%s is Authoritative here and no recipient has the address", domain))
	}
	out.Kind = Elsewhere
	d.Candidates = append(d.Candidates, relay.Selected(out.Address, property, "an unknown recipient may be elsewhere"))
	return out.decided(d, "elsewhere", fmt.Sprintf("%s is %s and no recipient here has the address", domain,
		accepted.DomainType))
}

func (out Outcome) decided(d relay.Decision, chosen, because string) Outcome {
	d.Chosen, d.Because = chosen, because
	out.Decisions = append(out.Decisions, d)
	return out
}
