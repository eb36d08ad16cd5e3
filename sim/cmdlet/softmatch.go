package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// softMatched is the object of the cloud's own that an original is on its first synchronization: a person is found by
// the primary address, a group or a contact by any (P6.12 [D]). Synchronization takes it over.
func softMatched(cloud *relay.Organization, x *relay.Recipient) *relay.Recipient {
	i := slices.IndexFunc(cloud.Recipients, func(other *relay.Recipient) bool {
		if other.DirSynced || kindOfPerson(other) != kindOfPerson(x) {
			return false
		}
		if kindOfPerson(x) == "person" {
			return relay.SameAddress(other.PrimarySmtpAddress, x.PrimarySmtpAddress)
		}
		return slices.ContainsFunc(x.EmailAddresses, other.HasAddress)
	})
	if i < 0 {
		return nil
	}
	return cloud.Recipients[i]
}

// kindOfPerson is what of a recipient the match compares: people with people, whatever they have.
func kindOfPerson(r *relay.Recipient) string {
	switch r.Type {
	case relay.UserMailbox, relay.RemoteUserMailbox, relay.MailUser:
		return "person"
	}
	return string(r.Type)
}

// takenOver gives what on-premises says of a matched object the tenant's own addresses: the rest overwrites what was
// there, but for what is not synchronized (P6.12). A mailbox stays one: there are two, if there is one on-premises
// (P6.19).
func takenOver(x, other *relay.Recipient) {
	x.Matched = other.Matched || other.Type == relay.UserMailbox && !other.DirSynced
	for _, a := range other.EmailAddresses {
		if strings.HasSuffix(strings.ToLower(relay.DomainOf(a)), ".onmicrosoft.com") || relay.IsX500(a) {
			x.EmailAddresses = withAddresses(x.EmailAddresses, a)
		}
	}
}

// keepsMailbox leaves a person the mailbox that was in the cloud before the match.
func keepsMailbox(c *call, x *relay.Recipient) {
	if x.Matched && x.Type != relay.UserMailbox {
		c.warn(fmt.Sprintf("%s has a mailbox in the cloud already, and keeps it: there are two now.", quote(x.Name)))
		x.Type, x.TargetAddress = relay.UserMailbox, ""
	}
}
