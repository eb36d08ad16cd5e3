package base_test

import (
	"fmt"
	"runtime"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/tested"
)

// many is an organization with so many connectors of each kind.
func many(n int) []*exports.Object {
	const on, cloud = relay.OnPremises, relay.Cloud
	objects := surroundings()
	for i := range n {
		objects = append(objects,
			shown(on, "ReceiveConnector", "Name", fmt.Sprintf("Relay %d", i), "Identity", fmt.Sprintf(`EX01\Relay %d`, i), "Server", "EX01", "Enabled", "True", "TransportRole", "FrontendTransport",
				"Bindings", "0.0.0.0:25", "RemoteIPRanges", fmt.Sprintf("10.%d.%d.1", i/250, i%250), "PermissionGroups", "AnonymousUsers", "RequireTLS", "False", "TlsDomainCapabilities", ""),
			shown(on, "SendConnector", "Name", fmt.Sprintf("To %d", i), "AddressSpaces", fmt.Sprintf("smtp:partner%d.example;1", i), "DNSRoutingEnabled", "True", "Enabled", "True", "RequireTLS", "False", "TlsAuthLevel", "",
				"CloudServicesMailEnabled", "False", "IsScopedConnector", "False", "IgnoreSTARTTLS", "False"),
			shown(cloud, "InboundConnector", "Name", fmt.Sprintf("From %d", i), "ConnectorType", "Partner", "SenderDomains", fmt.Sprintf("smtp:partner%d.example;1", i), "Enabled", "True", "RequireTls", "True",
				"RestrictDomainsToIPAddresses", "False", "RestrictDomainsToCertificate", "False", "CloudServicesMailEnabled", "False", "TreatMessagesAsInternal", "False"),
		)
	}
	return objects
}

// allocated is how much one import allocates: pieces and bytes.
func allocated(t *testing.T, n int) (mallocs, bytes uint64) {
	t.Helper()
	objects := many(n)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if b := build(t, objects, base.Options{}); len(b.Report.Refused) > 0 {
		t.Fatalf("refused: %+v", b.Report.Refused[:1])
	}
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

func TestImportIsLinearInConnectors(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine reads text")
	}
	allocated(t, 10) // what is made once
	pieces, bytes := allocated(t, 300)
	morePieces, moreBytes := allocated(t, 600)
	t.Logf("300 of each kind: %d pieces, %d bytes; 600: %d pieces, %d bytes", pieces, bytes, morePieces, moreBytes)
	const most = 2.5
	if p, b := float64(morePieces)/float64(pieces), float64(moreBytes)/float64(bytes); p > most || b > most {
		t.Errorf("twice the connectors take %.1f times the allocations and %.1f times the bytes", p, b)
	}
}
