package mailbox

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Passed is what an inbox rule makes of a message for others.
type Passed struct {
	Rule     string
	To       []string
	Redirect bool // the message itself, in its sender's name; else a message of the owner's
	Header   relay.Header
	Body     []byte
	Over     bool // the rule is not done: inbox rules have passed the message on as often as they may
}

// mostTargets is the number of recipients beyond which the service does not apply a rule (P2.12).
const mostTargets = 10

// InboxRules asks the rules of a mailbox about a message that came into it (P2.9 to P2.12). A forward is a message from
// the owner, a redirect the same message with Resent- fields. What nobody sent, a report, is passed on by none [I].
func InboxRules(o *relay.Organization, r *relay.Recipient, item *relay.MailItem) (list []Passed, d relay.Decision) {
	if item.From == "" {
		return nil, d
	}
	hops := item.Header.Count(relay.InboxRulesLoop)
	for _, rule := range o.InboxRules {
		if !relay.SameAddress(rule.Mailbox, r.PrimarySmtpAddress) || !rule.Enabled {
			continue
		}
		if d.Question == "" {
			d = relay.Decision{Question: relay.WhichInboxRules, Subject: r.PrimarySmtpAddress, Source: "P2.9, P2.10",
				Because: "no inbox rule passes it on"}
		}
		if why := notAbout(o, rule, item); why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(rule.Name, "InboxRule "+rule.Name, why))
			continue
		}
		made := passes(rule, r, item)
		over := hops >= o.InboxRuleHops()
		d.Chosen, d.Because = rule.Name, "the rule passes the message on"
		if over {
			d.Because = fmt.Sprintf("inbox rules have passed it on %d times already: it is dropped for the rule's "+
				"recipients, and nobody is told", hops)
		}
		for i := range made {
			made[i].Over = over
		}
		d.Candidates = append(d.Candidates, relay.Selected(rule.Name, "InboxRule "+rule.Name, d.Because))
		if list = append(list, made...); rule.StopProcessingRules {
			break
		}
	}
	return list, d
}

// notAbout says why a rule is not about a message; empty: it is.
func notAbout(o *relay.Organization, rule *relay.InboxRule, item *relay.MailItem) string {
	from := func(who string) bool {
		r := o.Recipient(who)
		return relay.SameAddress(who, item.From) || r != nil && r.HasAddress(item.From)
	}
	subject := strings.ToLower(item.Header.Get("Subject"))
	said := func(word string) bool { return strings.Contains(subject, strings.ToLower(word)) }
	switch {
	case len(rule.From) > 0 && !slices.ContainsFunc(rule.From, from):
		return item.From + " is not in From"
	case len(rule.SubjectContainsWords) > 0 && !slices.ContainsFunc(rule.SubjectContainsWords, said):
		return "the subject has none of SubjectContainsWords"
	case o.InCloud() && len(rule.RedirectTo) > mostTargets:
		return fmt.Sprintf("it redirects to more than %d recipients, and is not applied", mostTargets)
	}
	return ""
}

// passes is what a rule makes of a message.
func passes(rule *relay.InboxRule, r *relay.Recipient, item *relay.MailItem) (list []Passed) {
	loop := relay.Field{Name: relay.InboxRulesLoop, Value: r.PrimarySmtpAddress}
	owner := (&mail.Address{Name: r.DisplayName, Address: r.PrimarySmtpAddress}).String()
	if to := slices.Concat(rule.ForwardTo, rule.ForwardAsAttachmentTo); len(to) > 0 {
		h := relay.Header{
			{Name: "From", Value: owner}, {Name: "To", Value: "<" + strings.Join(to, ">, <") + ">"},
			{Name: "Subject", Value: "FW: " + item.Header.Get("Subject")},
			{Name: "X-MS-Exchange-Generated-Message-Source", Value: "Mailbox Rules Agent"}, loop,
		}
		for _, f := range item.Header {
			if strings.EqualFold(f.Name, relay.InboxRulesLoop) || strings.EqualFold(f.Name, "MIME-Version") ||
				strings.HasPrefix(strings.ToLower(f.Name), "content-") {
				h = append(h, f)
			}
		}
		list = append(list, Passed{Rule: rule.Name, To: to, Header: h, Body: item.Body})
	}
	if len(rule.RedirectTo) > 0 {
		h := item.Header.Prepend(loop, relay.Field{Name: "Resent-From", Value: owner})
		list = append(list, Passed{Rule: rule.Name, To: rule.RedirectTo, Redirect: true, Header: h, Body: item.Body})
	}
	return list
}
