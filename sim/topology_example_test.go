package sim_test

import (
	"fmt"
	"strings"

	"hybridsim/scenarios"
	"hybridsim/sim"
	typing "hybridsim/sim/script"
	"hybridsim/sim/story"
)

// worked plays lines on a base, and returns its world.
func worked(base string, lines ...string) *sim.World {
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base(base)
	if err != nil {
		panic(err)
	}
	w, err := s.World()
	if err != nil {
		panic(err)
	}
	c := typing.NewConsole(w, nil)
	for _, line := range lines {
		if _, err := c.Do(line); err != nil {
			panic(err)
		}
	}
	return w
}

// hopsOf prints the on-premises lines of the messages in a mailbox, the oldest line first.
func hopsOf(w *sim.World, mailbox string) {
	for _, m := range w.Mail(nil) {
		if m.Mailbox == mailbox {
			fmt.Println(strings.Join(onPremisesHops(arrived{header: m.Header}), ", "))
		}
	}
}

// W1: two Mailbox servers, one sends. Submission on EX02 picks a transport service in turn: its own, which relays to the
// source server, or that of the source server. [D] Mail routing, Queues (T3.5, T6.3)
func Example_twoServersOneSends() {
	w := worked("hybrid-2016-pair",
		`onprem> Set-SendConnector "Outbound to Office 365" -SourceTransportServers EX01`,
		"carol@contoso.com> send to alice@contoso.com",
		"carol@contoso.com> send to alice@contoso.com",
	)
	defer w.Close()
	hopsOf(w, "alice@contoso.com")
	// Output:
	// EX02 mapi, EX02 SMTP, EX01 SMTP
	// EX02 mapi, EX01 SMTP
}

// W2: the cloud, an Edge, a Mailbox server: the Edge's line has no suffix, the front end's has one, the transport
// service's none, the Mailbox Transport service's one. [O] headers (T3.3, T3.5, T9.20)
func Example_throughAnEdge() {
	w := worked("hybrid-edge", "alice@contoso.com> send to bob@contoso.com")
	defer w.Close()
	hopsOf(w, "bob@contoso.com")
	// Output:
	// EDGE01 SMTP, EX01 SMTP via Frontend Transport, EX01 SMTP, EX01 SMTP via Mailbox Transport
}

// W4: two receiving hosts, one unprepared. With the certificate and without the capability nothing fails, and what goes
// there is anonymous; without the certificate it waits. [I] from T7.4, T8.4
func Example_oneUnprepared() {
	for _, line := range []string{
		`EX02> Set-ReceiveConnector "Default Frontend EX02" -TlsDomainCapabilities $null`,
		`EX02> Set-ReceiveConnector "Default Frontend EX02" -TlsCertificateName $null -Fqdn EX02.contoso.com`,
	} {
		w := worked("hybrid-2016-pair", line,
			"alice@contoso.com> send to bob@contoso.com", "alice@contoso.com> send to bob@contoso.com")
		deferred := 0
		for _, e := range w.Events() {
			if e.Side == "cloud" && e.ID == "DEFER" {
				deferred++
			}
		}
		var as []string
		for _, m := range w.Mail(nil) {
			if m.Mailbox == "bob@contoso.com" {
				as = append(as, m.Header.Get("X-MS-Exchange-Organization-AuthAs"))
			}
		}
		fmt.Println(strings.Join(as, ", "), "and deferred:", deferred)
		w.Close()
	}
	// Output:
	// Internal, Anonymous and deferred: 0
	// Internal and deferred: 1
}

// One server: what a mailbox sends carries two lines when it leaves, what comes from outside has three in its mailbox, and
// so has mail between two mailboxes. 2010 is one service. [D] Mail flow and the transport pipeline (T3.3, T3.5; 2010 [I])
func Example_oneServer() {
	for _, base := range []string{"hybrid-2019", "hybrid-2010"} {
		w := worked(base,
			"onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com",
			"bob@contoso.com> send to alice@contoso.com",
			"alice@contoso.com> send to bob@contoso.com",
			"bob@contoso.com> send to carol@contoso.com",
		)
		for _, mailbox := range []string{"alice@contoso.com", "bob@contoso.com", "carol@contoso.com"} {
			hopsOf(w, mailbox)
		}
		w.Close()
	}
	// Output:
	// EX01 mapi, EX01 SMTP
	// EX01 SMTP via Frontend Transport, EX01 SMTP, EX01 SMTP via Mailbox Transport
	// EX01 mapi, EX01 SMTP, EX01 SMTP via Mailbox Transport
	// EX01 mapi
	// EX01 SMTP
	// EX01 mapi
}
