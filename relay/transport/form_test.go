package transport_test

import (
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// Recipients in domains of RFC 2606 are refused where the receive connector says so, and nowhere else (B56, NDR16 5.1.4 and 5.1.5).
func TestReservedDomains(t *testing.T) {
	const top, second = "501 5.1.4 Recipient address reserved by RFC 2606", "501 5.1.5 Recipient address reserved by RFC 2606"
	for _, tt := range []struct {
		name            string
		tops, seconds   bool
		to, wantRefusal string
	}{
		{"both flags are off by default", false, false, "ann@lab.test", ""},
		{"RejectReservedTopLevelRecipientDomains: .test", true, false, "ann@lab.test", top},
		{"capitals do not matter", true, false, "ann@LAB.Example", top},
		{"the reserved name itself", true, false, "ann@localhost", top},
		{"a name that only ends alike", true, false, "ann@contest", ""},
		{"it is not about example.com", true, false, "ann@example.com", ""},
		{"RejectReservedSecondLevelRecipientDomains: example.com", false, true, "ann@example.com", second},
		{"a name below it", false, true, "ann@eu.example.org", second},
		{"it is not about .test", false, true, "ann@lab.test", ""},
		{"other domains", true, true, "bob@contoso.com", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(onPremises(relay.Exchange2016))
			l.change(func(o *relay.Organization) {
				c := *o.ReceiveConnectors[0]
				c.RejectReservedTopLevelRecipientDomains, c.RejectReservedSecondLevelRecipientDomains = tt.tops, tt.seconds
				c.ExtendedRights = append(c.ExtendedRights, relay.RightAnyRecipient)
				o.ReceiveConnectors[0] = &c
			})
			got := ""
			if r := l.sessionWith(t).Rcpt(tt.to, relay.RcptParams{}); !r.IsZero() {
				got = r.String()
			}
			if got != tt.wantRefusal {
				t.Errorf("the answer to RCPT is %q, want %q", got, tt.wantRefusal)
			}
		})
	}
}

// The service refuses a message of several authors that does not say who of them sent it (B56, EXONDR 5.1.20).
func TestSeveralAuthors(t *testing.T) {
	const refusal = "550 5.1.20 Multiple From addresses are not allowed without Sender address"
	for _, tt := range []struct {
		name, header, want string
	}{
		{"one author", "From: Ann <ann@fabrikam.com>", ""},
		{"several without a Sender", "From: Ann <ann@fabrikam.com>, bea@fabrikam.com", refusal},
		{"several with a Sender", "From: ann@fabrikam.com, bea@fabrikam.com\r\nSender: bea@fabrikam.com", ""},
		{"a comma inside a name", `From: "Ann, of Sales" <ann@fabrikam.com>`, ""},
		{"a From that is none", "From: nobody in particular", ""},
		{"no From at all", "Subject: Hello", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			header, _ := relay.SplitMessage([]byte(tt.header + "\r\n\r\nHello.\r\n"))
			got := ""
			if r, _ := transport.Authors(header); !r.IsZero() {
				got = r.String()
			}
			if got != tt.want {
				t.Errorf("the answer is %q, want %q", got, tt.want)
			}
		})
	}
}
