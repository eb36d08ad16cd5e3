package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Journaling is what a journaling agent looks at.
type Journaling struct {
	Kind       relay.MailKind
	Sender     string // of the envelope
	Recipients []string
	Marked     bool // another agent has seen it: a field says so
	FromCloud  bool // it came from the service, which journals by its own rules
}

// Journal answers to whom reports of a message go, in order, with the recipients that each tells of (P7.12, P7.13):
// several rules with one mailbox make one report. Nobody is asked about journal reports and other reports, mail of the
// mailbox that is told of lost reports (P7.15), and what has been journaled already.
func Journal(o *relay.Organization, m Journaling) (to []string, of map[string][]string, d relay.Decision) {
	list := slices.DeleteFunc(slices.Clone(o.JournalRules), func(r *relay.JournalRule) bool {
		return !r.Enabled
	})
	if len(list) == 0 || !Sees(m.Kind) {
		return nil, nil, d
	}
	d = relay.Decision{Question: relay.IsJournaled, Subject: m.Sender, Source: "P7.12, P7.15, P7.16"}
	if why := exempt(o, m); why != "" {
		d.Because = why
		for _, r := range list {
			d.Candidates = append(d.Candidates, relay.Rejected(r.Name,
				"JournalEmailAddress "+r.JournalEmailAddress, why))
		}
		return nil, nil, d
	}
	of = map[string][]string{}
	for _, r := range list {
		mine := matching(o, r, m)
		property := fmt.Sprintf("Scope %s, Recipient %s", r.Scope, cmp.Or(r.Recipient, "not set"))
		if len(mine) == 0 {
			d.Candidates = append(d.Candidates, relay.Rejected(r.Name, property, "it is about other mail"))
			continue
		}
		d.Candidates = append(d.Candidates, relay.Selected(r.Name, property, "a report goes to "+r.JournalEmailAddress))
		key := strings.ToLower(r.JournalEmailAddress)
		if of[key] == nil {
			to = append(to, key)
		}
		for _, a := range mine {
			if !slices.Contains(of[key], a) {
				of[key] = append(of[key], a)
			}
		}
	}
	d.Chosen, d.Because = strings.Join(to, ", "), "these mailboxes get a report"
	if len(to) == 0 {
		d.Because = "no journal rule is about it"
	}
	return to, of, d
}

// exempt says why an agent leaves a message alone; empty: it does not.
func exempt(o *relay.Organization, m Journaling) string {
	alternate := o.TransportConfig.JournalingReportNdrTo
	own := func(a string) bool { return alternate != "" && relay.SameAddress(a, alternate) }
	switch {
	case own(m.Sender) || slices.ContainsFunc(m.Recipients, own):
		return "mail of JournalingReportNdrTo is not journaled"
	case !o.InCloud() && m.FromCloud:
		return "it came from the service, whose agent has seen it: " + relay.JournalMark
	case o.InCloud() && m.Marked && o.TransportConfig.PreventDuplicateJournalingEnabled:
		return "on-premises has seen it, and PreventDuplicateJournalingEnabled is $true"
	}
	return ""
}

// matching are the recipients for whom a rule is about a message. Whether mail is internal, the domain of the envelope
// sender tells, forged or not (P7.18; on-premises [I]).
func matching(o *relay.Organization, r *relay.JournalRule, m Journaling) []string {
	groups := &Message{o: o}
	own := func(a string) bool { return o.AcceptedDomain(relay.DomainOf(a)) != nil }
	about := func(a string) bool {
		who := o.Recipient(r.Recipient)
		return r.Recipient == "" || who != nil && (who.HasAddress(a) || groups.memberOf([]string{r.Recipient}, a))
	}
	var mine []string
	for _, a := range m.Recipients {
		internal := own(m.Sender) && own(a)
		inScope := r.Scope == relay.JournalGlobal || r.Scope == "" || (r.Scope == relay.JournalInternal) == internal
		if inScope && (about(a) || about(m.Sender)) {
			mine = append(mine, a)
		}
	}
	return mine
}
