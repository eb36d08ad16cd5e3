package dsn

import (
	"fmt"
	"time"

	"hybridsim/relay/reply"
)

// plainPage lays out the forms of 2010, 2013 and 2016 (NB4, NB7, NB8). The numbers of empty lines are those of samples.
func (r *Report) plainPage(f Form) page {
	return r.plainPageWith(f, func(rcpt Recipient) diagnostics { return r.diagnostic(f, rcpt) })
}

// plainPageWith is plainPage with other lines beneath a recipient's address.
func (r *Report) plainPageWith(f Form, lines func(Recipient) diagnostics) page {
	var p page
	say := r.words(f)
	for _, group := range r.grouped() {
		p = append(p, r.plainGroup(f, group)...)
	}
	if r.Action == Delayed {
		p = append(p, paragraph("Subject: "+r.OriginalSubject()), gap(1),
			paragraph("This message hasn't been delivered yet. Delivery will continue to be attempted."), gap(1),
			paragraph(r.timeLeft()), gap(1), gap(1)) // V5.10
	}
	p = append(p, gap(6), diagnostics{say.administrators}, gap(1), r.servers(f))
	for _, rcpt := range r.Recipients {
		p = append(p, gap(1), append(diagnostics{rcpt.Address}, lines(rcpt)...))
	}
	return append(p, gap(1), diagnostics{say.original}, gap(1), headerBlock(r.Original))
}

// grouped puts recipients together that one paragraph can speak of: refused by the same host with the same words.
func (r *Report) grouped() (groups [][]Recipient) {
	type refusal struct{ remote, reply, told string }
	place := map[refusal]int{}
	for _, rcpt := range r.Recipients {
		key := refusal{rcpt.Remote, rcpt.Reply.String(), rcpt.Told}
		if i, ok := place[key]; ok {
			groups[i] = append(groups[i], rcpt)
			continue
		}
		place[key] = len(groups)
		groups = append(groups, []Recipient{rcpt})
	}
	return groups
}

// openings introduce the recipients. Delayed [O], Relayed [D] KB3184617, the others [I].
var openings = map[Action]string{
	Failed:    "Delivery has failed to these recipients or groups:",
	Delayed:   "Delivery is delayed to these recipients or groups:",
	Relayed:   "Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:",
	Expanded:  "Your message was delivered to the members of these groups:",
	Succeeded: "Your message has been delivered to the following recipients:",
}

func (r *Report) plainGroup(f Form, group []Recipient) page {
	first := group[0]
	refused := first.Remote != "" && r.Action == Failed && f.modern()
	say := r.words(f)
	p := page{headline(openings[r.Action])}
	switch {
	case r.Action == Failed && !refused:
		p[0] = headline(say.failed)
	case refused:
		p[0] = headline(first.Remote + " rejected your message to the following email addresses:")
	}
	for _, rcpt := range group {
		p = append(p, mailbox{rcpt.DisplayName, rcpt.Address})
	}
	if r.Action == Failed {
		meaning, _, _ := reply.Meaning(first.Reply)
		p = append(p, paragraph(say.explained(first.Told, meaning)))
	}
	if refused {
		p = append(p, gap(3), paragraph(first.Remote+" gave this error:"), paragraph(oneLine(first.Reply.Text())))
	}
	return append(p, gap(1))
}

// timeLeft is the line of a delay that tells how long it will be tried (V5.10 [O]).
func (r *Report) timeLeft() string {
	left := max(r.RetryTill.Sub(r.Date), 0).Truncate(time.Minute)
	days := left / (24 * time.Hour)
	return fmt.Sprintf("The server will keep trying to deliver this message for the next %d days, %d hours and %d "+
		"minutes. You'll be notified if the message can't be delivered by that time.",
		days, int(left.Hours())%24, int(left.Minutes())%60)
}

// servers names who reports and, after a wait, what could not be reached.
func (r *Report) servers(f Form) diagnostics {
	d := diagnostics{r.words(f).generating + r.Reporting}
	if f.modern() && r.Receiving != "" {
		d = append(d, "Receiving server: "+r.Receiving)
	}
	if r.Retries > 0 {
		d = append(d, fmt.Sprintf("Total retry attempts: %d", r.Retries))
	}
	return d
}

// diagnostic is what stands beneath a recipient's address.
func (r *Report) diagnostic(f Form, rcpt Recipient) diagnostics {
	reply := oneLine(rcpt.Reply.String() + rcpt.Detail)
	server := "Server"
	if f == Form2013 {
		server = "Remote Server"
	}
	receiving := r.Receiving
	if receiving == "" {
		receiving = r.Reporting
	}
	switch {
	case f == Form2010 && (rcpt.Remote != "" || r.Action == Delayed):
		return diagnostics{fmt.Sprintf("%s#<%s #%s smtp;%s> #SMTP#", spaced(rcpt.Remote), rcpt.Remote,
			rcpt.Reply.Status(), reply)}
	case f == Form2010:
		return diagnostics{fmt.Sprintf("#%s ##%s", reply, rcpt.ORcpt)}
	case r.Action == Delayed: // the shape of the second line is [I]
		d := diagnostics{fmt.Sprintf("%s at %s returned '%s'", server, receiving, reply)}
		return append(d, lastLine(server, r.Reporting, rcpt.Last)...)
	case rcpt.Last.Error != "": // expiry: own code first, then the last attempt
		d := diagnostics{fmt.Sprintf("%s - %s at %s returned '%s'", stampText(r.Date), server, receiving, reply)}
		return append(d, lastLine(server, r.Reporting, rcpt.Last)...)
	case rcpt.Remote != "":
		return diagnostics{rcpt.Remote, "Remote Server returned '" + reply + "'"}
	default: // a local refusal says "Remote Server" too
		return diagnostics{"Remote Server returned '" + reply + "'"}
	}
}

// lastLine is the attempt before, with its time and the host that was tried.
func lastLine(server, reporting string, last Attempt) diagnostics {
	if last.Error == "" {
		return nil
	}
	where := last.Where()
	if where == "" {
		where = reporting
	}
	return diagnostics{fmt.Sprintf("%s - %s at %s returned '%s'", stampText(last.Time), server, where,
		oneLine(last.Error))}
}

func spaced(host string) string {
	if host == "" {
		return ""
	}
	return host + " "
}

// foreignPage is the text of a mail system that is not Exchange. All of it is ours.
func (r *Report) foreignPage() page {
	p := page{paragraph("This is a report of the mail system at " + r.Reporting + " about a message of yours."), gap(1)}
	for _, rcpt := range r.Recipients {
		said := "it said: "
		if rcpt.Remote != "" {
			said = rcpt.Remote + " said: "
		}
		p = append(p, paragraph(fmt.Sprintf("%s: %s; %s%s", rcpt.Address, r.Outcome(rcpt), said,
			oneLine(rcpt.Reply.String()))))
	}
	return p
}
