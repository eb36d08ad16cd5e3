package dsn_test

import (
	"mime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

var (
	arrived = time.Date(2018, time.June, 17, 7, 31, 37, 0, time.UTC)
	lastTry = time.Date(2018, time.June, 19, 7, 26, 11, 0, time.UTC)
	gaveUp  = time.Date(2018, time.June, 19, 7, 32, 5, 0, time.UTC)
)

// failed is a report about recipients that could not be reached, in the shape of a product.
func failed(p relay.Product, recipients ...dsn.Recipient) *dsn.Report {
	return &dsn.Report{
		Action: dsn.Failed, Product: p, Reporting: "ex01.contoso.com", ReceivedBy: "mx.fabrikam.com", Arrival: arrived, Recipients: recipients,
		ID: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", Date: gaveUp, From: "<postmaster@contoso.com>", To: "erin@fabrikam.com",
		Original: relay.Header{
			{Name: "Received", Value: "from mx.fabrikam.com by\r\n\tex01.contoso.com; Sun, 17 Jun 2018 07:31:37 +0000"},
			{Name: "Message-ID", Value: "<1@fabrikam.com>"}, {Name: "References", Value: "<0@fabrikam.com>"}, {Name: "Subject", Value: "Grüße"},
		},
		Body: []byte("Hello\r\n\r\n--not-the-boundary\r\n"),
	}
}

// delayed is a report about mail that is late.
func delayed(p relay.Product, recipients ...dsn.Recipient) *dsn.Report {
	r := failed(p, recipients...)
	r.Action, r.Body, r.RetryTill = dsn.Delayed, nil, gaveUp.Add(43*time.Hour+57*time.Minute)
	return r
}

// reports is one report for each layout that differs.
func reports(t testing.TB) map[string]*dsn.Report {
	t.Helper()
	local := func(p relay.Product, era relay.Era) dsn.Recipient {
		return dsn.Recipient{Address: "bob@contoso.com", ORcpt: "rfc822;Bob@contoso.com", DisplayName: "Bob", Reply: reply.RecipientNotFound(p, era, "bob@contoso.com")}
	}
	remote := dsn.Recipient{Address: "x@example.org", Reply: heard("550 5.7.1 Unable to relay"), Remote: "mx.example.org"}
	late := dsn.Recipient{Address: "x@example.org", Reply: reply.MessageDelayed(), Last: dsn.Attempt{Error: "451 4.4.0 try later", Time: lastTry}}
	return map[string]*dsn.Report{
		"2010, local":            failed(relay.Exchange2010, local(relay.Exchange2010, 0)),
		"2010, remote":           failed(relay.Exchange2010, remote),
		"2013, local":            failed(relay.Exchange2013, local(relay.Exchange2013, 0)),
		"2013, remote":           failed(relay.Exchange2013, remote),
		"2013, two recipients":   failed(relay.Exchange2013, local(relay.Exchange2013, 0), dsn.Recipient{Address: "eve@contoso.com", Reply: reply.SenderNotAuthenticated(relay.Exchange2013, relay.UserMailbox)}),
		"2013, expired":          failed(relay.Exchange2013, dsn.Recipient{Address: "x@example.org", Reply: heard("550 4.4.7 QUEUE.Expired; message expired"), Last: dsn.Attempt{Error: "441 4.4.1 Error encountered", Time: lastTry}}),
		"2016, local":            failed(relay.Exchange2016, local(relay.Exchange2016, 0)),
		"2016, remote":           failed(relay.Exchange2016, remote),
		"2016, delayed":          delayed(relay.Exchange2016, late),
		"2013, delayed":          delayed(relay.Exchange2013, late),
		"cloud 2012, local":      failed(relay.ExchangeOnline, local(relay.ExchangeOnline, relay.Era2012)),
		"cloud of today, local":  failed(relay.ExchangeOnline, local(relay.ExchangeOnline, relay.Latest)),
		"cloud of today, remote": failed(relay.ExchangeOnline, remote),
		"cloud, expired": failed(relay.ExchangeOnline, dsn.Recipient{
			Address: "x@example.org", Reply: heard("550 5.4.316 Message expired, connection refused"), Detail: "(Socket error code 10061)",
			Last: dsn.Attempt{Error: "450 4.4.316 Connection refused", Time: lastTry},
		}),
	}
}

// NB4: the lines by which people and parsers find their way, by generation.
func TestTextByGeneration(t *testing.T) {
	tests := []struct{ name, report, want string }{
		{"NB4: 2010 puts the code in # marks and the original recipient behind", "2010, local", "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;Bob@contoso.com\r\n"},
		{"NB4: 2010 about a remote server", "2010, remote", "mx.example.org #<mx.example.org #5.7.1 smtp;550 5.7.1 Unable to relay> #SMTP#\r\n"},
		{"NB4: from 2013 on even a local refusal was returned by a Remote Server", "2013, local", "Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\r\n"},
		{"NB4: a remote refusal names its server", "2013, remote", "mx.example.org rejected your message to the following email addresses:\r\n"},
		{"NB4: and quotes it without its codes", "2013, remote", "mx.example.org gave this error:\r\nUnable to relay\r\n"},
		{"NB4: and puts it before the line that returned", "2016, remote", "x@example.org\r\nmx.example.org\r\nRemote Server returned '550 5.7.1 Unable to relay'\r\n"},
		{"NB4: expiry, 2013", "2013, expired", "6/19/2018 7:32:05 AM - Remote Server at ex01.contoso.com returned '550 4.4.7 QUEUE.Expired; message expired'\r\n6/19/2018 7:26:11 AM - Remote Server at ex01.contoso.com returned '441 4.4.1 Error encountered'\r\n"},
		{"NB4: expiry, cloud: Server, and the detail in parentheses", "cloud, expired", "6/19/2018 7:32:05 AM - Server at ex01.contoso.com returned '550 5.4.316 Message expired, connection refused(Socket error code 10061)'\r\n"},
		{"NB7: delayed", "2013, delayed", "Delivery is delayed to these recipients or groups:\r\n"},
		{"NB7: for how long it will go on", "2013, delayed", "1 days, 19 hours and 57 minutes"},
		{"NB10: what parsers look for", "2016, local", "Diagnostic information for administrators:\r\n"},
		{"V5.10: a delay says that it will go on, and for how long, above eight empty lines", "2013, delayed", "x@example.org<mailto:x@example.org>\r\n\r\nSubject: Grüße\r\n\r\nThis message hasn't been delivered yet. Delivery will continue to be attempted.\r\n\r\n" +
			"The server will keep trying to deliver this message for the next 1 days, 19 hours and 57 minutes. You'll be notified if the message can't be delivered by that time.\r\n" + strings.Repeat("\r\n", 8) + "Diagnostic information"},
		{"NB10: where the original begins", "2016, local", "Original message headers:\r\n"},
	}
	all := reports(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := take(t, dsn.Compose(all[tt.report])).text
			if !strings.Contains(text, strings.ReplaceAll(tt.want, "\r\n", "\n")) {
				t.Errorf("the text lacks %q:\n%s", tt.want, text)
			}
		})
	}
}

func TestSubject(t *testing.T) {
	for name, want := range map[string]string{"2013, local": "Undeliverable: Grüße", "2013, delayed": "Delivery delayed:Grüße"} {
		p := take(t, dsn.Compose(reports(t)[name]))
		got, err := new(mime.WordDecoder).DecodeHeader(p.header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("NB2: %s (-want +got):\n%s", name, diff)
		}
	}
}

// Each code has its own explanation: a longer one is not taken for the shorter one that it begins with.
func TestMeanings(t *testing.T) {
	tests := []struct{ reply, want string }{
		{"550 5.4.1 Recipient address rejected: Access denied", "knows no such recipient"},
		{"554 5.4.14 Hop count exceeded - possible mail loop ATTR34", "in a circle"},
		{"554 5.4.6 Hop count exceeded - possible mail loop", "in a circle"},
		{"554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain", "does not exist"},
		{"550 5.4.310 DNS domain nowhere.example does not exist", "does not exist"},
		{"550 5.4.316 Message expired, connection refused", "refused every connection"},
		{"550 5.4.312 Message expired, DNS query failed", "No mail host"},
		{"550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "No mailbox, contact or group"},
		{"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "No mailbox, contact or group"},
		{"550 5.7.1 Unable to relay", "does not do that for this sender"},
		{"530 5.7.1 Client was not authenticated", "no mail from senders that it does not know"},
		{"550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", "only from senders inside"},
		{reply.SenderNotAuthenticated(relay.ExchangeOnline, relay.MailUniversalDistributionGroup).String(), "The group takes mail only from senders inside"},
		{reply.SenderNotAuthenticated(relay.ExchangeOnline, relay.UserMailbox).String(), "The mailbox takes mail only from senders inside"},
		{"550 4.4.7 QUEUE.Expired; message expired", "waited longer than it may"},
		{"400 4.4.7 Message delayed", "has not arrived yet"},
		{"550 no code at all", "could not be delivered"},
	}
	for _, tt := range tests {
		t.Run(tt.reply, func(t *testing.T) {
			if got, _, _ := reply.Meaning(heard(tt.reply)); !strings.Contains(got, tt.want) {
				t.Errorf("explained by %q, which does not say %q", got, tt.want)
			}
		})
	}
}

func TestReadForeignReports(t *testing.T) {
	report := func(status string) string {
		return "From: MAILER-DAEMON@example.org\nTo: <a@b>\nContent-Type: multipart/report; report-type=\"Delivery-Status\"; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n" + status + "\n--x--\n"
	}
	tests := []struct {
		name, content, want string // recipient, remote, diagnostic
	}{
		{"RFC 3464: with spaces behind the types", report("Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.org\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; gw.example.org\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n"), "x@example.org gw.example.org 550 5.1.1 no such user"},
		{"a diagnostic of another kind: the status tells", report("Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.org\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect timed out\n"), "x@example.org  connect timed out, 4.4.1"},
		{"no diagnostic at all", report("Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.org\nAction: failed\nStatus: 5.0.0\n"), "x@example.org  , 5.0.0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := dsn.Read([]byte(tt.content))
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Recipients) != 1 || r.Reporting != "mx.example.org" {
				t.Fatalf("read %+v", r)
			}
			got := r.Recipients[0].Address + " " + r.Recipients[0].Remote + " " + r.Recipients[0].Reply.String()
			if status := r.Recipients[0].Status; status != "" {
				got += ", " + status
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("recipient (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNoReport(t *testing.T) {
	for name, content := range map[string]string{
		"nothing":                  "",
		"an ordinary message":      "From: a@b\r\n\r\nHello",
		"a read receipt":           "Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n--x--\r\n",
		"a report without status":  "Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nsorry\r\n--x--\r\n",
		"a multipart of two parts": "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n",
	} {
		if r, err := dsn.Read([]byte(content)); err == nil {
			t.Errorf("%s was read as %+v", name, r)
		}
	}
}
