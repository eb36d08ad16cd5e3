package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	typed "hybridsim/sim/script"
)

// typeAll types lines that set something up.
func (p *path) typeAll(lines ...string) {
	p.tb.Helper()
	for _, line := range lines {
		if _, err := typed.NewConsole(p.World, nil).Do(line); err != nil {
			p.tb.Fatalf("%s: %v", line, err)
		}
	}
}

// TestWhatAServiceDoesToMail: headers are stamped, kept or dropped, the subject tagged, the trace left out.
func TestWhatAServiceDoesToMail(t *testing.T) {
	p := newPath(t)
	p.typeAll(`gateway.example> relay proseware.com to MX tagging subject "[Outside] " stamping header "X-Signed-By: gateway" stamping header "X-Other: 4" dropping headers X-Custom- keeping headers X-Custom-Two without received`,
		"net> dns proseware.com MX mx.proseware.com")
	p.from.SendBy(p.gateway.Name, erin, []string{dan}, []byte(strings.ReplaceAll("Subject: Hi\n"+hello, "\n", "\r\n")))
	p.wait(time.Second)
	mail := p.to.Mailbox(dan)
	if len(mail) != 1 {
		t.Fatalf("%d messages arrived, want 1", len(mail))
	}
	header, _ := relay.SplitMessage(mail[0].Content)
	got := map[string]string{}
	for _, f := range header {
		if f.Name != "Date" && f.Name != "Message-ID" {
			got[f.Name] = strings.TrimSpace(f.Value)
		}
	}
	want := map[string]string{"Subject": "[Outside] Hi", "From": "<erin@fabrikam.com>", "X-Custom-Two": "2", "X-Other": "4", "X-Signed-By": "gateway"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

// TestAServiceKnowsItsCustomers: mail of each leaves by its own way, with its own certificate; of others by everybody's.
func TestAServiceKnowsItsCustomers(t *testing.T) {
	p := newPath(t)
	p.typeAll(`mx.proseware.com> relay litware.com to mx.proseware.com with certificate "Example CA"`, // which lets it offer STARTTLS
		`gateway.example> relay any of fabrikam.com to mx.proseware.com presenting certificate fabrikam.gateway.example by "Example CA"`,
		`gateway.example> relay any of contoso.com to mx.proseware.com presenting certificate contoso.gateway.example by "Example CA"`,
		`gateway.example> relay proseware.com to mx.proseware.com`)
	names := map[string]string{}
	for _, from := range []string{"erin@fabrikam.com", "bob@contoso.com", "x@adatum.com"} {
		p.from.SendBy(p.gateway.Name, from, []string{dan}, []byte(hello))
		p.wait(time.Second)
		for _, t := range p.to.Received() {
			for _, line := range t.Lines() {
				if strings.Contains(line.Context, "gateway.example") || strings.Contains(line.Data, "gateway.example") {
					for _, name := range []string{"fabrikam.gateway.example", "contoso.gateway.example"} {
						if strings.Contains(line.Data+line.Context, "CN="+name) && names[name] == "" {
							names[name] = from
						}
					}
				}
			}
		}
	}
	want := map[string]string{"fabrikam.gateway.example": "erin@fabrikam.com", "contoso.gateway.example": "bob@contoso.com"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("the first mail with each certificate (-want +got):\n%s", diff)
	}
	if n := len(p.to.Mailbox(dan)); n != 3 {
		t.Errorf("%d of 3 messages arrived", n)
	}
}

// TestWhomAServiceServes: peers by range, senders by what their domains say, with TLS or without.
func TestWhomAServiceServes(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		want  string // of the last command of the transaction
	}{
		{"everybody, unless told otherwise", nil, "250 2.0.0"},
		{"who is on its list", []string{"gateway.example> admit 198.51.100.0/24"}, "250 2.0.0"},
		{"and nobody else", []string{"gateway.example> admit 203.0.113.0/24"}, "554 5.7.1 <dan@proseware.com>: Relay access denied"},
		{"everybody again", []string{"gateway.example> admit 203.0.113.0/24", "gateway.example> admit everybody"}, "250 2.0.0"},
		{"SPF that fails", []string{`net> dns fabrikam.com TXT "v=spf1 ip4:192.0.2.1 -all"`, "gateway.example> check SPF"},
			"550 5.7.23 SPF validation failed: 198.51.100.25 may not send for fabrikam.com"},
		{"SPF that passes", []string{`net> dns fabrikam.com TXT "v=spf1 ip4:198.51.100.25 -all"`, "gateway.example> check SPF"}, "250 2.0.0"},
		{"DMARC that fails with a policy of reject", []string{`net> dns _dmarc.fabrikam.com TXT "v=DMARC1; p=reject"`, "gateway.example> check DMARC"},
			"550 5.7.1 Rejected by the DMARC policy of fabrikam.com"},
		{"and with none", []string{`net> dns _dmarc.fabrikam.com TXT "v=DMARC1; p=none"`, "gateway.example> check DMARC"}, "250 2.0.0"},
		{"SPF alone does not look at DMARC", []string{`net> dns _dmarc.fabrikam.com TXT "v=DMARC1; p=reject"`, "gateway.example> check SPF"}, "250 2.0.0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPath(t)
			p.typeAll(tt.lines...)
			replies, err := p.from.Talk(p.gateway.Name, []string{"EHLO mx.fabrikam.com", "MAIL FROM:<erin@fabrikam.com>", "RCPT TO:<dan@proseware.com>", "DATA",
				"From: <erin@fabrikam.com>", "", "Hello", ".", "QUIT"})
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, r := range replies {
				found = found || strings.HasPrefix(r, tt.want)
			}
			if !found {
				t.Errorf("replies %q, want one with %s", replies, tt.want)
			}
		})
	}
}

// TestAHostWithoutTLS neither offers STARTTLS nor uses it.
func TestAHostWithoutTLS(t *testing.T) {
	p := newPath(t)
	offers := func() bool {
		replies, err := p.from.Talk(p.gateway.Name, []string{"EHLO a.example", "QUIT"})
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(strings.Join(replies, "\n"), "STARTTLS")
	}
	p.typeAll(`gateway.example> relay proseware.com to mx.proseware.com with certificate "Example CA"`)
	if !offers() {
		t.Error("with a certificate it offers no STARTTLS")
	}
	p.typeAll("gateway.example> TLS off")
	if offers() {
		t.Error("without TLS it offers STARTTLS")
	}
	p.typeAll("gateway.example> TLS on")
	if !offers() {
		t.Error("with TLS again it offers no STARTTLS")
	}
}

// TestAServiceProbesRecipients: before it takes mail a gateway asks the next system for the recipient, as a sender of its own; what
// that refuses it refuses, and what that has taken it does not ask for again.
func TestAServiceProbesRecipients(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines []string
		to    string
		want  []string // what RCPT is answered, a quarter of an hour apart
		asks  int      // how often the next system is asked as the own sender
	}{
		{"somebody whom the next system takes", nil, dan, []string{"450 4.1.1", "250 2.1.5", "250 2.1.5"}, 1},
		{"somebody whom it refuses", nil, "nobody@proseware.com", []string{"450 4.1.1", "550 5.1.1 <nobody@proseware.com>: Recipient address rejected: undeliverable address: host mx.proseware.com said: 550 5.1.1"}, 1},
		{"the next system takes nothing from that sender", []string{`mx.proseware.com> reply "550 5.7.1 Who are you" to MAIL of verify@gateway.example`}, dan,
			[]string{"450 4.1.1", "550 5.1.1 <dan@proseware.com>: Recipient address rejected: undeliverable address: host mx.proseware.com said: 550 5.7.1 Who are you"}, 1},
		{"the next system puts the question off", []string{`mx.proseware.com> reply "451 4.7.1 Later" to RCPT of dan@proseware.com 1 times`}, dan, []string{"450 4.1.1", "450 4.1.1", "250 2.1.5"}, 2},
		{"nobody is asked for any more", []string{"gateway.example> probe nobody"}, "nobody@proseware.com", []string{"250 2.1.5"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPath(t)
			p.typeAll(append([]string{"gateway.example> relay proseware.com to mx.proseware.com", "gateway.example> probe recipients as verify@gateway.example"}, tt.lines...)...)
			for i, want := range tt.want {
				replies, err := p.from.Talk(p.gateway.Name, []string{"EHLO mx.fabrikam.com", "MAIL FROM:<erin@fabrikam.com>", "RCPT TO:<" + tt.to + ">", "QUIT"})
				if err != nil {
					t.Fatal(err)
				}
				if got := replies[len(replies)-2]; !strings.HasPrefix(got, want) {
					t.Errorf("time %d: RCPT was answered %q, want %q", i+1, got, want)
				}
				p.wait(15 * time.Minute)
			}
			asked := 0
			for _, transcript := range p.to.Received() {
				for _, line := range transcript.Lines() {
					if strings.HasPrefix(line.Data, "MAIL FROM:<verify@gateway.example>") {
						asked++
					}
					if strings.HasPrefix(line.Data, "DATA") {
						t.Error("a probe has content")
					}
				}
			}
			if asked != tt.asks || len(p.to.Mailbox(dan)) != 0 {
				t.Errorf("the next system was asked %d times, want %d; it has %d messages", asked, tt.asks, len(p.to.Mailbox(dan)))
			}
		})
	}
}
