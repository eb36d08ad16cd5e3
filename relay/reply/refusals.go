package reply

import (
	"fmt"
	"time"

	"hybridsim/relay"
)

// Stamp is what a service reply ends in since the [relay.EraToday] wording: server, time, session. Older eras print the server
// alone (S3.3).
type Stamp struct {
	Host    string
	Time    time.Time
	Session string
}

func (s Stamp) in(era relay.Era) string {
	if era < relay.EraToday {
		return "[" + s.Host + "]"
	}
	return fmt.Sprintf("[%s %s %s]", s.Host, s.Time.UTC().Format("2006-01-02T15:04:05.000Z"), s.Session)
}

// QueuedForDelivery accepts a message. [D] TELNET16
func QueuedForDelivery(messageID string, internalID int, host string) relay.Reply {
	return relay.Catalogued(250, "2.6.0", fmt.Sprintf("%s [InternalId=%d, Hostname=%s] Queued mail for delivery", messageID, internalID, host))
}

// NotAuthenticated refuses MAIL to a session without the right to submit. [D] TELNET13 (2010), EXONDR (2013 and later)
func NotAuthenticated(p relay.Product) relay.Reply {
	if p == relay.Exchange2010 {
		return relay.Catalogued(530, "5.7.1", "Client was not authenticated")
	}
	return relay.Catalogued(530, "5.7.57", "SMTP; Client was not authenticated to send anonymous mail during MAIL FROM")
}

// UnableToRelay refuses a recipient in somebody else's domain on-premises. [D] RELAY, KB3156771 (until 2013); [O] from 2016
func UnableToRelay(p relay.Product) relay.Reply {
	if p >= relay.Exchange2016 {
		return relay.Catalogued(550, "5.7.54", "SMTP; Unable to relay recipient in non-accepted domain")
	}
	return relay.Catalogued(550, "5.7.1", "Unable to relay")
}

// NotPermittedToSend refuses MAIL from an authoritative domain to a session without that right. [D] 5.7.60
func NotPermittedToSend() relay.Reply {
	return relay.Catalogued(550, "5.7.60", "SMTP; Client does not have permissions to send as this sender")
}

// TooManyRecipients refuses a RCPT beyond MaxRecipientsPerMessage. Text [D] NDR16, code [U]
func TooManyRecipients() relay.Reply { return relay.Catalogued(452, "4.5.3", "Too many recipients") }

// HopCountExceeded ends a loop: on-premises 5.4.6, Exchange Online 5.4.14 ATTR34 (R6.20, R6.21). [D], suffix [O]
func HopCountExceeded(p relay.Product, era relay.Era, stamp Stamp) relay.Reply {
	if p == relay.ExchangeOnline {
		return relay.Catalogued(554, "5.4.14", "Hop count exceeded - possible mail loop ATTR34 "+stamp.in(era))
	}
	return relay.Catalogued(554, "5.4.6", "Hop count exceeded - possible mail loop")
}

// RelayAccessDenied refuses a recipient that the front door can assign to no tenant: ATTR36 since the 2017 enforcement, the
// plain text before and in later sightings (U14). [D] KB3212877, ATTR36
func RelayAccessDenied(era relay.Era, stamp Stamp) relay.Reply {
	if era == relay.Era2017 || era == relay.Era2019 {
		return relay.Catalogued(550, "5.7.64", "Relay Access Denied ATTR36. For more details please refer to: https://support.microsoft.com/kb/3169958")
	}
	return relay.Catalogued(550, "5.7.64", "TenantAttribution; Relay Access Denied "+stamp.in(era))
}

// DomainNotAccepted refuses a recipient in a domain that no tenant has, from a sender that belongs to none either. [D] EXONDR
// 5.4.1; that it and not 5.7.64 is said to such senders is [I].
func DomainNotAccepted() relay.Reply { return relay.Catalogued(550, "5.4.1", "Relay Access Denied") }

// EdgeBlocked refuses an unknown recipient of an Authoritative cloud domain at the door (directory-based edge blocking,
// R6.27-R6.31). [D] DBEB; suffixes [O] 2023 and later
func EdgeBlocked(era relay.Era, address string, stamp Stamp) relay.Reply {
	switch {
	case era <= relay.Era2017:
		return relay.Catalogued(550, "5.4.1", "["+address+"]: Recipient address rejected: Access denied "+stamp.in(era))
	default:
		return relay.Catalogued(550, "5.4.1", "Recipient address rejected: Access denied. AS(201806281) "+stamp.in(era))
	}
}

// DMARCRejected refuses a message whose From domain publishes a policy of reject that it does not pass. [D] EXONDR 5.7.509;
// chained stamps [O], of which this prints one.
func DMARCRejected(era relay.Era, domain string, stamp Stamp) relay.Reply {
	return relay.Catalogued(550, "5.7.509", "Access denied, sending domain ["+domain+"] does not pass DMARC verification and has a DMARC policy of reject. "+stamp.in(era))
}

// RecipientNotFound is the report of a categorizer that is authoritative for the domain and knows no such recipient. The
// cloud said ExRecipNotFound in 2012 ([D] KB2730609), 5.1.10 later ([D] KB3197393), with the address today ([O]); on-premises
// servers said RecipNotFound until 2013 ([D] KB2685437).
func RecipientNotFound(p relay.Product, era relay.Era, address string) relay.Reply {
	switch {
	case p < relay.Exchange2016:
		return relay.Catalogued(550, "5.1.1", "RESOLVER.ADR.RecipNotFound; not found")
	case p == relay.ExchangeOnline && era == relay.Era2012:
		return relay.Catalogued(550, "5.1.1", "RESOLVER.ADR.ExRecipNotFound; not found")
	case p == relay.ExchangeOnline && era == relay.EraToday:
		return relay.Catalogued(550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient "+address+" not found by SMTP address lookup")
	default:
		return relay.Catalogued(550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup")
	}
}

// SenderNotAuthenticated refuses anonymous mail to a recipient that requires authenticated senders. On-premises [D]; cloud
// code [D], its tail for groups [O], for mailboxes [I].
func SenderNotAuthenticated(p relay.Product, t relay.RecipientType) relay.Reply {
	if p != relay.ExchangeOnline {
		return relay.Catalogued(550, "5.7.1", "RESOLVER.RST.AuthRequired; authentication required")
	}
	if t == relay.MailUniversalDistributionGroup {
		return relay.Catalogued(550, "5.7.133", "RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group")
	}
	return relay.Catalogued(550, "5.7.134", "RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this mailbox")
}

// MissingTargetAddress reports a mail user whose routing address is gone (R6.14). [D] KB2685437
func MissingTargetAddress(p relay.Product, era relay.Era, address string) relay.Reply {
	return RecipientNotFound(p, era, address)
}

// RecipientLoop reports recipients that forward to each other (R6.19). The code is the product's loop code. [I]
func RecipientLoop(p relay.Product, era relay.Era, stamp Stamp) relay.Reply {
	return HopCountExceeded(p, era, stamp)
}

// NonexistentDomain ends a message at once: the recipient's domain does not exist. Cloud [O]; on-premises [D] NDR16
func NonexistentDomain(p relay.Product, domain string) relay.Reply {
	if p == relay.ExchangeOnline {
		return relay.Catalogued(550, "5.4.310", "DNS domain "+domain+" does not exist [Message=InfoDomainNonexistent]")
	}
	return relay.Catalogued(554, "5.4.4", "SMTPSEND.DNS.NonExistentDomain; nonexistent domain")
}

// NotInModel ends a message where this model ends. It is no reply of Exchange; evidence shows it as NotModelled.
func NotInModel(what string) relay.Reply {
	return relay.Catalogued(550, "5.0.0", "hybridsim NotModelled: "+what)
}

// MessageDelayed is the diagnostic of a delay report. [O]
func MessageDelayed() relay.Reply { return relay.Catalogued(400, "4.4.7", "Message delayed") }
