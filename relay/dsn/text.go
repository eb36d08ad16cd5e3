package dsn

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// text is the part for people. Labels and their order are Exchange's (ndr.md B.4), explanations are ours.
func text(r *Report) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	remote := ""
	if len(r.Recipients) > 0 {
		remote = r.Recipients[0].Remote
	}
	switch {
	case r.Action == Delayed:
		line("Delivery is delayed to these recipients or groups:")
	case remote != "" && r.Product >= relay.Exchange2013:
		line("%s rejected your message to the following email addresses:", remote)
	default:
		line("Delivery has failed to these recipients or groups:")
	}
	line("")
	for _, rcpt := range r.Recipients {
		if rcpt.DisplayName != "" {
			line("%s (%s)<mailto:%s>", rcpt.DisplayName, rcpt.Address, rcpt.Address)
		} else {
			line("%s<mailto:%s>", rcpt.Address, rcpt.Address)
		}
		line("%s", Explain(rcpt.Reply))
	}
	if r.Action == Delayed {
		line("")
		line("Subject: %s", r.Original.Get("Subject"))
		left := r.RetryTill.Sub(r.Date)
		line("We keep trying for another %d days, %d hours and %d minutes, and will tell you if we give up.",
			int(left.Hours())/24, int(left.Hours())%24, int(left.Minutes())%60)
	} else if remote != "" && r.Product >= relay.Exchange2013 {
		line("")
		line("%s gave this error:", remote)
		line("%s", r.Recipients[0].Reply.Text())
	}
	line("")
	line("Diagnostic information for administrators:")
	line("")
	line("Generating server: %s", r.Reporting)
	for _, rcpt := range r.Recipients {
		line("")
		line("%s", rcpt.Address)
		diagnostic(&b, r, rcpt)
	}
	line("")
	line("Original message headers:")
	line("")
	b.WriteString(strings.ReplaceAll(r.Original.String(), "\r\n", "\n"))
	return b.String()
}

func diagnostic(b *strings.Builder, r *Report, rcpt Recipient) {
	reply := rcpt.Reply.String() + rcpt.Detail
	server := "Remote Server" // 2013; later "Server" on dated lines
	if r.Product >= relay.Exchange2016 {
		server = "Server"
	}
	switch {
	case rcpt.LastError != "": // expiry: own code first, then the last attempt
		fmt.Fprintf(b, "%s - %s at %s returned '%s'\n", stampText(r.Date), server, r.Reporting, reply)
		at := rcpt.Remote
		if at == "" {
			at = r.Reporting
		}
		fmt.Fprintf(b, "%s - %s at %s returned '%s'\n", stampText(rcpt.LastTime), server, at, rcpt.LastError)
	case r.Product == relay.Exchange2010 && rcpt.Remote != "":
		fmt.Fprintf(b, "%s #<%s #%s smtp;%s> #SMTP#\n", rcpt.Remote, rcpt.Remote, rcpt.Reply.Status(), reply)
	case r.Product == relay.Exchange2010:
		fmt.Fprintf(b, "#%s ##%s\n", reply, rcpt.ORcpt)
	default:
		if rcpt.Remote != "" {
			fmt.Fprintf(b, "%s\n", rcpt.Remote)
		}
		fmt.Fprintf(b, "Remote Server returned '%s'\n", reply)
	}
}

// Explain says in a sentence of ours what a reply means for the person who gets the report.
func Explain(reply relay.Reply) string {
	for _, e := range explanations {
		family, isFamily := strings.CutSuffix(e.code, "*")
		covers := reply.Enhanced() == e.code || isFamily && strings.HasPrefix(reply.Enhanced(), family)
		if covers && strings.Contains(reply.Text(), e.words) {
			return e.text
		}
	}
	if reply.Enhanced() == "4.4.7" && reply.Code() == 400 {
		return "The message has not arrived yet."
	}
	return "The message could not be delivered."
}

// explanations are looked through in order; "5.4.3*" is every code that begins so.
var explanations = []struct{ code, words, text string }{
	{"5.1.10", "", "No mailbox, contact or group has this address where the domain is looked after."},
	{"5.1.1", "", "No mailbox, contact or group has this address where the domain is looked after."},
	{"5.1.351", "", "The recipient's mail system says that it has no such mailbox."},
	{"5.4.1", "", "The mail system that was asked does not take mail for this address."},
	{"5.4.14", "", "The message went round in a circle between mail systems until it was stopped."},
	{"5.4.6", "", "The message went round in a circle between mail systems until it was stopped."},
	{"5.4.316", "", "The recipient's mail system refused every connection until the message grew too old."},
	{"5.4.317", "", "No secure conversation with the recipient's mail system came about until the message grew too old."},
	{"5.4.310", "", "The domain of the address does not exist."},
	{"5.4.4", "NonExistentDomain", "The domain of the address does not exist."},
	{"5.4.3*", "", "The recipient's mail system could not be reached until the message grew too old."},
	{"4.4.7", "expired", "The message waited longer than it may, and no attempt succeeded."},
	{"5.7.1", "relay", "The server that was asked to pass the message on does not do that for this sender."},
	{"5.7.54", "", "The server that was asked to pass the message on does not do that for this sender."},
	{"5.7.57", "", "The server takes no mail from senders that it does not know."},
	{"5.7.1", "not authenticated", "The server takes no mail from senders that it does not know."},
	{"5.7.133", "", "The group takes mail only from senders inside the organization, and the message looked external."},
	{"5.7.134", "", "The mailbox takes mail only from senders inside the organization, and the message looked external."},
	{"5.7.1", "AuthRequired", "The recipient takes mail only from senders inside the organization, and the message looked external."},
	{"5.7.350", "", "The recipient's mail system took the sending server for a source of unwanted mail."},
	{"5.7.64", "", "The cloud could not tell which customer the message came from."},
}
