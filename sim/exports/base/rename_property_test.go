package base_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/check"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
	"hybridsim/sim/tested"
)

// gluedTogether is an organization whose values stand in each other: in ranges, names with dashes, banners, rules.
func gluedTogether() []*exports.Object {
	const on, cloud = relay.OnPremises, relay.Cloud
	return append(litware(),
		shown(on, "ReceiveConnector", "Name", "relay_10.77.3.1-LWEX1_litware.com", "Identity", `LWEX1\relay_10.77.3.1-LWEX1_litware.com`, "Server", "LWEX1", "Enabled", "True", "TransportRole", "FrontendTransport",
			"Bindings", "0.0.0.0:25", "RemoteIPRanges", "10.77.3.1-10.77.3.9|10.78.0.0/15|192.168.4.7-192.168.5.20|fd12:3456:789a::/64", "Banner", "220 Litware GmbH at Aachen", "AuthMechanism", "Tls", "PermissionGroups", "AnonymousUsers", "RequireTLS", "False"),
		shown(on, "ReceiveConnector", "Name", "Default LWEX2", "Identity", `LWEX2\Default LWEX2`, "Server", "LWEX2", "Bindings", "172.20.3.4:2525", "RemoteIPRanges", "172.20.0.0/16"),
		shown(on, "TransportRule", "Name", "Mark mail from Proseware", "State", "Enabled", "SenderIpRanges", "131.107.9.1-131.107.9.20", "SentTo", "CN=Jane Doe,OU=Vertrieb,DC=corp,DC=litware,DC=local", "PrependSubject", "[Litware] ", "FromAddressContainsWords", "jdoe-proseware"),
		shown(on, "JournalRule", "Name", "Archive of Litware", "JournalEmailAddress", "vault@archive.wingtip.example", "Enabled", "True"),
		shown(cloud, "HostedConnectionFilterPolicy", "Name", "Default", "IPAllowList", "131.107.2.200|131.107.64.0/18"),
		shown(cloud, "OwaMailboxPolicy", "Name", "Litware people"),
		shown(on, "ADPermission", "Identity", `LWEX1\Scanner of Jane Doe`, "User", `LITWARE\svc-fax`, "ExtendedRights", "ms-Exch-SMTP-Accept-Any-Recipient"),
		shown(on, "EdgeSubscription", "Name", "LWEDGE", "Site", "corp.litware.local/Configuration/Sites/Aachen"),
		shown(on, "SendConnector", "Name", "EdgeSync - Aachen to Internet", "AddressSpaces", "smtp:apps.proseware.net;100", "SourceTransportServers", "LWEDGE", "DNSRoutingEnabled", "True", "Enabled", "True", "RequireTLS", "False"),
	)
}

// ofNobody are texts of exports that are the service's, Exchange's, or nobody's in particular.
var ofNobody = regexp.MustCompile(`(?i)outlook\.com|office365|^(?:\*\.)?(?:mail|autodiscover)$|^0\.0\.0\.0|^255\.255|^ffff:|^::|^127\.|` +
	`^(?:10\.0\.0\.0|192\.168\.0\.0)$|postmaster|^default$|^hybrid configuration$|^microsoft|^tenant$|^transport settings$|^first organization$`)

// telling are the texts of exports that would tell whose they are: names of objects, domains, addresses, identifiers.
func telling(objects []*exports.Object) []string {
	parts := regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{40}\b|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d+\.\d+\.\d+\.\d+|(?:[0-9a-f]{4}:){2,}[0-9a-f:]*|[a-z][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}`)
	seen := map[string]bool{}
	for _, o := range objects {
		for _, p := range o.Properties {
			if strings.Contains(p.Name, "Version") || strings.HasSuffix(p.Name, "RawData") || len(p.Value.Text) > 4000 {
				continue
			}
			for _, text := range p.Value.All() {
				if p.Name == "Name" && (strings.Contains(text, " ") || len(text) > 4) && o.Noun != "RemoteDomain" {
					seen[text] = true
				}
				for _, t := range parts.FindAllString(text, -1) {
					seen[t] = true
				}
			}
		}
	}
	var list []string
	for t := range seen {
		if name := regexp.MustCompile(`(?i)^(?:default|client|outbound proxy|outbound to|inbound from|hybrid domain|edgesync)\b`); len(t) > 3 && !ofNobody.MatchString(t) && !name.MatchString(t) {
			list = append(list, t)
		}
	}
	slices.Sort(list)
	return list
}

// TestNothingOfTheExportsSurvivesRenaming demands of each text that could tell whose exports these are that the base and the
// report do not have it, wherever it stood.
func TestNothingOfTheExportsSurvivesRenaming(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine reads text")
	}
	inputs := map[string][]*exports.Object{"glued": gluedTogether(), "litware": litware()}
	for _, dir := range []string{"../../../../shared/inputs/adatum/exports", "../../../../shared/inputs/import", "../../../../shared/exports"} {
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		x, err := exports.Read([]string{dir}, nil)
		if err != nil {
			t.Fatal(err)
		}
		inputs[dir[len("../../../../"):]] = x.Objects
	}
	for name, objects := range inputs {
		t.Run(name, func(t *testing.T) {
			b := build(t, objects, base.Options{Rename: true})
			text := strings.ToLower(b.Text + strings.Join(b.Report.Details(), "\n"))
			for _, i := range b.Report.Taken {
				text += strings.ToLower(fmt.Sprint(i))
			}
			list := telling(objects)
			if len(list) < 10 {
				t.Fatalf("only %d texts are looked for", len(list))
			}
			for _, original := range list {
				at := regexp.MustCompile(`(?m)^.*(?:^|[^a-z0-9.])` + regexp.QuoteMeta(strings.ToLower(original)) + `(?:[^a-z0-9]|$).*$`)
				if line := at.FindString(text); line != "" {
					t.Errorf("%q is still there: %s", original, line[:min(len(line), 300)])
				}
			}
		})
	}
}

// TestARenamedBasePlaysTheSameFlows compares what becomes of each flow before and after.
func TestARenamedBasePlaysTheSameFlows(t *testing.T) {
	if testing.Short() || tested.Race {
		t.Skip("it plays two matrices, in one goroutine")
	}
	outcomes := func(rename bool) []string {
		text := build(t, gluedTogether(), base.Options{Rename: rename}).Text
		var kept []string
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "perhaps ") {
				kept = append(kept, line)
			}
		}
		subject := check.Read(parse(t, strings.Join(kept, "")))
		report, err := check.Check(subject, check.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, f := range report.Flows {
			id, _, _ := strings.Cut(f.Flow, ":")
			list = append(list, fmt.Sprintf("%s %s %t", id, f.Outcome.Kind, f.OK))
		}
		slices.Sort(list)
		return list
	}
	if diff := cmp.Diff(outcomes(false), outcomes(true)); diff != "" {
		t.Errorf("the renamed base plays otherwise (-as it is +renamed):\n%s", diff)
	}
}

// TestAddressesKeepTheirRelations is about ranges and blocks.
func TestAddressesKeepTheirRelations(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine reads and writes text")
	}
	for _, ranges := range []string{
		"10.77.3.1-10.77.3.9|10.77.3.5", "10.32.0.0/11|10.37.4.17", "10.0.0.0/8|10.1.2.3", "10.1.0.0-10.2.255.255|10.1.200.7",
		"172.16.0.0/12|172.20.1.1", "192.168.4.7-192.168.5.20|192.168.4.255", "131.107.2.0/24|131.107.2.200", "131.107.64.0/18|131.107.99.1",
		"131.106.0.0-131.107.255.255|131.107.9.9", "131.104.0.0/14|131.107.9.9", "203.0.113.0/24|203.0.113.10", "fd12:3456:789a::/64|fd12:3456:789a::7", "2001:4860::/32|2001:4860:1:2::3",
	} {
		c := shown(relay.OnPremises, "ReceiveConnector", "Name", "Fax", "Identity", `LWEX1\Fax`, "Server", "LWEX1", "Bindings", "0.0.0.0:26", "RemoteIPRanges", ranges)
		b := build(t, append(litware(), c), base.Options{Rename: true})
		i := slices.IndexFunc(organizations(t, parse(t, b.Text))[0].ReceiveConnectors, func(c *relay.ReceiveConnector) bool { return len(c.Bindings) > 0 && c.Bindings[0].Port() == 26 })
		if i < 0 {
			t.Errorf("%s: the connector is not there: %+v", ranges, b.Report.Refused)
			continue
		}
		got := organizations(t, parse(t, b.Text))[0].ReceiveConnectors[i].RemoteIPRanges
		if len(got) != 2 || !got[0].Contains(got[1].First) || strings.Contains(ranges, got[1].String()) {
			t.Errorf("%s became %v", ranges, got)
		}
	}
}
