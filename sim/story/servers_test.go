package story_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// twoServers is a base with these On-Premises fields.
func twoServers(fields string) string {
	return "Title: Two servers\nClock: 2026-03-02T08:00:00Z\n" + fields + "Tenant: contoso\nCloud-Era: today\nMX: contoso.com -> cloud\n\nnet> dns mail.contoso.com A 203.0.113.10, 203.0.113.11\n"
}

const firstServer = "On-Premises: Exchange 2016 on EX01.contoso.com at 203.0.113.10\n"

func TestABaseMayHaveSeveralServers(t *testing.T) {
	s, err := story.Parse("pair.txtar", []byte(twoServers(firstServer+"On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11\n")), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var names []string
	for _, server := range w.Side("onprem").Servers() {
		names = append(names, server.Name+" at "+server.Inbound().Addrs()[0].String())
	}
	if diff := cmp.Diff([]string{"EX01 at 203.0.113.10", "EX02 at 203.0.113.11"}, names); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	addrs, err := w.Net.LookupAddr("a test", "mail.contoso.com")
	if err != nil || len(addrs) != 2 {
		t.Errorf("mail.contoso.com is %v, %v; want both addresses", addrs, err)
	}
}

// Servers that stand behind one name share it, and may run different products.
func TestServersBehindOneName(t *testing.T) {
	s, err := story.Parse("pair.txtar", []byte("Title: Two servers\nClock: 2026-03-02T08:00:00Z\n"+
		"On-Premises: Exchange 2016 on EX01.contoso.com at 203.0.113.10, behind mail.contoso.com\n"+
		"On-Premises: Exchange 2019 mailbox on EX02.contoso.com at 203.0.113.11, behind mail.contoso.com\n"+
		"Edge: Exchange 2019 on EDGE01.contoso.com at 203.0.113.20\n"+
		"Tenant: contoso\nCloud-Era: today\nMX: contoso.com -> cloud\n\nEX02> Get-Queue\nEDGE01> Get-ReceiveConnector\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	addrs, err := w.Net.LookupAddr("a test", "mail.contoso.com")
	if diff := cmp.Diff("[203.0.113.10 203.0.113.11]", fmt.Sprint(addrs)); diff != "" || err != nil {
		t.Errorf("mail.contoso.com, %v (-want +got):\n%s", err, diff)
	}
	o := w.Side("onprem").Organization()
	if diff := cmp.Diff("Exchange 2016, Exchange 2019", o.ProductOf("EX01").String()+", "+o.ProductOf("EX02").String()); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"EX01", "EX02", "EDGE01"}, w.ServerNames()); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
}

// What is typed at a server's prompt is about that server.
func TestAServersOwnPrompt(t *testing.T) {
	s, err := story.Parse("pair.txtar", []byte(twoServers(firstServer+"On-Premises: Exchange 2019 on EX02.contoso.com at 203.0.113.11\n")), nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	c := script.NewConsole(w, nil)
	for _, tt := range []struct{ line, want, not string }{
		{"EX02> Get-ReceiveConnector | ft Identity", `EX02\Default Frontend EX02`, `EX01\`},
		{"ex02> Get-ReceiveConnector -Server EX01 | ft Identity", `EX01\Default Frontend EX01`, `EX02\`},
		{"onprem> Get-ReceiveConnector | ft Identity", `EX02\Default Frontend EX02`, "nothing"},
		{"EX02> Get-ExchangeCertificate | fl Server", "EX02", "EX01"},
		{`EX02> New-ReceiveConnector Scanner -Bindings 0.0.0.0:25 -RemoteIPRanges 10.0.0.9 -Custom`, "", "nothing"},
		{"onprem> Get-ReceiveConnector EX02\\Scanner | fl Identity", `EX02\Scanner`, "EX01"},
		{"show EX02 Get-ReceiveConnector | ft Identity", `EX02\Scanner`, `EX01\`},
		{"EX02> Set-ReceiveConnector Scanner -Comment moved", "", "nothing"},
	} {
		line := strings.ReplaceAll(tt.line, `\\`, `\`)
		out, err := c.Do(line)
		if err != nil || !strings.Contains(out, tt.want) || strings.Contains(out, tt.not) {
			t.Errorf("%s: %v\n%s\nwant %s without %s", line, err, out, tt.want, tt.not)
		}
	}
	if _, err := c.Do("HUB7> Get-Queue"); err == nil || !strings.Contains(err.Error(), "the servers are EX01, EX02") {
		t.Errorf("HUB7> Get-Queue: %v, want that there is nobody, and who there is", err)
	}
	if product := w.Side("onprem").Organization(); product.Product != relay.Exchange2016 || product.Console != "" {
		t.Errorf("after lines at EX02 the organization is of %s at %q", product.Product, product.Console)
	}
	if _, words := c.Complete("EX0"); !slices.Contains(words, "EX02>") {
		t.Errorf("EX0 can become %v, want EX02> among them", words)
	}
	if _, words := c.Complete("EX02> Get-Que"); !slices.Contains(words, "Get-Queue") {
		t.Errorf("Get-Que can become %v, want Get-Queue", words)
	}
}

func TestWhatSeveralServersMayNotBe(t *testing.T) {
	for _, tt := range []struct{ name, second, want string }{
		{"one name", "On-Premises: Exchange 2016 on ex01.contoso.com at 203.0.113.11\n", "pair.txtar:4:31: there is a server EX01 already"},
		{"one name in two domains", "On-Premises: Exchange 2016 on EX01.eu.contoso.com at 203.0.113.11\n", "there is a server EX01 already"},
		{"one address", "On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.10\n", "pair.txtar:4:51: 203.0.113.10 is the address of EX01.contoso.com"},
		{"an Edge with the name of a server", "Edge: Exchange 2016 on EX01.contoso.com at 203.0.113.20\n", "pair.txtar:4:24: there is a server EX01 already"},
		{"an Edge at a server's address", "Edge: Exchange 2016 on EDGE01.contoso.com at 203.0.113.10\n", "pair.txtar:4:46: 203.0.113.10 is the address of EX01.contoso.com"},
		{"a role of older products", "On-Premises: Exchange 2016 hub on EX02.contoso.com at 203.0.113.11\n", "pair.txtar:4:28: Exchange 2016 has no role hub"},
		{"a role of newer products", "On-Premises: Exchange 2010 Mailbox on EX02.contoso.com at 203.0.113.11\n", "pair.txtar:4:28: Exchange 2010 has no role Mailbox"},
		{"an Edge in the wrong field", "On-Premises: Exchange 2016 Edge on EX02.contoso.com at 203.0.113.11\n", "hint: an Edge Transport server has a field of its own"},
		{"behind nothing", "On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11, behind\n", "pair.txtar:4:71: the name that leads to the server is missing"},
		{"behind a label", "On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11, behind mail\n", `pair.txtar:4:65: "mail" is not a fully qualified name`},
		{"in no site", "On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11, in site\n", "pair.txtar:4:72: the name of a site is missing"},
		{"an Edge in a site", "Edge: Exchange 2016 on EDGE01.contoso.com at 203.0.113.20, in site Berlin\n", "an Edge Transport server is no member of a domain"},
		{"neither behind nor in", "On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11, at site Berlin\n", "the name that leads to the server is missing"},
		{"no such server", "\nEX03> Get-Queue\n", `pair.txtar:5:1: "EX03" is nobody who could do something`},
		{"no domain", "On-Premises: Exchange 2016 on EX02 at 203.0.113.11\n", `"EX02" is not a fully qualified name`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := story.Parse("pair.txtar", []byte(twoServers(firstServer+tt.second)), nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "hint:") {
				t.Errorf("got %v, want %s with a hint", err, tt.want)
			}
		})
	}
}

// The fields of a story stand in place of its base's.
func TestAStorySaysWhichServersThereAre(t *testing.T) {
	base, err := story.Parse("pair.txtar", []byte(twoServers(firstServer+"On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.11\n")), nil)
	if err != nil {
		t.Fatal(err)
	}
	find := func(string) (*story.Story, error) { return base, nil }
	const text = "Title: x\nKind: assertion\nBase: pair\nOn-Premises: Exchange 2016 on EX07.contoso.com at 203.0.113.17\n\n== Verification\nwant mail at bob@contoso.com from alice@contoso.com\n"
	s, err := story.Parse("one.txtar", []byte(text), find)
	if s == nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]sim.Machine(nil), s.Headers.More); diff != "" || s.Headers.Server != "EX07.contoso.com" {
		t.Errorf("the first is %s, the others (-want +got):\n%s", s.Headers.Server, diff)
	}
}
