package check

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// large is a base with 50 connectors and 1,000 accepted domains on each side.
func large(tb testing.TB) *Subject {
	tb.Helper()
	text, err := fs.ReadFile(scenarios.Files, "base/hybrid-2013.txtar")
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	b.Write(text)
	for n := range 1000 {
		fmt.Fprintf(&b, "onprem> New-AcceptedDomain d%[1]d.example -DomainName d%[1]d.example -DomainType Authoritative\n", n)
		fmt.Fprintf(&b, "cloud> New-AcceptedDomain d%[1]d.example -DomainName d%[1]d.example -DomainType InternalRelay\n", n)
		fmt.Fprintf(&b, "net> dns d%[1]d.example MX d%[1]d-example.mail.protection.outlook.com\n", n)
	}
	b.WriteString("cloud> Get-OutboundConnector | Set-OutboundConnector -RecipientDomains @{Add='*.example'}\n")
	b.WriteString("cloud> New-RemoteDomain Ours -DomainName *.example\n")
	b.WriteString("cloud> Set-RemoteDomain Ours -TNEFEnabled $true -AllowedOOFType InternalLegacy\n")
	for n := range 12 {
		fmt.Fprintf(&b, "net> host mail.partner%[1]d.test 198.51.100.%[2]d for partner%[1]d.test\n", n, n+60)
		fmt.Fprintf(&b, "onprem> New-SendConnector 'Partner %[1]d' -AddressSpaces partner%[1]d.test -DNSRoutingEnabled $false -SmartHosts mail.partner%[1]d.test\n", n)
		fmt.Fprintf(&b, "onprem> New-ReceiveConnector 'Scanner %[1]d' -Usage Custom -Bindings 0.0.0.0:25 -RemoteIPRanges 10.1.%[1]d.0/24 -PermissionGroups AnonymousUsers\n", n)
		fmt.Fprintf(&b, "cloud> New-InboundConnector 'Partner %[1]d' -SenderDomains partner%[1]d.test -RequireTls $false -RestrictDomainsToIPAddresses $true -SenderIPAddresses 192.0.2.%[2]d\n", n, n+1)
		fmt.Fprintf(&b, "cloud> New-OutboundConnector 'Partner %[1]d' -RecipientDomains partner%[1]d.test -UseMXRecord $false -SmartHosts mail.partner%[1]d.test\n", n)
	}
	s, err := story.Parse("large.txtar", []byte(b.String()), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return Read(s)
}

// BenchmarkCheck is a whole check of a large base: its matrix and its lint.
func BenchmarkCheck(b *testing.B) {
	subject := large(b)
	b.ReportAllocs()
	for b.Loop() {
		r, err := Check(subject, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if r.Bad() > 0 {
			b.Fatalf("%d flows fail: %+v", r.Bad(), r.Flows)
		}
	}
}

// BenchmarkLargeWorld builds the world that each flow is played in.
func BenchmarkLargeWorld(b *testing.B) {
	subject := large(b)
	b.ReportAllocs()
	for b.Loop() {
		w, err := subject.world()
		if err != nil {
			b.Fatal(err)
		}
		w.Close()
	}
}

// BenchmarkPlay is one message from the cloud to on-premises over TLS on a fork of a base's world, as searches play it by the thousand: on all
// processors.
func BenchmarkPlay(b *testing.B) {
	player := subjectOf(b, "hybrid-2013").Player()
	defer player.Close()
	letter := Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			sent, err := player.Send(letter)
			if err != nil {
				b.Fatal(err)
			}
			sent.World.Close()
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "plays/s")
}
