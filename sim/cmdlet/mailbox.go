package cmdlet

import (
	"strings"

	"hybridsim/relay"
)

// mailboxes are the mailboxes that live on this side.
var mailboxes = recipientNoun("Mailbox", everywhere, relay.UserMailbox, mailboxKept, resourceType,
	property{name: "Database", on: onPremises, quiet: true,
		note: "where the mailbox is: on the server of New-MailboxDatabase -Server, or on the one whose name the " +
			"database's ends with, or on the first"},
	noted(attribute+": left on a mailbox it sends mail away (P6.17)",
		acting("TargetAddress", nothing).cleaned(cleanProxy))[0])

// remoteMailboxes are the on-premises objects of mailboxes that live in the cloud.
var remoteMailboxes = recipientNoun("RemoteMailbox", onPremises, relay.RemoteUserMailbox, remoteMailboxKept,
	resourceType,
	property{name: "RemoteRoutingAddress", field: "TargetAddress", clean: cleanProxy,
		note: "alias@<coexistence domain> if not given; $null breaks routing (R6.14)"})

func mailboxCmdlets() []*command {
	n := mailboxes
	n.settle = settleMailbox
	return []*command{arbitration(n), n.set(),
		n.new(append(aliasParameter(), roomParameter()...)), n.remove(leaveGroups, withoutRules)}
}

func remoteMailboxCmdlets() []*command {
	n := remoteMailboxes
	n.settle = settleRemoteMailbox
	return []*command{n.get(nil), n.set(), n.new(append(aliasParameter(), roomParameter()...)), n.remove(leaveGroups)}
}

// settleMailbox gives a new mailbox the addresses that e-mail address policies add (S2.5; in the cloud, R6.8).
func settleMailbox(c *call, old, r *relay.Recipient) error {
	if err := settleRecipient(c, old, r); err != nil || old != nil {
		return err
	}
	alias, err := settleNewMailbox(c, r)
	if err != nil {
		return err
	}
	for _, domain := range policyDomains(c.here.now) {
		r.EmailAddresses = withAddresses(r.EmailAddresses, free(c.here.now, alias+"@"+domain)...)
	}
	return nil
}

// settleNewMailbox makes a new mailbox a room if it is to be one and gives it its primary address; it returns the
// alias.
func settleNewMailbox(c *call, r *relay.Recipient) (alias string, err error) {
	if err := settleRoom(c, r); err != nil {
		return "", err
	}
	if alias, err = aliasFor(c, r); err != nil {
		return "", err
	}
	return alias, settlePrimary(c, r, alias)
}

// settlePrimary gives a new object alias@<default domain> when no address is given, and refuses foreign domains.
func settlePrimary(c *call, r *relay.Recipient, alias string) error {
	if r.PrimarySmtpAddress == "" {
		domain := c.here.now.DefaultDomain()
		if domain == "" {
			return refuse("Name", "the object needs an address, and there is no default accepted domain to make "+
				"one from", "add -PrimarySmtpAddress")
		}
		r.PrimarySmtpAddress = alias + "@" + domain
		r.EmailAddresses = withAddresses([]string{r.PrimarySmtpAddress}, r.EmailAddresses...)
	}
	return acceptsDomains(c.here.now, r.EmailAddresses...)
}

// policyDomains are the domains in which policies give secondary addresses.
func policyDomains(o *relay.Organization) []string {
	var domains []string
	for _, d := range o.AcceptedDomains {
		if d.InitialDomain || d.IsCoexistenceDomain || !o.InCloud() && isCoexistenceName(d.DomainName) {
			domains = append(domains, d.DomainName)
		}
	}
	return domains
}

// isCoexistenceName recognizes tenant.mail.onmicrosoft.com (S9.3).
func isCoexistenceName(domain string) bool { return strings.HasSuffix(domain, ".mail.onmicrosoft.com") }

// routingDomain is the coexistence domain as on-premises knows it: by the remote domain that is for target addresses
// (S8.1), else by the accepted domain (R6.9).
func routingDomain(o *relay.Organization) string {
	for _, d := range o.RemoteDomains {
		if d.TargetDeliveryDomain {
			return d.DomainName
		}
	}
	for _, d := range o.AcceptedDomains {
		if isCoexistenceName(d.DomainName) {
			return d.DomainName
		}
	}
	return ""
}

// settleRemoteMailbox gives a new remote mailbox its routing address, which is a proxy address too (R6.9, R6.11).
func settleRemoteMailbox(c *call, old, r *relay.Recipient) error {
	if err := settleRecipient(c, old, r); err != nil || old != nil {
		return err
	}
	alias, err := settleNewMailbox(c, r)
	if err != nil {
		return err
	}
	if r.TargetAddress == "" {
		domain := routingDomain(c.here.now)
		if domain == "" {
			return refuse("Name", "no coexistence domain is known here",
				"add -RemoteRoutingAddress alias@<tenant>.mail.onmicrosoft.com, or run "+
					"Update-HybridConfiguration first")
		}
		r.TargetAddress = alias + "@" + domain
	}
	r.EmailAddresses = withAddresses(r.EmailAddresses, r.TargetAddress)
	return nil
}
