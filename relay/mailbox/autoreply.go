package mailbox

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// AutoReply is the automatic reply of a mailbox to a message, nil for none; answered tells that the sender has had one
// since the replies were switched on (S8.2 [D] OOF). A mailbox without automatic replies decides nothing: the decision
// is then zero.
//
// The reply carries every text that the sender may have: the internal one first when the message is internal (S7.4),
// the external one as far as ExternalAudience reaches. The sender's remote domain picks among them; a sender on the
// same side gets the first.
func AutoReply(r *relay.Recipient, item *relay.MailItem, answered bool) (*Answer, relay.Decision) {
	settings := r.Settings().AutoReply
	if settings.AutoReplyState != relay.AutoReplyEnabled {
		return nil, relay.Decision{}
	}
	d := relay.Decision{Question: relay.WhichAutoReply, Subject: r.PrimarySmtpAddress, Source: "S8.2"}
	if why := unanswerable(item, answered); why != "" {
		d.Because = why
		return nil, d
	}
	if r.ForwardingSmtpAddress != "" { // P2.8 [D]
		d.Source, d.Because = "P2.8", "the mailbox answers nobody while its mail is forwarded by SMTP"
		d.Candidates = []relay.Candidate{relay.Rejected(r.PrimarySmtpAddress,
			"ForwardingSmtpAddress "+r.ForwardingSmtpAddress, "no reply is made while it is set")}
		return nil, d
	}
	texts := offer(settings, item, &d)
	if len(texts) == 0 {
		if !d.NotModelled {
			d.Because = "no text is meant for this sender"
		}
		return nil, d
	}
	d.Chosen, d.Because = string(texts[0].Kind)+" text", fmt.Sprintf("the message is %s", item.Auth.As)
	h := append(answerTo(item, r, "Automatic reply: "),
		relay.Field{Name: "Auto-Submitted", Value: "auto-generated"},
		relay.Field{Name: "X-Auto-Response-Suppress", Value: "All"},
		relay.Field{Name: "Content-Type", Value: `text/plain; charset="utf-8"`},
		relay.Field{Name: "Content-Transfer-Encoding", Value: "8bit"})
	return &Answer{To: item.From, Header: h, Body: texts[0].Body, OutOfOffice: texts}, d
}

// unanswerable says why a message gets no automatic reply, or "": what is automatic itself is never answered (RFC 3834
// section 2), and nobody twice.
func unanswerable(item *relay.MailItem, answered bool) string {
	submitted := strings.TrimSpace(item.Header.Get("Auto-Submitted"))
	switch {
	case item.From == "":
		return "the null sender gets no reply"
	case item.Header.IsReport():
		return "a report gets no reply"
	case submitted != "" && !strings.EqualFold(submitted, "no"):
		return "the message was sent automatically: Auto-Submitted is " + submitted
	case suppresses(item.Header.Get("X-Auto-Response-Suppress")):
		return "the sender wants none: X-Auto-Response-Suppress is " + item.Header.Get("X-Auto-Response-Suppress")
	case item.NoOutOfOffice:
		return "it came to a group, and SendOofMessageToOriginatorEnabled of the group is $false"
	case answered:
		return "the sender has had a reply since the replies were switched on"
	}
	return ""
}

// suppresses reports whether a list in X-Auto-Response-Suppress covers out-of-office replies ([MS-OXCMAIL]).
func suppresses(list string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(kind string) bool {
		kind = strings.TrimSpace(kind)
		return strings.EqualFold(kind, "OOF") || strings.EqualFold(kind, "All")
	})
}

// offer lists the texts that a sender may have, the preferred first.
func offer(settings relay.AutoReplyConfiguration, item *relay.MailItem,
	d *relay.Decision) (texts []relay.OutOfOfficeText) {
	consider := func(kind relay.OOFKind, words, property string, eligible bool, why string) {
		name := string(kind) + " text"
		switch {
		case !eligible:
			d.Candidates = append(d.Candidates, relay.Rejected(name, property, why))
		case words == "":
			d.Candidates = append(d.Candidates, relay.Rejected(name, property, "the text is empty"))
		default:
			d.Candidates = append(d.Candidates, relay.Candidate{Name: name, Chosen: len(texts) == 0,
				Property: property, Why: why})
			texts = append(texts, relay.OutOfOfficeText{Kind: kind, Body: text(words)})
		}
	}
	internal := item.Auth.As == relay.AuthInternal
	auth := "AuthAs " + string(item.Auth.As)
	if internal {
		consider(relay.OOFInternal, settings.InternalMessage, auth, true, "the message is internal")
	} else {
		consider(relay.OOFInternal, settings.InternalMessage, auth, false, "the message is not internal")
	}
	audience := "ExternalAudience " + string(settings.ExternalAudience)
	switch settings.ExternalAudience {
	case relay.AudienceAll:
		consider(relay.OOFExternal, settings.ExternalMessage, audience, true, "everybody may have it")
	case relay.AudienceNone:
		consider(relay.OOFExternal, settings.ExternalMessage, audience, false, "nobody outside may have it")
	default:
		consider(relay.OOFExternal, settings.ExternalMessage, audience, false, "whom the owner knows is not modelled")
		if !internal {
			d.NotModelled, d.Because = true, "the contacts of "+d.Subject+" decide, and contacts are not modelled"
		}
	}
	return texts
}
