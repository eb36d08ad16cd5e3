package connector_test

import (
	"net/netip"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

func TestListsOfAddresses(t *testing.T) {
	list := func(texts ...string) (l []relay.AddressRange) {
		for _, s := range texts {
			l = append(l, relay.MustParseAddressRange(s))
		}
		return l
	}
	on := func(list relay.ServiceList) []relay.Listing {
		return []relay.Listing{{AddressRange: relay.MustParseAddressRange("192.0.2.1"), List: list}}
	}
	inConnector := []*relay.Organization{{InboundConnectors: []*relay.InboundConnector{{Name: "From on-premises", Enabled: true,
		ConnectorType: relay.TypeOnPremises, SenderIPAddresses: list("192.0.2.1")}}}}
	tests := []struct {
		name    string
		tenants []*relay.Organization
		banned  []relay.Listing
		filter  relay.ConnectionFilterPolicy
		want    connector.Source
	}{
		{"nothing lists it", nil, nil, relay.ConnectionFilterPolicy{}, connector.SourcePasses},
		{"G2.60: an IP Block entry refuses", nil, nil, relay.ConnectionFilterPolicy{IPBlockList: list("192.0.2.0/24")}, connector.SourceBlocked},
		{"G2.60: an entry for others does not", nil, nil, relay.ConnectionFilterPolicy{IPBlockList: list("192.0.3.0/24")}, connector.SourcePasses},
		{"G2.61: same address in IP Allow and IP Block: allowed", nil, nil, relay.ConnectionFilterPolicy{IPBlockList: list("192.0.2.0/24"), IPAllowList: list("192.0.2.1")}, connector.SourcePasses},
		{"S11.4: the service's list refuses", nil, on(relay.OwnList), relay.ConnectionFilterPolicy{}, connector.SourceBanned},
		{"G2.62: an IP Allow entry lifts the service's listing", nil, on(relay.OwnList), relay.ConnectionFilterPolicy{IPAllowList: list("192.0.2.1")}, connector.SourcePasses},
		{"G2.62: a connector does not", inConnector, on(relay.OwnList), relay.ConnectionFilterPolicy{}, connector.SourceBanned},
		{"G2.63: in a connector and in the allow list: refused, and the list's name is hidden", inConnector, on(relay.OwnList), relay.ConnectionFilterPolicy{IPAllowList: list("192.0.2.1")}, connector.SourceHidden},
		{"L121b: Spamhaus's list refuses, too", inConnector, on(relay.SpamhausList), relay.ConnectionFilterPolicy{}, connector.SourceBanned},
		{"L121f: who is only slowed down is not refused here", nil, on(relay.ThrottleList), relay.ConnectionFilterPolicy{}, connector.SourcePasses},
		{"C8: not listed, it is delivered", inConnector, nil, relay.ConnectionFilterPolicy{IPAllowList: list("192.0.2.1")}, connector.SourcePasses},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, _, d := connector.CheckSource(tt.tenants, tt.banned, tt.filter, connector.Arrival{IP: netip.MustParseAddr("192.0.2.1")})
			if got != tt.want || (d.Chosen == "pass") != (got == connector.SourcePasses) || d.Because == "" {
				t.Errorf("got %d, want %d: %+v", got, tt.want, d)
			}
		})
	}
}
