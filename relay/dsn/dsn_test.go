package dsn_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
)

var (
	arrived = time.Date(2018, time.June, 17, 7, 31, 37, 0, time.UTC)
	lastTry = time.Date(2018, time.June, 19, 7, 26, 11, 0, time.UTC)
	gaveUp  = time.Date(2018, time.June, 19, 7, 32, 5, 0, time.UTC)
)

func reply(t testing.TB, line string) relay.Reply {
	t.Helper()
	r, err := relay.ParseReply(line)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

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
		return dsn.Recipient{Address: "bob@contoso.com", ORcpt: "rfc822;Bob@contoso.com", DisplayName: "Bob", Reply: relay.RecipientNotFound(p, era, "bob@contoso.com")}
	}
	remote := dsn.Recipient{Address: "x@example.org", Reply: reply(t, "550 5.7.1 Unable to relay"), Remote: "mx.example.org"}
	late := dsn.Recipient{Address: "x@example.org", Reply: relay.MessageDelayed(), LastError: "451 4.4.0 try later", LastTime: lastTry}
	return map[string]*dsn.Report{
		"2010, local":            failed(relay.Exchange2010, local(relay.Exchange2010, 0)),
		"2010, remote":           failed(relay.Exchange2010, remote),
		"2013, local":            failed(relay.Exchange2013, local(relay.Exchange2013, 0)),
		"2013, remote":           failed(relay.Exchange2013, remote),
		"2013, two recipients":   failed(relay.Exchange2013, local(relay.Exchange2013, 0), dsn.Recipient{Address: "eve@contoso.com", Reply: relay.SenderNotAuthenticated(relay.Exchange2013, relay.UserMailbox)}),
		"2013, expired":          failed(relay.Exchange2013, dsn.Recipient{Address: "x@example.org", Reply: reply(t, "550 4.4.7 QUEUE.Expired; message expired"), LastError: "441 4.4.1 Error encountered", LastTime: lastTry}),
		"2016, local":            failed(relay.Exchange2016, local(relay.Exchange2016, 0)),
		"2016, delayed":          delayed(relay.Exchange2016, late),
		"2013, delayed":          delayed(relay.Exchange2013, late),
		"cloud 2012, local":      failed(relay.ExchangeOnline, local(relay.ExchangeOnline, relay.Era2012)),
		"cloud of today, local":  failed(relay.ExchangeOnline, local(relay.ExchangeOnline, relay.EraToday)),
		"cloud of today, remote": failed(relay.ExchangeOnline, remote),
		"cloud of 2019, expired": failed(relay.ExchangeOnline, dsn.Recipient{
			Address: "x@example.org", Reply: reply(t, "550 5.4.316 Message expired, connection refused"), Detail: "(Socket error code 10061)",
			LastError: "450 4.4.316 Connection refused", LastTime: lastTry,
		}),
	}
}

func TestComposedReportsReadBack(t *testing.T) {
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			got, err := dsn.Read(dsn.Compose(r))
			if err != nil {
				t.Fatal(err)
			}
			want := *r // what the wire carries: product, ids and the words for people are not among it
			want.Product, want.ID, want.RetryTill = 0, "", time.Time{}
			want.Recipients = nil
			for _, rcpt := range r.Recipients {
				rcpt.Detail, rcpt.LastError, rcpt.LastTime = "", "", time.Time{}
				want.Recipients = append(want.Recipients, rcpt)
			}
			options := cmp.Options{
				cmp.Comparer(func(a, b relay.Reply) bool { return a.String() == b.String() && a.Enhanced() == b.Enhanced() }),
				cmp.Comparer(func(a, b []byte) bool { return bytes.Equal(a, b) }),
			}
			if diff := cmp.Diff(&want, got, options); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// parts is a report taken apart by the standard library alone.
type parts struct {
	header mail.Header
	kinds  []string
	bodies []string
}

func takeApart(t *testing.T, content []byte) (p parts) {
	t.Helper()
	message, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	p.header = message.Header
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || params["report-type"] != "delivery-status" {
		t.Fatalf("Content-Type is %s %v, %v", kind, params, err)
	}
	for reader := multipart.NewReader(message.Body, params["boundary"]); ; {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return p
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		p.kinds, p.bodies = append(p.kinds, kind), append(p.bodies, string(body))
	}
}

// groups are the header-like groups of message/delivery-status: about the message, then about each recipient.
func groups(status string) (list []mail.Header) {
	for text := range strings.SplitSeq(strings.TrimSpace(status), "\r\n\r\n") {
		if m, err := mail.ReadMessage(strings.NewReader(text + "\r\n\r\n")); err == nil {
			list = append(list, m.Header)
		}
	}
	return list
}

var returned = regexp.MustCompile(`returned '(\d{3}) (\d\.\d{1,3}\.\d{1,3}) ([^']*)'|#(?:<[^<>]* smtp;)?(\d{3}) (\d\.\d{1,3}\.\d{1,3})`)

// ndr.md F: what holds in every sample.
func TestInvariantsOfSamples(t *testing.T) {
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			p := takeApart(t, dsn.Compose(r))
			modern := r.Product >= relay.Exchange2013
			check := func(holds bool, invariant string) {
				t.Helper()
				if !holds {
					t.Errorf("does not hold: %s\n%s\n%s", invariant, p.bodies[0], p.bodies[1])
				}
			}
			third := "message/rfc822"
			if r.Action == dsn.Delayed {
				third = "text/rfc822-headers"
			}
			if diff := cmp.Diff([]string{"text/plain", "message/delivery-status", third}, p.kinds); diff != "" {
				t.Fatalf("F.9: parts (-want +got):\n%s", diff)
			}
			text, status := p.bodies[0], groups(p.bodies[1])
			check(len(status) == 1+len(r.Recipients), "B.6: one group about the message and one for each recipient")
			check(status[0].Get("Reporting-MTA") == "dns;"+r.Reporting, "F.2: Reporting-MTA is the reporting server")
			check(strings.Contains(text, "Generating server: "+r.Reporting+"\r\n"), "F.2: Reporting-MTA is the generating server")
			check(strings.HasSuffix(p.header.Get("Message-ID"), "@"+r.Reporting+">"), "F.2: Reporting-MTA is the right side of the Message-ID")
			check(status[0].Get("Received-From-MTA") == "dns;"+r.ReceivedBy, "B.6: Received-From-MTA is the client that brought the message")
			check(p.header.Get("Content-Language") == "en-US", "F.8: Content-Language is that of the labels")
			check((p.header.Get("In-Reply-To") == "<1@fabrikam.com>") == modern, "F.7: In-Reply-To is the original's Message-ID, from 2013 on")
			check((p.header.Get("References") == "<0@fabrikam.com> <1@fabrikam.com>") == modern, "B.2: References go on from the original's")
			check((p.header.Get("Auto-Submitted") == "auto-replied") == modern, "B.2: Auto-Submitted from 2013 on")
			_, isNdr := p.header[textproto.CanonicalMIMEHeaderKey("X-MS-Exchange-Message-Is-Ndr")]
			check(isNdr == (modern && r.Action == dsn.Failed), "B.2: X-MS-Exchange-Message-Is-Ndr from 2013 on")
			check(strings.HasSuffix(p.bodies[1], "\r\n\r\n"), "B.6: two blank lines before the boundary")
			check(!strings.Contains(p.bodies[1], "\r\n ") && !strings.Contains(p.bodies[1], "\r\n\t"), "B.6: Diagnostic-Code is never folded")
			for _, line := range strings.SplitAfter(string(dsn.Compose(r)), "\n") {
				check(line == "" || strings.HasSuffix(line, "\r\n"), "lines end in CRLF")
			}
			said := returned.FindAllStringSubmatch(text, -1)
			line := 0
			for i, rcpt := range r.Recipients {
				group := status[i+1]
				check(group.Get("Final-Recipient") == "rfc822;"+rcpt.Address, "B.6: Final-Recipient without a space behind the type")
				check(group.Get("Original-Recipient") == rcpt.ORcpt, "B.6: Original-Recipient only when RCPT carried ORCPT")
				check(group.Get("Action") == string(r.Action), "RFC 3464 2.3.3: Action")
				check(group.Get("Diagnostic-Code") == "smtp;"+rcpt.Reply.String(), "B.6: Diagnostic-Code without what the text adds")
				check(group.Get("Status") == rcpt.Reply.Enhanced(), "F.3: Status is the code in Diagnostic-Code")
				check((group.Get("Remote-MTA") != "") == (rcpt.Remote != ""), "F.4: Remote-MTA only when a remote server refused")
				check(rcpt.Remote == "" || strings.Contains(text, "\r\n"+rcpt.Remote), "F.4: then its name is in the text")
				check(group.Get("X-Display-Name") == rcpt.DisplayName, "F.5: X-Display-Name when it is known")
				check(strings.Contains(text, rcpt.DisplayName+" ("+rcpt.Address+")<mailto:") == (rcpt.DisplayName != ""), "F.5: and then the text prints it")
				check((group.Get("Will-Retry-Until") != "") == (r.Action == dsn.Delayed), "B.6: Will-Retry-Until only when delayed")
				if line >= len(said) {
					t.Fatalf("F.3: no line in the text tells what was returned about %s:\n%s", rcpt.Address, text)
				}
				check(said[line][2]+said[line][5] == rcpt.Reply.Enhanced(), "F.3: Status is the code in the first returned line")
				line++
				if rcpt.LastError != "" {
					check(strings.HasPrefix(said[line][0], "returned '"+rcpt.LastError), "F.6: the own code first, then the last error")
					own, last := strings.Index(text, "6/19/2018 7:32:05 AM"), strings.Index(text, "6/19/2018 7:26:11 AM")
					check(own >= 0 && last > own, "F.6: two dated lines, the newest first")
					line++
				}
			}
			check(line == len(said), "F.3: and no other line does")
		})
	}
}

// ndr.md B.4: the lines by which people and parsers find their way, by generation.
func TestTextByGeneration(t *testing.T) {
	tests := []struct{ name, report, want string }{
		{"B.4: 2010 puts the code in # marks and the original recipient behind", "2010, local", "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;Bob@contoso.com\r\n"},
		{"B.4: 2010 about a remote server", "2010, remote", "mx.example.org #<mx.example.org #5.7.1 smtp;550 5.7.1 Unable to relay> #SMTP#\r\n"},
		{"B.4: from 2013 on even a local refusal was returned by a Remote Server", "2013, local", "Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\r\n"},
		{"B.4: a remote refusal names its server", "2013, remote", "mx.example.org rejected your message to the following email addresses:\r\n"},
		{"B.4: and quotes it without its codes", "2013, remote", "mx.example.org gave this error:\r\nUnable to relay\r\n"},
		{"B.4: and puts it before the line that returned", "cloud of today, remote", "x@example.org\r\nmx.example.org\r\nRemote Server returned '550 5.7.1 Unable to relay'\r\n"},
		{"B.4: expiry, 2013", "2013, expired", "6/19/2018 7:32:05 AM - Remote Server at ex01.contoso.com returned '550 4.4.7 QUEUE.Expired; message expired'\r\n6/19/2018 7:26:11 AM - Remote Server at ex01.contoso.com returned '441 4.4.1 Error encountered'\r\n"},
		{"B.4: expiry, cloud: Server, and the detail in parentheses", "cloud of 2019, expired", "6/19/2018 7:32:05 AM - Server at ex01.contoso.com returned '550 5.4.316 Message expired, connection refused(Socket error code 10061)'\r\n"},
		{"B.7: delayed", "2013, delayed", "Delivery is delayed to these recipients or groups:\r\n"},
		{"B.7: for how long it will go on", "2013, delayed", "1 days, 19 hours and 57 minutes"},
		{"B.10: what parsers look for", "cloud of today, local", "Diagnostic information for administrators:\r\n"},
		{"B.10: where the original begins", "cloud of today, local", "Original message headers:\r\n"},
	}
	all := reports(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := takeApart(t, dsn.Compose(all[tt.report])).bodies[0]
			if !strings.Contains(text, tt.want) {
				t.Errorf("the text lacks %q:\n%s", tt.want, text)
			}
		})
	}
}

func TestSubject(t *testing.T) {
	for name, want := range map[string]string{"2013, local": "Undeliverable: Grüße", "2013, delayed": "Delivery delayed:Grüße"} {
		p := takeApart(t, dsn.Compose(reports(t)[name]))
		got, err := new(mime.WordDecoder).DecodeHeader(p.header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("B.2: %s (-want +got):\n%s", name, diff)
		}
	}
}

// Each code has its own explanation: a longer one is not taken for the shorter one that it begins with.
func TestExplain(t *testing.T) {
	tests := []struct{ reply, want string }{
		{"550 5.4.1 Recipient address rejected: Access denied", "does not take mail for this address"},
		{"554 5.4.14 Hop count exceeded - possible mail loop ATTR34", "in a circle"},
		{"554 5.4.6 Hop count exceeded - possible mail loop", "in a circle"},
		{"554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain", "does not exist"},
		{"550 5.4.310 DNS domain nowhere.example does not exist", "does not exist"},
		{"550 5.4.316 Message expired, connection refused", "refused every connection"},
		{"550 5.4.312 Message expired, DNS query failed", "could not be reached"},
		{"550 5.1.1 RESOLVER.ADR.RecipNotFound; not found", "No mailbox, contact or group"},
		{"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "No mailbox, contact or group"},
		{"550 5.7.1 Unable to relay", "does not do that for this sender"},
		{"530 5.7.1 Client was not authenticated", "no mail from senders that it does not know"},
		{"550 5.7.1 RESOLVER.RST.AuthRequired; authentication required", "only from senders inside"},
		{relay.SenderNotAuthenticated(relay.ExchangeOnline, relay.MailUniversalDistributionGroup).String(), "The group takes mail only from senders inside"},
		{relay.SenderNotAuthenticated(relay.ExchangeOnline, relay.UserMailbox).String(), "The mailbox takes mail only from senders inside"},
		{"550 4.4.7 QUEUE.Expired; message expired", "waited longer than it may"},
		{"400 4.4.7 Message delayed", "has not arrived yet"},
		{"550 no code at all", "could not be delivered"},
	}
	for _, tt := range tests {
		t.Run(tt.reply, func(t *testing.T) {
			if got := dsn.Explain(reply(t, tt.reply)); !strings.Contains(got, tt.want) {
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
		{"a diagnostic of another kind: the status tells", report("Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.org\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect timed out\n"), "x@example.org  450 4.4.1 connect timed out"},
		{"no diagnostic at all", report("Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.org\nAction: failed\nStatus: 5.0.0\n"), "x@example.org  550 5.0.0"},
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

// pythonReader is another reader of RFC 3464, written by other people.
const pythonReader = `
import email, json, sys
found = []
for part in email.message_from_binary_file(sys.stdin.buffer).walk():
    if part.get_content_type() == "message/delivery-status":
        for group in part.get_payload():
            if group["Final-Recipient"]:
                found.append([group["Final-Recipient"], group["Action"], group["Status"], group["Diagnostic-Code"], group["Remote-MTA"] or ""])
json.dump(found, sys.stdout)
`

func TestPythonReadsTheSame(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not on the PATH; its email package would be a second reader of our reports")
	}
	for name, r := range reports(t) {
		t.Run(name, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), python, "-c", pythonReader)
			command.Stdin = bytes.NewReader(dsn.Compose(r))
			out, err := command.Output()
			if err != nil {
				t.Fatal(err)
			}
			var got, want [][]string
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatal(err)
			}
			for _, rcpt := range r.Recipients {
				remote := ""
				if rcpt.Remote != "" {
					remote = "dns;" + rcpt.Remote
				}
				want = append(want, []string{"rfc822;" + rcpt.Address, string(r.Action), rcpt.Reply.Status(), "smtp;" + rcpt.Reply.String(), remote})
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("recipient, action, status, diagnostic, remote (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, r := range reports(f) {
		f.Add(dsn.Compose(r))
	}
	f.Add([]byte("Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n\n\nAction: failed\n\n--x--\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := dsn.Read(content)
		if err != nil {
			return
		}
		for _, rcpt := range r.Recipients {
			if rcpt.Reply.IsZero() {
				t.Errorf("recipient %q has no reply", rcpt.Address)
			}
		}
	})
}
