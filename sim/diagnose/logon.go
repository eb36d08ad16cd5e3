package diagnose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// This file is about programs and devices that log on with a mailbox to send (P9).

// ofLogon is in what a server answers to them, and to nobody else: to AUTH, to MAIL without it, and to content in a
// name that is not the mailbox's.
var ofLogon = regexp.MustCompile(`(?i)\b5\.7\.(?:57|60|139)\b|\b535[ -]|\bsend(?: email)? (?:as|from) th(?:is|e) ` +
	`(?:sender|From address)|SendAsDenied|SmtpClientAuth`)

// withoutLogon is what MAIL is answered with where nobody has logged on (P9.3).
var withoutLogon = regexp.MustCompile(`\b5\.7\.57\b`)

// maxLogons is how many mailboxes of a side are tried to log on with: those that may, and those that are like others.
const maxLogons = 3

// logons are the messages of clients that log on, where the evidence is of one: with whose mailbox, it may not say.
func (d *search) logons(from, to string) (list []letter) {
	answer := d.symptom.answer()
	if !ofLogon.MatchString(answer) {
		return nil
	}
	if withoutLogon.MatchString(answer) && !strings.Contains(answer, "5.7.139") {
		d.noted = append(d.noted, Lead{"client", "5.7.57", "the client sent without logging on: look whether it has " +
			"a user and a password, and whether it begins TLS, without which it is not asked for them"})
	}
	for _, side := range d.world.Sides() {
		o, n := side.Organization(), 0
		if o.IsEdge() {
			continue
		}
		server := sim.SubmissionHost
		if !o.InCloud() {
			server = o.FirstServer().Fqdn
		}
		for _, r := range d.whoLogOn(o) {
			for _, as := range d.namesOf(o, r) {
				if from != "" && !strings.EqualFold(from, as) || n >= maxLogons && from == "" {
					continue
				}
				n++
				list = append(list, letter{from: as, to: cmp.Or(to, d.outsider(as)), server: server,
					user: r.PrimarySmtpAddress})
			}
		}
	}
	return list
}

// whoLogOn are the mailboxes of an organization: first those that somebody has let clients log on with, as devices'
// are.
func (d *search) whoLogOn(o *relay.Organization) (list []*relay.Recipient) {
	for _, r := range o.Recipients {
		if d.world.Side(o.Side).Holds(r.PrimarySmtpAddress) {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b *relay.Recipient) int { return cmp.Compare(ownWord(a), ownWord(b)) })
	return list
}

// ownWord is 0 for a mailbox of whose clients something is said, and 1 for one like all others.
func ownWord(r *relay.Recipient) int {
	if r.Settings().Client.SmtpClientAuthenticationDisabled != nil {
		return 0
	}
	return 1
}

// namesOf are those in which a client that logs on with a mailbox may send: first the ones that somebody else gave it
// a right to, then its own; and where it has no such right, that of anybody else, which is what a refusal is about.
func (d *search) namesOf(o *relay.Organization, by *relay.Recipient) (list []string) {
	var others []string
	for _, r := range o.Recipients {
		given := func(list []string) bool {
			return slices.ContainsFunc(list, func(who string) bool { return o.Recipient(who) == by || who == by.Name })
		}
		switch {
		case r == by:
		case given(r.SendAs), given(r.GrantSendOnBehalfTo):
			list = append(list, r.PrimarySmtpAddress)
		case ownWord(by) == 0:
			others = append(others, r.PrimarySmtpAddress)
		}
	}
	return slices.Concat(list, []string{by.PrimarySmtpAddress}, others)
}

// outsider is somebody outside to whom mail is sent in the flows of check; else it goes to the sender himself.
func (d *search) outsider(from string) string {
	for _, id := range []string{"cloud-to-internet", "onprem-to-internet"} {
		if l, ok := d.flow(id); ok && !l.added() {
			return l.to
		}
	}
	return from
}

// logsOn is how many of the letters, which come first, are of clients that log on.
func logsOn(list []*asConfigured) int {
	if n := slices.IndexFunc(list, func(p *asConfigured) bool { return p.user == "" }); n >= 0 {
		return n
	}
	return len(list)
}

// clients are the mailbox that a letter's client logs on with, and the one in whose name it sends; of others, nobody.
func (l letter) clients() []string {
	if l.user == "" {
		return nil
	}
	return []string{l.user, l.from}
}

// inAnothersName reports whether a client logs on with one mailbox and sends in the name of another.
func (l letter) inAnothersName() bool { return l.user != "" && !strings.EqualFold(l.user, l.from) }
