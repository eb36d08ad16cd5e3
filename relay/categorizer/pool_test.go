package categorizer_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
)

// TestPool holds the relay pool's rule, and what of it is seen in the return path (P2.21, P2.23, P2.26).
func TestPool(t *testing.T) {
	forwarded := &relay.Forwarded{By: "bob@contoso.com", Method: relay.ByForwardingSmtpAddress}
	own := relay.Attribution{Directionality: relay.Originating, Tenant: "contoso", Connector: "Inbound"}
	erin := relay.MailItem{From: "erin@fabrikam.com"}
	with := func(change func(*relay.MailItem)) relay.MailItem { m := erin; change(&m); return m }
	copied := with(func(m *relay.MailItem) { m.Forwarded = forwarded })
	handed := with(func(m *relay.MailItem) { m.Attribution = own })
	proved := func(m relay.MailItem, by string) relay.MailItem { m.Proved = by; return m }
	from := func(m relay.MailItem, sender string) relay.MailItem { m.From = sender; return m }
	for _, tt := range []struct {
		name, when string
		item       relay.MailItem
		to         string
		by         *relay.OutboundConnector
		pool       relay.Pool
		path       string // what the return path begins with
	}{
		{"forwarded, and nothing vouches for the sender", "2026-03-01", copied, "x@litware.com", nil, relay.RelayPool, "erin@fabrikam.com"},
		{"forwarded, and SPF passed on entry", "2026-03-01", proved(copied, "SPF"), "x@litware.com", nil, relay.UsualPool, "bob+SRS="},
		{"forwarded, and DKIM passed on entry", "2026-03-01", proved(copied, "DKIM"), "x@litware.com", nil, relay.UsualPool, "bob+SRS="},
		{"forwarded, of a sender in an accepted domain", "2026-03-01", from(copied, "alice@contoso.com"), "x@litware.com", nil, relay.UsualPool, "alice@contoso.com"},
		{"forwarded to somebody of the organization", "2026-03-01", copied, "dan@contoso.com", nil, relay.UsualPool, "erin@fabrikam.com"},
		{"relayed, and nothing vouches for the sender", "2026-03-01", handed, "x@litware.com", nil, relay.RelayPool, "erin@fabrikam.com"},
		{"P2.23: relayed, and a signature passed on entry", "2026-03-01", proved(handed, "DKIM"), "x@litware.com", nil, relay.UsualPool, "bounces+SRS="},
		{"relayed, of a sender in an accepted domain", "2026-03-01", from(handed, "bob@contoso.com"), "x@litware.com", nil, relay.UsualPool, "bob@contoso.com"},
		{"relayed mail without a sender", "2026-03-01", from(handed, ""), "x@litware.com", nil, relay.UsualPool, ""},
		{"neither forwarded nor relayed", "2026-03-01", erin, "x@litware.com", nil, relay.UsualPool, "erin@fabrikam.com"},
		{"P2.25: over a connector to on-premises", "2026-03-01", copied, "x@litware.com", &relay.OutboundConnector{ConnectorType: relay.TypeOnPremises}, relay.UsualPool, "erin@fabrikam.com"},
		{"over a Partner connector", "2026-03-01", copied, "x@litware.com", &relay.OutboundConnector{ConnectorType: relay.TypePartner}, relay.RelayPool, "erin@fabrikam.com"},
		{"G2.139: the day before the rule", "2021-07-26", handed, "x@litware.com", nil, relay.UsualPool, "bounces+SRS="},
		{"G2.139: its first day", "2021-07-27", handed, "x@litware.com", nil, relay.RelayPool, "erin@fabrikam.com"},
		{"P2.22: while a forwarding mailbox's own address takes the sender's place", "2022-07-01", copied, "x@litware.com", nil, relay.UsualPool, "bob@contoso.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now, err := time.Parse(time.DateOnly, tt.when)
			if err != nil {
				t.Fatal(err)
			}
			o := &relay.Organization{Side: relay.Cloud, Product: relay.ExchangeOnline, AcceptedDomains: []*relay.AcceptedDomain{
				{DomainName: "contoso.com", DomainType: relay.Authoritative, Default: true}}}
			item := tt.item
			var d relay.Decision
			item.Pool, d = categorizer.Pool(o, &item, tt.to, tt.by, now)
			if diff := cmp.Diff(tt.pool, item.Pool); diff != "" {
				t.Errorf("the pool (-want +got):\n%s\n%+v", diff, d)
			}
			path, _ := categorizer.ReturnPath(o, &item, tt.to, tt.by, now)
			if tt.path == "" && path != "" || !strings.HasPrefix(path, tt.path) {
				t.Errorf("the return path is %s; want one that begins with %q", path, tt.path)
			}
			if strings.HasPrefix(path, "bounces+SRS=") && !strings.HasSuffix(path, "@contoso.com") {
				t.Errorf("the return path is %s; want one of the default domain", path)
			}
		})
	}
}
