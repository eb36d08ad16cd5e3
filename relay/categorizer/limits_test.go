package categorizer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
)

// TestWhichLimitDecides: the most restrictive limit that counts, with every other one named.
func TestWhichLimitDecides(t *testing.T) {
	const mb = int(relay.MB)
	both := relay.Limits{MaxSendSize: 50 * relay.MB, MaxReceiveSize: 50 * relay.MB}
	tests := []struct {
		name      string
		side      relay.Side
		product   relay.Product
		config    relay.TransportConfig
		from, to  relay.Limits
		kind      relay.RecipientType // of the recipient; empty: a mailbox
		outside   bool                // the recipient
		anonymous bool
		mail      relay.MailKind
		size      int
		want      string
		decided   bool
	}{
		{name: "SIZE16: a small message meets no limit", size: mb},
		{name: "SIZE16: the organization's 10 MB", size: 11 * mb, want: "550 5.2.12 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization", decided: true},
		{name: "P5.3: until 2013 in other words", product: relay.Exchange2013, size: 11 * mb, want: "550 5.2.3 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization", decided: true},
		{name: "SIZE16: two mailboxes of 50 MB may exceed an organization of 10 MB", from: both, to: both, size: 40 * mb, decided: true},
		{name: "SIZE16: and their own limits hold", from: both, to: relay.Limits{MaxReceiveSize: 20 * relay.MB}, size: 40 * mb, want: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", decided: true},
		{name: "NDR16: the sender's own", from: relay.Limits{MaxSendSize: 2 * relay.MB}, size: 3 * mb, want: "550 5.2.11 RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender", decided: true},
		{name: "SIZE16: mail from outside falls under the organization's MaxSendSize, whatever the mailbox", anonymous: true, to: both, size: 40 * mb, want: "550 5.2.12 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization", decided: true},
		{name: "P5.4: the same message as internal mail passes", from: both, to: both, size: 40 * mb, decided: true},
		{name: "SIZE16: organization 50 MB, mailbox 35 MB, 45 MB from the Internet: the mailbox's limit", anonymous: true, config: relay.TransportConfig{MaxSendSize: 50 * relay.MB, MaxReceiveSize: 50 * relay.MB}, to: relay.Limits{MaxReceiveSize: 35 * relay.MB}, size: 45 * mb, want: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", decided: true},
		{name: "SIZE16: to outside the organization's MaxReceiveSize holds", from: both, outside: true, size: 11 * mb, want: "550 5.2.12 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization", decided: true},
		{name: "P5.7: a limit that stayed on a remote mailbox", from: both, kind: relay.RemoteUserMailbox, to: relay.Limits{MaxReceiveSize: relay.MB}, size: 2 * mb, want: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", decided: true},
		{name: "PS: a group's MaxReceiveSize", kind: relay.MailUniversalDistributionGroup, to: relay.Limits{MaxReceiveSize: relay.MB}, size: 2 * mb, want: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", decided: true},
		{name: "G2.166: a mail user's MaxReceiveSize in the cloud", side: relay.Cloud, kind: relay.MailUser, to: relay.Limits{MaxReceiveSize: relay.MB}, size: 2 * mb, want: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", decided: true},
		{name: "PS:Set-MailboxPlan: 35 MB to send in the cloud", side: relay.Cloud, size: 36 * mb, want: "550 5.2.11 RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender", decided: true},
		{name: "PS:Set-MailboxPlan: 36 MB to receive in the cloud", side: relay.Cloud, anonymous: true, size: 37 * mb, want: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", decided: true},
		{name: "SIZE16: unlimited is no limit", config: relay.TransportConfig{MaxSendSize: relay.Unlimited, MaxReceiveSize: relay.Unlimited}, size: 400 * mb},
		{name: "P1.14: a report is exempt", mail: relay.DeliveryReport, size: 40 * mb},
		{name: "P1.14: so is a journal report", mail: relay.JournalReport, size: 40 * mb},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Side: relay.OnPremises, Product: relay.Exchange2016, TransportConfig: tt.config}
			if tt.side != "" {
				o.Side, o.Product = tt.side, relay.ExchangeOnline
			}
			if tt.product != 0 {
				o.Product = tt.product
			}
			to := &relay.Recipient{Name: "to", Type: relay.UserMailbox, PrimarySmtpAddress: "to@contoso.com", Limits: tt.to}
			if tt.kind != "" {
				to.Type = tt.kind
			}
			o.Recipients = []*relay.Recipient{{Name: "from", Type: relay.UserMailbox, PrimarySmtpAddress: "from@contoso.com", Limits: tt.from}, to}
			m := categorizer.Weighed{From: "from@contoso.com", Auth: relay.Auth{As: relay.AuthInternal}, Kind: tt.mail, Size: tt.size, Recipients: 1}
			if tt.anonymous {
				m.Auth.As = relay.AuthAnonymous
			}
			out := categorizer.Outcome{Kind: categorizer.Mailbox, Recipient: to, Address: to.PrimarySmtpAddress}
			if tt.outside {
				out = categorizer.Outcome{Kind: categorizer.Elsewhere, Address: "x@fabrikam.com"}
			}
			refusal, made := categorizer.WithinSender(o, m)
			if refusal.IsZero() {
				r, d := categorizer.WithinRecipient(o, m, out)
				refusal = r
				if d.Question != "" {
					made = append(made, d)
				}
			}
			got := refusal.String()
			if refusal.IsZero() {
				got = ""
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%+v", diff, made)
			}
			if (len(made) > 0) != tt.decided {
				t.Errorf("decisions: %+v", made)
			}
			for _, d := range made {
				if d.Because == "" || len(d.Candidates) == 0 {
					t.Errorf("a decision without its reasons: %+v", d)
				}
			}
		})
	}
}

func TestHowManyRecipients(t *testing.T) {
	const refused = "550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients"
	tests := []struct {
		name      string
		side      relay.Side
		kind      relay.RecipientType // of the sender
		own, org  relay.Limit
		anonymous bool
		n         int
		want      string
	}{
		{"SIZE16: the organization's 500", relay.OnPremises, relay.UserMailbox, 0, 0, false, 501, refused},
		{"SIZE16: as many as that pass", relay.OnPremises, relay.UserMailbox, 0, 0, false, 500, ""},
		{"SIZE16: a mailbox's own number stands in its place: more", relay.OnPremises, relay.UserMailbox, 800, 0, false, 700, ""},
		{"SIZE16: or fewer", relay.OnPremises, relay.UserMailbox, 5, 0, false, 6, refused},
		{"P5.6: a sender from outside has the organization's", relay.OnPremises, relay.UserMailbox, 800, 0, true, 501, refused},
		{"PS: 500 for a mailbox of the cloud", relay.Cloud, relay.UserMailbox, 0, 0, false, 501, refused},
		{"PS: Unlimited is 1000 in the cloud", relay.Cloud, relay.MailUser, 0, relay.NoLimit, false, 1001, refused},
		{"PS:Set-MailUser: RecipientLimits is functional on-premises only", relay.Cloud, relay.MailUser, 5, 0, false, 6, ""},
		{"PS:Set-MailUser: there it is", relay.OnPremises, relay.MailUser, 5, 0, false, 6, refused},
		{"P1.4: what another server has counted is not counted again", relay.OnPremises, relay.UserMailbox, 5, 0, false, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Side: tt.side, Product: relay.Exchange2016, TransportConfig: relay.TransportConfig{MaxRecipientEnvelopeLimit: tt.org}}
			o.Recipients = []*relay.Recipient{{Name: "from", Type: tt.kind, PrimarySmtpAddress: "from@contoso.com", Limits: relay.Limits{RecipientLimits: tt.own}}}
			m := categorizer.Weighed{From: "from@contoso.com", Auth: relay.Auth{As: relay.AuthInternal}, Recipients: tt.n}
			if tt.anonymous {
				m.Auth.As = relay.AuthAnonymous
			}
			refusal, made := categorizer.WithinSender(o, m)
			got := refusal.String()
			if refusal.IsZero() {
				got = ""
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%+v", diff, made)
			}
			if tt.want != "" && (len(made) != 1 || len(made[0].Candidates) == 0) {
				t.Errorf("the decision is %+v", made)
			}
		})
	}
}

// TestLargeGroups is about the service's caps by number of members (P3.21).
func TestLargeGroups(t *testing.T) {
	for _, tt := range []struct {
		name    string
		side    relay.Side
		members int
		size    relay.ByteSize
		refused bool
	}{
		{"P3.21: 25 MB for groups of 5,000 members", relay.Cloud, 5000, 26 * relay.MB, true},
		{"as much as that passes", relay.Cloud, 5000, 24 * relay.MB, false},
		{"a smaller group has no cap", relay.Cloud, 4999, 26 * relay.MB, false},
		{"P3.21: 5 MB for 100,000 members", relay.Cloud, 100_000, 6 * relay.MB, true},
		{"on-premises has none", relay.OnPremises, 5000, 9 * relay.MB, false},
	} {
		o := &relay.Organization{Side: tt.side}
		m := categorizer.Weighed{From: "alice@contoso.com", Auth: relay.Auth{As: relay.AuthInternal}, Size: int(tt.size)}
		group := &relay.Recipient{Name: "all", Type: relay.MailUniversalDistributionGroup, Members: make([]string, tt.members)}
		refusal, d := categorizer.WithinRecipient(o, m, categorizer.Outcome{Address: "all@contoso.com", Recipient: group})
		if refusal.IsZero() == tt.refused || tt.refused && d.Because == "" {
			t.Errorf("%s: %s %+v", tt.name, refusal, d)
		}
	}
}
