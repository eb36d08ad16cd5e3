package story_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim"
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

func TestWhatSeveralServersMayNotBe(t *testing.T) {
	for _, tt := range []struct{ name, second, want string }{
		{"one name", "On-Premises: Exchange 2016 on ex01.contoso.com at 203.0.113.11\n", "pair.txtar:4:31: there is a server EX01 already"},
		{"one name in two domains", "On-Premises: Exchange 2016 on EX01.eu.contoso.com at 203.0.113.11\n", "there is a server EX01 already"},
		{"one address", "On-Premises: Exchange 2016 on EX02.contoso.com at 203.0.113.10\n", "pair.txtar:4:51: 203.0.113.10 is the address of EX01.contoso.com"},
		{"two products", "On-Premises: Exchange 2019 on EX02.contoso.com at 203.0.113.11\n", "pair.txtar:4:14: the servers run one product here: Exchange 2016"},
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
