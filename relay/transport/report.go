package transport

import (
	"cmp"
	"net/mail"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
)

// microsoftExchangeRecipient is the local part from which reports to internal senders come (NB1 [O]).
const microsoftExchangeRecipient = "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e"

// fail records failed recipients and reports them to the sender in one report. A message with a null sender is dropped:
// a report is never answered (RFC 5321 section 6.1).
func (t *Transport) fail(item *relay.MailItem, failures []failure) {
	if len(failures) == 0 {
		return
	}
	report := t.newReport(dsn.Failed, item)
	alternate, journal := t.lostReport(item)
	if journal {
		report.To = alternate
	}
	for _, f := range failures {
		e := t.event(relay.EventFail, f.source, item, f.recipient.Address)
		e.Reply, e.RecipientStatus, e.RemoteHost, e.Decisions = f.reply, f.reply.String(), f.remote, f.decisions
		e.Disposition, e.ClientIP, e.ServerIP = f.ended, f.by.Local.Addr(), f.by.Target.Addr.Addr()
		told := wantsReport(f.recipient, "FAILURE")
		switch {
		case item.From == "" && !journal:
			e.ID, e.Disposition = relay.EventBadMail, relay.Dropped
		case told:
			e.Reference = report.MessageID() // V4.7
		}
		t.env.Record(e)
		if !told {
			continue
		}
		r := dsn.Recipient{Address: f.recipient.Address, ORcpt: f.recipient.ORcpt,
			DisplayName: t.displayName(item, f.recipient.Address), Reply: f.reply, Remote: f.remote, Detail: f.detail,
			Told: f.told}
		if f.ended == relay.Expired {
			r.Last = t.waitedFor(report, f.last, f.attempts)
		}
		report.Recipients = append(report.Recipients, r)
	}
	if (item.From != "" || journal) && len(report.Recipients) > 0 {
		t.submitReport(report, item)
	}
}

// wantsReport reports whether the sender asked to be told about this kind of event, or asked for nothing in particular
// (RFC 3461 section 4.1).
func wantsReport(r relay.MailRecipient, kind string) bool {
	return len(r.Notify) == 0 || slices.Contains(r.Notify, kind)
}

// delayReportAt is when the sender of a waiting message must be told that it is late: on-premises after four hours,
// once; the cloud is not known to do it (S10.1, U10).
func (t *Transport) delayReportAt(d *delivery) (time.Time, bool) {
	org := t.org()
	if org.InCloud() || d.told || d.item.From == "" {
		return time.Time{}, false
	}
	wanted := org.TransportConfig.ExternalDelayDsnEnabled
	if d.item.Auth.As == relay.AuthInternal {
		wanted = org.TransportConfig.InternalDelayDsnEnabled
	}
	return d.item.Submitted.Add(t.settings().DelayNotificationTimeout), wanted
}

func (t *Transport) reportDelay(q *queue, d *delivery) {
	d.told = true
	t.tell(d.item.InternalID)
	report := t.newReport(dsn.Delayed, d.item)
	report.RetryTill = d.item.Submitted.Add(t.expiration())
	for _, r := range d.recipients {
		if !wantsReport(r, "DELAY") {
			continue
		}
		report.Recipients = append(report.Recipients, dsn.Recipient{
			Address: r.Address, ORcpt: r.ORcpt, DisplayName: t.displayName(d.item, r.Address),
			Reply: reply.MessageDelayed(), Last: t.waitedFor(report, d.lastFor(r.Address), 0),
		})
	}
	if len(report.Recipients) > 0 {
		t.submitReport(report, d.item)
	}
}

// waitedFor is the last attempt of a message that waited. The report names as "Receiving server" what could not be
// reached in 2010 and 2013, and the reporting server itself from 2016 on; the cloud names another of its own hosts, and
// how often it tried in today's wording (NB4 [O]).
func (t *Transport) waitedFor(report *dsn.Report, last relay.Deferral, attempts int) dsn.Attempt {
	a := dsn.Attempt{Host: last.FQDN, Time: last.LRT, Error: last.LED.String()}
	if last.IP.IsValid() {
		a.IP = last.IP.String()
	}
	switch org := t.org(); {
	case org.InCloud():
		report.Receiving = t.as(relay.RoleOutbound).Known()
		if t.day() >= relay.EraToday {
			report.Retries = attempts
		}
	case t.product() >= relay.Exchange2016:
		report.Receiving = report.Reporting
	default:
		report.Receiving = a.Where()
	}
	return a
}

// displayName is what a report calls a recipient. The service names those whom it does not know too: as the sender's To
// does, else by the address itself (V5.4 [O]).
func (t *Transport) displayName(item *relay.MailItem, address string) string {
	if r := t.org().Recipient(address); r != nil {
		return r.DisplayName
	}
	if !t.org().InCloud() {
		return ""
	}
	to, _ := mail.ParseAddressList(item.Header.Get("To"))
	for _, a := range to {
		if a.Name != "" && relay.SameAddress(a.Address, address) {
			return a.Name
		}
	}
	return address
}

// newReport begins a report about a message, by the server that took it (V5.2). The whole original comes back unless
// the sender asked for its header alone or it is larger than the configuration lets reports carry.
func (t *Transport) newReport(action dsn.Action, item *relay.MailItem) *dsn.Report {
	config := t.org().TransportConfig
	html, limit := config.ExternalDsnSendHtml, config.ExternalDsnMaxMessageAttachSize
	language, detects := config.ExternalDsnDefaultLanguage, config.ExternalDsnLanguageDetectionEnabled
	if item.Auth.As == relay.AuthInternal {
		html, limit = config.InternalDsnSendHtml, config.InternalDsnMaxMessageAttachSize
		language, detects = config.InternalDsnDefaultLanguage, config.InternalDsnLanguageDetectionEnabled
	}
	if detects == nil || *detects {
		language = cmp.Or(item.Header.Get("Content-Language"), item.Header.Get("Accept-Language"), language)
	}
	return &dsn.Report{
		Action: action, Product: t.product(), Era: t.day(), TextOnly: !html, Language: language,
		Reporting:  t.as(relay.RoleHub).Fqdn,
		ReceivedBy: cmp.Or(headers.BroughtBy(item.Header), t.as(relay.RoleMailbox).Fqdn),
		Arrival:    item.Arrived, ID: t.ids.report(), Date: t.env.Now(), To: item.From, From: t.reportFrom(item),
		Original: item.Header, Body: item.Body, // as it stood in the queue (V5.5)
		HeadersOnly: action != dsn.Failed || strings.EqualFold(item.Ret, "HDRS") || limit.Exceeded(contentSize(item)),
	}
}

// reportFrom is the From field: one name for internal senders, postmaster@<default domain> for others (NB1 [D] NDR16).
func (t *Transport) reportFrom(item *relay.MailItem) string {
	org := t.org()
	if item.Auth.As == relay.AuthInternal {
		return "Microsoft Outlook <" + microsoftExchangeRecipient + "@" + org.DefaultDomain() + ">"
	}
	if org.TransportConfig.ExternalPostmasterAddress != "" {
		return "<" + org.TransportConfig.ExternalPostmasterAddress + ">"
	}
	return "<postmaster@" + org.DefaultDomain() + ">"
}

// submitReport sends a report by the same routes as any mail, with a null return path.
func (t *Transport) submitReport(report *dsn.Report, about *relay.MailItem) {
	header, body := relay.SplitMessage(dsn.Compose(report))
	item := t.newItem("", header, body)
	item.Kind = relay.DeliveryReport
	item.Recipients = []relay.MailRecipient{{Address: report.To}}
	item.Attribution = relay.Attribution{Directionality: relay.Originating, Tenant: t.org().Name}
	item.Header, item.Auth = headers.SubmitReport(item.Header, report.Reporting)
	if t.org().InCloud() {
		item.Header = item.Header.Behind("Date", relay.Field{Name: headers.SCL, Value: "-1"}) // V1.19
	}
	item.Header = t.marked(item.Header, item, &headers.Service{Hosts: []string{report.Reporting}, Entity: "Hosted",
		Kind: headers.Reported})
	e := t.event(relay.EventDSN, "DSN", item, report.To)
	e.SourceContext, e.RecipientStatus = about.Header.Get("Message-ID"), string(report.Action)
	e.Decisions = []relay.Decision{{
		Question: relay.IsInternal, Subject: report.To, Chosen: string(relay.AuthInternal), Source: "S7.4",
		Because: "a server of this organization wrote the report",
	}}
	t.env.Record(e)
	t.await(item)
}
