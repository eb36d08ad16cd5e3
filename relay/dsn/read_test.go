package dsn_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// brief is what matters of a report that was read.
type brief struct {
	Form      dsn.Form
	Action    dsn.Action
	Reporting string
	Lines     []string // address | action | status | remote | reply
}

func briefly(r *dsn.Report) brief {
	b := brief{Form: r.Form, Action: r.Action, Reporting: r.Reporting}
	for _, rcpt := range r.Recipients {
		b.Lines = append(b.Lines, strings.Join([]string{rcpt.Address, string(r.Outcome(rcpt)), rcpt.Answer().Status(), rcpt.Remote, rcpt.Reply.String()}, " | "))
	}
	return b
}

// TestReadsOtherReports reads reports of generations that are not written here, of pasted texts and of other mail systems.
func TestReadsOtherReports(t *testing.T) {
	const online = "SIM1PR01MB0001.simprd01.prod.outlook.com"
	for file, want := range map[string]brief{
		"exchange-2007.eml": {dsn.Form2007, dsn.Failed, "HUB01.contoso.com", []string{"carol@contoso.com | failed | 5.1.1 |  | 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"}},
		"pasted-2010.txt": {dsn.Form2010, dsn.Failed, "HUB02.contoso.com", []string{
			"dave@contoso.com | failed | 5.1.1 |  | 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
			"erin@fabrikam.com | failed | 5.7.1 | mx.fabrikam.com | 530 5.7.1 Client was not authenticated",
			"staff@contoso.com | failed | 5.7.1 |  | 550 5.7.1 RESOLVER.RST.AuthRequired; authentication required",
		}},
		"pasted-2013-expired.txt": {dsn.Form2013, dsn.Failed, "EX01.contoso.com", []string{"gwen@contoso.mail.onmicrosoft.com | failed | 4.4.7 |  | 550 4.4.7 QUEUE.Expired; message expired"}},
		"pasted-online-2018.txt": {dsn.FormRich, dsn.Failed, online, []string{
			"carol@contoso.com | failed | 5.1.10 |  | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"}},
		"pasted-online-2026.txt": {dsn.FormRich23, dsn.Failed, online, []string{
			"erin@fabrikam.com | failed | 5.7.350 | mx.fabrikam.com | 550 5.7.350 Remote server returned message detected as spam -> 554 5.7.1 Service unavailable; Client host [40.92.1.7] blocked using ips.example.org"}},
		"german.eml": {dsn.Form2013, dsn.Failed, online, []string{
			"joerg@contoso.com | failed | 5.1.10 |  | 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"}},
		"postfix.eml": {dsn.FormOther, dsn.Failed, "mail.fabrikam.com", []string{
			"nobody@contoso.com | failed | 5.4.1 | contoso-com.mail.protection.outlook.com | 550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [SIM1EUR01FT001.mail.protection.outlook.com 2026-03-02T12:00:00.000Z 08D0123456789ABC]",
			"late@contoso.com | delayed | 4.4.1 |  | connect to mx.contoso.com[192.0.2.1]:25: Connection timed out",
		}},
		"exim.eml": {dsn.FormOther, dsn.Failed, "exim.fabrikam.com", []string{
			"carol@contoso.com | failed | 5.7.54 | mail.contoso.com | 550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"}},
	} {
		t.Run(file, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("testdata", "read", file))
			if err != nil {
				t.Fatal(err)
			}
			r, err := dsn.Read(content)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, briefly(r)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDetailsOfAnExpiry: the attempt before the expiry is read from the text, in the language's order of day and month.
func TestDetailsOfAnExpiry(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "read", "pasted-2013-expired.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for language, day := range map[string]string{"en-US": "2016-03-09", "en-AU": "2016-09-03"} {
		r, err := dsn.Read(append([]byte("Content-Language: "+language+"\n\n"), content...))
		if err != nil {
			t.Fatal(err)
		}
		last := r.Recipients[0].Last
		if last.Where() != "contoso.mail.onmicrosoft.com (192.0.2.9)" || !strings.HasPrefix(last.Error, "441 4.4.1 Error") || last.Time.Format("2006-01-02") != day {
			t.Errorf("%s: the last attempt is %+v", language, last)
		}
		if r.Receiving != "contoso.mail.onmicrosoft.com (192.0.2.9)" || r.Phase(r.Recipients[0]) != reply.PhaseExpiry {
			t.Errorf("%s: receiving server %q, phase %q", language, r.Receiving, r.Phase(r.Recipients[0]))
		}
	}
}

// same compares what a report says, however it is written down.
var same = cmp.Options{
	cmp.Comparer(func(a, b relay.Reply) bool { return a.String() == b.String() }),
	cmpopts.IgnoreFields(dsn.Report{}, "Product", "Era", "Form", "TextOnly", "Language", "Body", "Original", "HeadersOnly"),
	cmpopts.IgnoreFields(dsn.Attempt{}, "Time"),
	cmpopts.EquateApproxTime(0),
}

// TestReadReversesCompose for every generation and kind.
func TestReadReversesCompose(t *testing.T) {
	check := func(t *testing.T, p relay.Product, era relay.Era) {
		for kind, want := range kinds(p, era) {
			got, err := dsn.Read(dsn.Compose(want))
			if err != nil {
				t.Fatalf("%s %s %s: %v", p, era, kind, err)
			}
			if p == relay.Exchange2010 || era == relay.Era2012 { // their text has no line for these
				want.Receiving = ""
				for i := range want.Recipients {
					want.Recipients[i].Last = dsn.Attempt{}
				}
			}
			if p == relay.ExchangeOnline { // V5.4
				for i, rcpt := range want.Recipients {
					if rcpt.OriginalAddress() == "" {
						want.Recipients[i].ORcpt = ""
					}
				}
			}
			if diff := cmp.Diff(want, got, same); diff != "" {
				t.Errorf("%s %s %s (-want +got):\n%s", p, era, kind, diff)
			}
			if want.HeadersOnly || want.Action == dsn.Delayed {
				continue
			}
			if !bytes.Equal(got.Body, append(want.Body, '\r', '\n')) && !bytes.Equal(got.Body, want.Body) || got.Original.String() != want.Original.String() {
				t.Errorf("%s %s %s: the original came back as\n%s%q", p, era, kind, got.Original, got.Body)
			}
		}
	}
	for p := relay.Exchange2010; p < relay.ExchangeOnline; p++ {
		check(t, p, 0)
	}
	for _, era := range append(slices.Clone(relay.Eras), relay.Latest) {
		check(t, relay.ExchangeOnline, era)
	}
}

var statusPart = regexp.MustCompile(`(?s)Content-Type: message/delivery-status\r\n\r\n(.*?)\r\n\r\n\r\n--`)

// TestReadsDamagedReports: what can happen to a report on its way through mail systems, editors and ticket systems.
func TestReadsDamagedReports(t *testing.T) {
	replaced := func(from, to string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, from, to) }
	}
	cut := func(pattern string) func(string) string {
		return func(s string) string { return regexp.MustCompile(pattern).ReplaceAllString(s, "") }
	}
	damages := map[string]func(string) string{
		"LF":                        replaced("\r\n", "\n"),
		"CR":                        replaced("\r\n", "\r"),
		"CR CR LF":                  replaced("\r\n", "\r\r\n"),
		"the header lost":           cut(`(?s)^.*?\r\n\r\n`),
		"boundary not declared":     replaced("\r\n\tboundary=", "\r\n\tbound="),
		"another boundary declared": func(s string) string { return strings.Replace(s, "boundary=\"", "boundary=\"x", 1) },
		"no Content-Type": func(s string) string {
			return regexp.MustCompile(`Content-Type: multipart/report.*\r\n.*\r\n`).ReplaceAllString(s, "")
		},
		"cut off after the status": cut(`(?s)Content-Type: (message/rfc822|text/rfc822-headers)\r\n.*`),
		"status part lost":         cut(`(?s)--\S+\r\nContent-Type: message/delivery-status.*`),
		"text lost": func(s string) string {
			i := strings.Index(s, "Content-Type: message/delivery-status")
			start := strings.LastIndex(s[:i], "--")
			first := strings.Index(s, "\r\n\r\n--") + 4
			return s[:first] + s[start:]
		},
		"status delimiter lost":      cut(`--\S+\r\nContent-Type: message/delivery-status\r\n`),
		"of a mailbox file":          func(s string) string { return "From MAILER-DAEMON Mon Mar  2 12:00:00 2026\r\n" + s },
		"byte order mark":            func(s string) string { return "\uFEFF" + s },
		"status in base64":           base64Status,
		"status groups run together": func(s string) string { return statusPart.ReplaceAllStringFunc(s, replaced("\r\n\r\nF", "\r\nF")) },
	}
	want := dsn.Compose(kinds(relay.Exchange2013, 0)["refused"])
	pristine, err := dsn.Read(want)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			content := damage(string(want))
			if content == string(want) {
				t.Fatal("nothing was damaged")
			}
			got, err := dsn.Read([]byte(content))
			if err != nil {
				t.Fatalf("%v in\n%s", err, content)
			}
			a, b := briefly(pristine), briefly(got)
			if name == "text lost" {
				a.Form = dsn.FormOther
			}
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("(-pristine +damaged):\n%s", diff)
			}
		})
	}
}

func base64Status(s string) string {
	m := statusPart.FindStringSubmatchIndex(s)
	return s[:m[2]-2] + "Content-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(s[m[2]:m[3]])) + s[m[3]:]
}

// TestHTMLAloneIsEnough reads reports of which only the HTML is left.
func TestHTMLAloneIsEnough(t *testing.T) {
	plain := regexp.MustCompile(`(?s)--[0-9a-f-]+\r\nContent-Type: text/plain.*?(--[0-9a-f-]+\r\nContent-Type: text/html)`)
	status := regexp.MustCompile(`(?s)--[0-9a-f-]+\r\nContent-Type: message/delivery-status.*`)
	for _, w := range everyKind() {
		whole, err := dsn.Read(w.content)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(w.content, []byte("text/html")) {
			continue
		}
		got, err := dsn.Read(status.ReplaceAll(plain.ReplaceAll(w.content, []byte("$1")), nil))
		if err != nil {
			t.Errorf("%s: %v", w.name, err)
			continue
		}
		for i := range whole.Recipients {
			said := whole.Recipients[i].Reply.String() + whole.Recipients[i].Detail
			whole.Recipients[i].Reply = heard(strings.Join(strings.Fields(said), " ")) // HTML shows one blank for two
		}
		if diff := cmp.Diff(briefly(whole), briefly(got)); diff != "" {
			t.Errorf("%s (-whole +HTML):\n%s", w.name, diff)
		}
	}
}

func TestErrorsSayWhatIsMissing(t *testing.T) {
	for content, want := range map[string]string{
		"":                                   "it is empty",
		"Subject: Hello\n\nLunch at noon?\n": "no message/delivery-status part",
		"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--\n":                      "it has image/png",
		"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\nAction: failed\n": "names no recipient",
		"Diagnostic information for administrators:\n\nGenerating server: EX01.contoso.com\n":                          "names the server EX01.contoso.com but no recipient",
	} {
		_, err := dsn.Read([]byte(content))
		if !errors.Is(err, dsn.ErrNotReport) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v; want one that says %q", content, err, want)
		}
	}
}

// TestSubjectTellsTheAction where only the text is left: in the languages of NB2, encoded or not.
func TestSubjectTellsTheAction(t *testing.T) {
	const text = "\n\ncarol@contoso.com\nRemote Server returned '400 4.4.7 Message delayed'\n"
	for subject, want := range map[string]dsn.Action{
		"Undeliverable: Hello": dsn.Failed, "Non remis : Hello": dsn.Failed, "Non remis\u00a0: Hello": dsn.Failed,
		"Non recapitabile: Ciao": dsn.Failed, "Olevererbart: Hej": dsn.Failed, "Onbestelbaar: Hoi": dsn.Failed,
		"=?iso-8859-1?Q?Unzustellbar:_Gr=FC=DFe?=": dsn.Failed, "Delivery delayed:Hello": dsn.Delayed, "Re: Hello": dsn.Delayed,
	} {
		r, err := dsn.Read([]byte("Subject: " + subject + text))
		if err != nil || r.Action != want {
			t.Errorf("%s: action %v, want %s; %v", subject, r, want, err)
		}
	}
	_, err := dsn.Read([]byte("Subject: Unzustellbar: Hallo\n\n?\n"))
	if err == nil || !strings.Contains(err.Error(), "Subject is that of a report") {
		t.Errorf("the error is %v", err)
	}
}

// FuzzRead: whatever is read either gives a report with a recipient or an error, and a report can be written again.
func FuzzRead(f *testing.F) {
	for _, pattern := range []string{"testdata/read/*", "testdata/written/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := dsn.Read(content)
		if err != nil {
			if !errors.Is(err, dsn.ErrNotReport) {
				t.Errorf("the error is none of ours: %v", err)
			}
			return
		}
		if len(r.Recipients) == 0 {
			t.Error("a report about nobody")
		}
		if _, err := dsn.Read(dsn.Compose(r)); err != nil && r.Recipients[0].Address != "" {
			t.Errorf("written again it cannot be read: %v", err)
		}
	})
}
