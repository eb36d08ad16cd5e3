package categorizer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
)

func TestReturnPath(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	const srs, own = "SRS", "bob@contoso.com"
	by := func(m relay.ForwardingMethod) *relay.Forwarded { return &relay.Forwarded{By: own, Method: m} }
	onPremises := &relay.OutboundConnector{Name: "Back", ConnectorType: relay.TypeOnPremises}
	rewriting := &relay.OutboundConnector{Name: "Back", ConnectorType: relay.TypeOnPremises, SenderRewritingEnabled: true}
	for _, tt := range []struct {
		name, when string
		f          *relay.Forwarded
		from, to   string
		connector  *relay.OutboundConnector
		want       string // empty: as it was
	}{
		{"P2.22: before July 2018 nothing is rewritten", "2018-06-01", by(relay.ByForwardingSmtpAddress), "erin@fabrikam.com", "x@litware.com", nil, ""},
		{"P2.22: then a forwarding mailbox's own address", "2020-06-01", by(relay.ByForwardingSmtpAddress), "erin@fabrikam.com", "x@litware.com", nil, own},
		{"P2.22: and SRS for the other ways", "2020-06-01", by(relay.ByInboxRuleRedirect), "erin@fabrikam.com", "x@litware.com", nil, srs},
		{"P2.22: since 2023 SRS for all", "2026-03-01", by(relay.ByForwardingSmtpAddress), "erin@fabrikam.com", "x@litware.com", nil, srs},
		{"P2.25: not over a connector to on-premises", "2026-03-01", by(relay.ByForwardingSmtpAddress), "erin@fabrikam.com", "x@litware.com", onPremises, ""},
		{"P2.25: unless the connector rewrites", "2026-03-01", by(relay.ByForwardingSmtpAddress), "erin@fabrikam.com", "x@litware.com", rewriting, srs},
		{"a sender of the organization needs no other address", "2026-03-01", by(relay.ByForwardingSmtpAddress), "alice@contoso.com", "x@litware.com", nil, ""},
		{"inside nothing is rewritten", "2026-03-01", by(relay.ByForwardingSmtpAddress), "erin@fabrikam.com", "dan@contoso.com", nil, ""},
		{"the null sender stays", "2026-03-01", by(relay.ByForwardingSmtpAddress), "", "x@litware.com", nil, ""},
		{"what nobody forwarded", "2026-03-01", nil, "erin@fabrikam.com", "x@litware.com", nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Side: relay.Cloud, Product: relay.ExchangeOnline,
				AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative}}}
			got, d := categorizer.ReturnPath(o, &relay.MailItem{From: tt.from, Forwarded: tt.f}, tt.to, tt.connector, day(tt.when))
			if tt.want == srs {
				original, ok := categorizer.Unwritten(o, got)
				if !ok || original != tt.from || !strings.HasPrefix(got, "bob+SRS=") || !strings.HasSuffix(got, "=fabrikam.com=erin@contoso.com") {
					t.Errorf("%s stands for %s, %t", got, original, ok)
				}
				if _, ok := categorizer.Unwritten(o, strings.Replace(got, "=erin@", "=eve@", 1)); ok {
					t.Error("an address that was not made here is read")
				}
				return
			}
			want := tt.want
			if want == "" {
				want = tt.from
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%+v", diff, d)
			}
		})
	}
}
