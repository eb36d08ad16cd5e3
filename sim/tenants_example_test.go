package sim_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/scenarios"
	"hybridsim/sim"
	typing "hybridsim/sim/script"
	"hybridsim/sim/story"
)

// ends prints where each message ended that was sent, and what the service took it for on its way.
func ends(w *sim.World) {
	for _, id := range journey.IDs(w.Records()) {
		way := ""
		for _, e := range w.Events() {
			for _, d := range e.Decisions {
				if e.MessageID == id && d.Question == relay.WhichAttribution && d.Chosen != "" {
					direction, _, _ := strings.Cut(d.Chosen, " ")
					way += fmt.Sprintf("%s in %s, ", direction, w.Side(e.Side).Organization().Name)
				}
			}
		}
		for _, e := range w.Journey(id).Ends {
			fmt.Println(way + strings.TrimSpace(fmt.Sprintf("%s %s %s", e.Kind, e.At, e.Reply.Enhanced())))
		}
	}
}

// W3: a relay connector that covers servers. One server's own hop, and one between servers at port 2525, choose among
// other connectors; an Edge that delivers to port 25 meets the relay connector, and its mail waits. [D] NDR16; rule by
// port [I] (T4.7)
func Example_relayConnectorCoversServers() {
	const relaying = `onprem> New-ReceiveConnector Relay -Server EX01 -TransportRole FrontendTransport -Bindings 0.0.0.0:25 ` +
		`-RemoteIPRanges 203.0.113.0/24 -PermissionGroups AnonymousUsers -Custom`
	for _, base := range []string{"hybrid-2016-pair", "hybrid-edge"} {
		w := worked(base, relaying)
		_, _ = typing.NewConsole(w, nil).Do("bob@contoso.com> send to bob@contoso.com")
		if base == "hybrid-2016-pair" {
			_, _ = typing.NewConsole(w, nil).Do("bob@contoso.com> send to carol@contoso.com")
		}
		_, _ = typing.NewConsole(w, nil).Do("alice@contoso.com> send to bob@contoso.com")
		fmt.Println(base)
		for _, e := range w.Events() {
			switch e.ID {
			case relay.EventDeliver:
				fmt.Println("  delivered:", e.Sender, "->", e.Recipients[0])
			case relay.EventDefer:
				fmt.Println("  waits at "+string(e.Side)+":", e.RecipientStatus[len("[{LED="):strings.Index(e.RecipientStatus, "authentication")+14])
			}
		}
		w.Close()
	}
	// Output:
	// hybrid-2016-pair
	//   delivered: bob@contoso.com -> bob@contoso.com
	//   delivered: bob@contoso.com -> carol@contoso.com
	//   delivered: alice@contoso.com -> bob@contoso.com
	// hybrid-edge
	//   delivered: bob@contoso.com -> bob@contoso.com
	//   waits at onprem:edge01: 451 5.7.3 Cannot achieve Exchange Server authentication
}

// W5: a provider's wildcard takes mail of others. Afterwards the exact name. [S] GRANI; [D] JPATTR (T10.11)
func Example_providersWildcard() {
	w := worked("hybrid-two-tenants",
		"net> host mx01.woodgrove.com 198.51.100.80 for adatum.com",
		"mx01.woodgrove.com> mailbox adam@adatum.com",
		`ca> issue mx01.woodgrove.com by "CN=Example Public CA" to mx01.woodgrove.com`,
		"adam@adatum.com> send to alice@contoso.com",
		"cloud:woodgrove> Get-InboundConnector | Set-InboundConnector -TlsSenderCertificateName hybrid.woodgrove.com",
		"adam@adatum.com> send to alice@contoso.com")
	defer w.Close()
	ends(w)
	// Output:
	// Originating in woodgrove, Incoming in contoso, delivered cloud
	// Incoming in contoso, delivered cloud
}

// W6: a filter loop between tenants, and the connector's other type. [S] SPAMH; [D] JPATTR FAQ 2 (T10.13)
func Example_filterBetweenTenants() {
	w := worked("hybrid-two-tenants",
		"net> host filter.example 198.51.100.70",
		"filter.example> relay contoso.com to contoso-com.mail.protection.outlook.com",
		"filter.example> relay woodgrove.com to woodgrove-com.mail.protection.outlook.com",
		"net> dns contoso.com MX 10 filter.example",
		"net> dns woodgrove.com MX 10 filter.example",
		"cloud> New-InboundConnector Filter -ConnectorType OnPremises -SenderDomains * -SenderIPAddresses 198.51.100.70",
		"alice@contoso.com> send to wendy@woodgrove.com",
		"cloud> Set-InboundConnector Filter -ConnectorType Partner",
		"alice@contoso.com> send to wendy@woodgrove.com")
	defer w.Close()
	for _, m := range w.Mail(nil) {
		fmt.Println(m.Mailbox, "has", m.Header.Get("Subject"))
		if _, reply, is := strings.Cut(string(m.Body), "Diagnostic-Code: smtp;"); is {
			reply, _, _ = strings.Cut(reply, " [")
			fmt.Println(" ", reply)
		}
	}
	// Output:
	// alice@contoso.com has Undeliverable: Hello
	//   554 5.4.14 Hop count exceeded - possible mail loop ATTR34
	// wendy@woodgrove.com has Hello
}

// enforced sends a message at the beginning of the hour and one 32 minutes later, so many days after a time, and prints
// what the service says to each.
func enforced(w *sim.World, began time.Time, days ...int) {
	for _, day := range days {
		var said []string
		for _, minutes := range []time.Duration{0, 32} {
			_ = w.Wait(began.AddDate(0, 0, day).Add(minutes * time.Minute).Sub(w.Clock.Now()))
			before := w.EventLog().Count()
			_, _ = typing.NewConsole(w, nil).Do("bob@contoso.com> send to alice@contoso.com")
			if minutes > 0 {
				_ = w.Wait(150 * time.Second) // the queue is in Retry since the first one (T15.18)
			}
			answer := "taken"
			for _, e := range w.EventLog().Since(before) {
				if m := regexp.MustCompile(`[45]50 [45].7.230 |(throttled|blocked) for .* mins/hr`).FindAllString(
					e.RecipientStatus, -1); m != nil {
					answer = strings.Join(m, "")
				}
			}
			said = append(said, answer)
		}
		fmt.Printf("day %d: %s\n", day, strings.Join(said, "; "))
	}
}

// W7: enforcement against an outdated server, day by day; an exemption; and a server behind an Edge that is up to date.
// [S] TES26; Edge [I] (T15.12-T15.17)
func Example_outdatedServer() {
	w := worked("hybrid-2016-pair", "wait 220d", "net> update EX02 to 15.1.2507.61", "net> update EX01 to 15.1.2507.6",
		`onprem> Set-SendConnector "Outbound to Office 365" -SourceTransportServers EX01`)
	began := w.Clock.Now()
	enforced(w, began, 0, 20, 35, 65)
	_, _ = typing.NewConsole(w, nil).Do(
		"cloud> New-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer -NumberOfDays 30")
	enforced(w, began, 80, 96, 126)
	w.Close()

	w = worked("hybrid-edge", "wait 220d", "net> update EX01 to 15.2.1118.7", "net> update EDGE01 to 15.2.1748.39")
	defer w.Close()
	fmt.Println("behind an Edge:")
	enforced(w, w.Clock.Now(), 0, 95)
	// Output:
	// day 0: taken; taken
	// day 20: taken; taken
	// day 35: 450 4.7.230 throttled for 5 mins/hr; taken
	// day 65: 450 4.7.230 throttled for 30 mins/hr; 550 5.7.230 blocked for 5 mins/hr
	// day 80: taken; taken
	// day 96: 450 4.7.230 throttled for 30 mins/hr; 550 5.7.230 blocked for 5 mins/hr
	// day 126: 550 5.7.230 blocked for 60 mins/hr; 550 5.7.230 blocked for 60 mins/hr
	// behind an Edge:
	// day 0: taken; taken
	// day 95: taken; taken
}

// W8: two forests of one tenant, each with its certificate; a domain of both has one way. [D] MFOREST; details [I] (T14)
func Example_twoForests() {
	w := twoForests()
	defer w.Close()
	for _, c := range w.Side(relay.Cloud).Organization().InboundConnectors {
		fmt.Println("in: ", c.Name[:len("Inbound from ")+8], c.TlsSenderCertificateName)
	}
	for _, c := range w.Side(relay.Cloud).Organization().OutboundConnectors {
		fmt.Println("out:", c.Name[:len("Outbound to ")+8], c.RecipientDomains, c.SmartHosts)
	}
	c := typing.NewConsole(w, nil)
	for _, line := range []string{
		"bob@contoso.com> send to alice@contoso.com",
		"walter@woodgrove.com> send to alice@contoso.com",
		"alice@contoso.com> send to bob@contoso.com",
		"alice@contoso.com> send to walter@woodgrove.com",
		"alice@contoso.com> send to shared@contoso.com",
	} {
		if _, err := c.Do(line); err != nil {
			panic(err)
		}
	}
	for _, m := range w.Mail(nil) {
		fmt.Println(m.Mailbox, "at", m.At, m.Header.Get("X-MS-Exchange-Organization-AuthAs"))
	}
	// Output:
	// in:  Inbound from c058e1c9 *.contoso.com
	// in:  Inbound from c60f1b38 *.woodgrove.com
	// out: Outbound to c058e1c9 [contoso.com] [mail.contoso.com]
	// out: Outbound to c60f1b38 [woodgrove.com] [hybrid.woodgrove.com]
	// bob@contoso.com at onprem Internal
	// walter@woodgrove.com at onprem:woodgrove Internal
	// shared@contoso.com at onprem:woodgrove Anonymous
	// alice@contoso.com at cloud Internal
	// alice@contoso.com at cloud Anonymous
}

// twoForests is hybrid-2019 with a second organization of the same tenant, which the wizard has prepared as well.
func twoForests() *sim.World {
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2019")
	if err != nil {
		panic(err)
	}
	s.Headers.Forests = []sim.Forest{{Name: "woodgrove", Tenant: "contoso", Servers: []sim.Machine{{
		Fqdn: "WG01.woodgrove.com", Address: netip.MustParseAddr("203.0.113.50"), Product: relay.Exchange2016}}}}
	w, err := s.World()
	if err != nil {
		panic(err)
	}
	c := typing.NewConsole(w, nil)
	for _, line := range []string{
		"net> dns hybrid.woodgrove.com A 203.0.113.50",
		`ca> issue hybrid.woodgrove.com by "CN=Example Public CA" to WG01`,
		"onprem:woodgrove> Get-ExchangeCertificate -DomainName hybrid.woodgrove.com | Enable-ExchangeCertificate -Services SMTP",
		"cloud> New-AcceptedDomain woodgrove.com -DomainName woodgrove.com",
		"onprem:woodgrove> New-HybridConfiguration",
		"onprem:woodgrove> Set-HybridConfiguration -Domains woodgrove.com -OnPremisesSmartHost hybrid.woodgrove.com -ReceivingTransportServers WG01" +
			` -SendingTransportServers WG01 -TlsCertificateName "<I>CN=Example Public CA<S>CN=hybrid.woodgrove.com" -Features SecureMail`,
		"onprem:woodgrove> Update-HybridConfiguration",
		"onprem:woodgrove> New-Mailbox walter -PrimarySmtpAddress walter@woodgrove.com",
		"onprem:woodgrove> Start-ADSyncSyncCycle",
		// A domain of both forests: contoso.com leads to the first, which passes on what is the second's.
		"onprem:woodgrove> New-AcceptedDomain contoso.com -DomainName contoso.com -DomainType InternalRelay",
		"onprem:woodgrove> New-Mailbox shared -PrimarySmtpAddress shared@contoso.com",
		"onprem> New-MailUser shared -PrimarySmtpAddress shared@contoso.com -ExternalEmailAddress shared@woodgrove.com",
		"onprem:woodgrove> Set-Mailbox shared -EmailAddresses @{Add='shared@woodgrove.com'}",
		`onprem> New-SendConnector "To Woodgrove" -AddressSpaces woodgrove.com -SmartHosts hybrid.woodgrove.com -DNSRoutingEnabled $false`,
		"onprem> Start-ADSyncSyncCycle",
		`onprem:woodgrove> New-SendConnector "To Contoso" -AddressSpaces contoso.com -SmartHosts mail.contoso.com -DNSRoutingEnabled $false`,
	} {
		if _, err := c.Do(line); err != nil {
			panic(line + ": " + err.Error())
		}
	}
	return w
}
