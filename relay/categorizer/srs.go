package categorizer

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// srsMark stands in the local part of a rewritten address.
const srsMark = "+SRS="

// ReturnPath is the envelope sender with which a forwarded copy, or mail that on-premises hands over for a foreign
// sender, leaves the cloud for somebody outside; the decision is empty when there is nothing to rewrite. The header's
// sender stays (P2.21). Mail to on-premises over a connector is rewritten only if the connector says so (P2.25), and
// what leaves from the relay pool is not (P2.26).
func ReturnPath(o *relay.Organization, item *relay.MailItem, to string, by *relay.OutboundConnector,
	now time.Time) (string, relay.Decision) {
	f := item.Forwarded
	if f == nil && !relayed(item) || !relay.SRS.Holds(o.Day(now)) || item.Pool == relay.RelayPool ||
		!goesOut(o, item, to) {
		return item.From, relay.Decision{}
	}
	d := relay.Decision{Question: relay.WhichReturnPath, Subject: item.From, Source: "P2.21-P2.25"}
	if by != nil && by.ConnectorType == relay.TypeOnPremises && !by.SenderRewritingEnabled {
		d.Chosen, d.Because = item.From, "the copy leaves by an OnPremises connector, which does not rewrite"
		d.Candidates = []relay.Candidate{relay.Rejected("SRS", "OutboundConnector "+by.Name+
			", SenderRewritingEnabled $false", "the sender remains")}
		return item.From, d
	}
	if f == nil {
		d.Chosen = bounces(item.From, cmp.Or(o.DefaultDomain(), o.InitialDomain()), now)
		d.Because = "mail that on-premises hands over for a foreign sender leaves in the name of the default domain"
		d.Candidates = []relay.Candidate{relay.Selected("SRS", "InboundConnector "+item.Attribution.Connector,
			"the sender's domain is not the organization's")}
		return d.Chosen, d
	}
	if takesPlace(o, f, now) {
		d.Chosen, d.Because = f.By, "at this date a forwarding mailbox's own address takes the sender's place"
		d.Candidates = []relay.Candidate{relay.Selected(f.By, string(f.Method), "the mailbox that forwards")}
		return f.By, d
	}
	d.Chosen, d.Because = srs(item.From, f.By, now), "forwarded mail leaves in the name of the mailbox that forwards"
	d.Candidates = []relay.Candidate{relay.Selected("SRS", string(f.Method),
		"SPF of the sender's domain would not cover the service")}
	return d.Chosen, d
}

// bounces is the sender of relayed mail: it has no forwarder, and no place for the original address (P2.23 [O]).
func bounces(from, domain string, now time.Time) string {
	return fmt.Sprintf("bounces%s%s=%s@%s", srsMark, srsHash(domain, stampOf(now), from), stampOf(now), domain)
}

// stampOf is the day in an SRS address.
func stampOf(now time.Time) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	day := now.Unix() / int64((24 * time.Hour).Seconds()) % 1024
	return string(digits[day/32]) + string(digits[day%32])
}

// srs is an address of the forwarder from which the original one can be read again (P2.23 [S]).
func srs(from, by string, now time.Time) string {
	local, domain := by[:strings.LastIndexByte(by, '@')], relay.DomainOf(by)
	at := strings.LastIndexByte(from, '@')
	stamp := stampOf(now)
	return fmt.Sprintf("%s%s%s=%s=%s=%s@%s", local, srsMark, srsHash(by, stamp, from), stamp, from[at+1:], from[:at],
		domain)
}

func srsHash(by, stamp, from string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(by) + " " + stamp + " " + strings.ToLower(from)))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:5]
}

// Unwritten is the address for which an SRS address of the organization stands; ok is false when it is none, or was not
// made here.
func Unwritten(o *relay.Organization, address string) (original string, ok bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 || !o.InCloud() {
		return "", false
	}
	local, rest, found := strings.Cut(address[:at], srsMark)
	parts := strings.SplitN(rest, "=", 4)
	if !found || len(parts) != 4 {
		return "", false
	}
	original = parts[3] + "@" + parts[2]
	return original, srsHash(local+address[at:], parts[1], original) == parts[0]
}

// returned finds the original sender to whom a report about forwarded mail is to go on (P2.24 [D] SRSDOC).
func (out Outcome) returned(o *relay.Organization) (Outcome, bool) {
	original, ok := Unwritten(o, out.Address)
	if !ok {
		return out, false
	}
	d := relay.Decision{Question: relay.WhichRecipient, Subject: out.Address, Source: "P2.24"}
	d.Candidates = []relay.Candidate{relay.Selected(original, "SRS", "its mail was forwarded from here")}
	out = out.decided(d, original, "the address stands for "+original+", whose mail was forwarded")
	out.Address = original
	return out, true
}
