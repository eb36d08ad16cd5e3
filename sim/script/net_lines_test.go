package script_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/mistake"
)

// TestWhatANetworkAdministratorTypesWrong: file, line and column are those of the word that is wrong, and the hint says what to write.
func TestWhatANetworkAdministratorTypesWrong(t *testing.T) {
	c := console(t, "net> host filter.litware.com 198.51.100.90", "net> balancer smtp.contoso.com 203.0.113.99 -> EX01")
	for _, tt := range []struct {
		name, line string
		want       *mistake.Error // nil: it works
	}{
		{"a balancer without members", "net> balancer mail.contoso.com 203.0.113.25 ->",
			&mistake.Error{Column: 47, Message: "a balancer without members sends nobody anywhere",
				Hint: "name the hosts behind it: net> balancer mail.contoso.com 203.0.113.25 -> EX01, EX02"}},
		{"a member that nobody has", "net> balancer mail.contoso.com 203.0.113.25 -> EX01, EX20",
			&mistake.Error{Column: 54, Message: `"EX20" is no address, network, side or host`, Hint: "did you mean EX01?"}},
		{"a member that is a network", "net> balancer mail.contoso.com 203.0.113.25 -> 10.0.0.0/24",
			&mistake.Error{Column: 48, Message: "10.0.0.0/24 has no IPv4 address of its own"}},
		{"a balancer at a server's address", "net> balancer mail.contoso.com 203.0.113.10 -> EX01",
			&mistake.Error{Column: 32, Message: `address 203.0.113.10 belongs to host "EX01.contoso.com"`}},
		{"two balancers at one address", "net> balancer owa.contoso.com 203.0.113.99 -> EX01",
			&mistake.Error{Column: 31, Message: `address 203.0.113.99 belongs to balancer "smtp.contoso.com"`}},
		{"what a balancer does not do", "net> balancer mail.contoso.com 203.0.113.25 -> EX01 keeping source",
			&mistake.Error{Column: 53, Message: `expected hiding source, without probe or seed, not "keeping"`,
				Hint: "write it as: net> balancer NAME ADDRESS -> HOST, ... [hiding source [as ADDRESS]] [without probe] [seed NUMBER]"}},
		{"a balancer that is none", "net> stop balancing mail.contoso.com",
			&mistake.Error{Column: 21, Message: `there is no balancer "mail.contoso.com"`, Hint: "show network lists the balancers"}},
		{"a balancer", "net> balancer mail.contoso.com 203.0.113.25 -> EX01.contoso.com, filter.litware.com hiding source as 10.0.0.1 without probe seed 3", nil},
		{"a DNS server at a server's address", "net> name server 203.0.113.10",
			&mistake.Error{Column: 18, Message: "203.0.113.10 is the address of EX01.contoso.com", Hint: "give it an address of its own"}},
		{"a record at a DNS server that is not there", "net> dns owa.contoso.com A 203.0.113.40 at 10.0.0.99",
			&mistake.Error{Column: 28, Message: "there is no DNS server at 10.0.0.99"}},
		{"a DNS server that is none", "net> stop name server 10.0.0.99",
			&mistake.Error{Column: 23, Message: "there is no DNS server at 10.0.0.99", Hint: "show network lists them"}},
		{"the adapters of nobody", "net> adapters of EX20 ask 10.0.0.53",
			&mistake.Error{Column: 18, Message: `there is no server "EX20"`, Hint: "did you mean EX01?"}},
		{"a DNS server", "net> name server 10.0.0.53 for contoso.com, fabrikam.com", nil},
		{"its record", "net> dns owa.contoso.com A 203.0.113.40 at 10.0.0.53", nil},
		{"who asks it", "net> adapters of EX01 ask 10.0.0.53, 10.0.0.54", nil},
		{"a translation of an address that a host has", "net> translate 198.51.100.90 to EX01",
			&mistake.Error{Column: 16, Message: `address 198.51.100.90 belongs to host "filter.litware.com"`}},
		{"a translation across families", "net> translate 2001:db8::5 to EX01",
			&mistake.Error{Column: 31, Message: "EX01 has no IPv6 address of its own"}},
		{"a translation", "net> translate 203.0.113.77 to EX01", nil},
		{"and away again", "net> stop translating 203.0.113.77", nil},
		{"twice", "net> stop translating 203.0.113.77",
			&mistake.Error{Column: 23, Message: "nothing translates 203.0.113.77", Hint: "show network lists the translations"}},
		{"an allow list of nobody", "net> allow only -> onprem:25 else drop",
			&mistake.Error{Column: 17, Message: "a place that is let through is missing",
				Hint: "write it as: net> allow only PLACE, ... -> PLACE[:PORT] else refuse|drop"}},
		{"an allow list without an end", "net> allow only cloud -> onprem:25",
			&mistake.Error{Column: 35, Message: `expected "else", not the end of the line`, Hint: "write it as: net> allow only PLACE, ... -> PLACE[:PORT] else refuse|drop"}},
		{"an allow list", "net> allow only published, 198.51.100.0/24 -> onprem:25 else drop", nil},
		{"away with another port", "net> allow all -> onprem:587",
			&mistake.Error{Column: 19, Message: "there is no allow list before onprem", Hint: "write place and port as the net> allow only line does"}},
		{"away", "net> allow all -> onprem:25", nil},
		{"a device on another port", "net> inspect EX01 -> filter.litware.com:2525 with asa", nil},
		{"a server that does not trust", `ca> distrust "Example Public CA" at EX01`, nil},
		{"a server that is none", `ca> distrust "Example Public CA" at EX2`,
			&mistake.Error{Column: 37, Message: `there is no server "EX2"`, Hint: "there is EX01"}},
		{"which is not the one on 25", "net> stop inspecting EX01 -> filter.litware.com",
			&mistake.Error{Column: 22, Message: "nothing inspects EX01 -> filter.litware.com", Hint: "write the places as the net> inspect line does"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.Do(tt.line)
			var got *mistake.Error
			if errors.As(err, &got) {
				got.File, got.Line = "", 0
			} else if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: error (-want +got):\n%s", tt.line, diff)
			}
		})
	}
}

// TestShowNetworkSaysTheLines: what stands between hosts is shown in the words in which it is typed.
func TestShowNetworkSaysTheLines(t *testing.T) {
	lines := []string{
		"balancer mail.contoso.com 203.0.113.25 -> 203.0.113.10 hiding source as 10.0.0.1 without probe",
		"translate 203.0.113.77 to 203.0.113.10",
		"block 40.92.1.7 -> 203.0.113.10:25 drop",
		"allow only 40.92.0.0/15, 198.51.100.25 -> 203.0.113.10:25 else refuse",
		"nat 40.92.1.7 -> 203.0.113.10 to 10.0.0.1",
	}
	c := console(t)
	for _, line := range lines {
		if _, err := c.Do("net> " + line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	shown, err := c.Do("show network")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(shown) {
		for _, begins := range []string{"balancer ", "translate ", "block ", "allow ", "nat "} {
			if strings.HasPrefix(line, begins) {
				got = append(got, strings.TrimSpace(line))
			}
		}
	}
	if diff := cmp.Diff(lines, got); diff != "" {
		t.Errorf("show network (-want +got):\n%s", diff)
	}
}

// TestTheNameOfABalancerLeadsToIt: its record comes and goes with it.
func TestTheNameOfABalancerLeadsToIt(t *testing.T) {
	c := console(t, "net> balancer smtp.contoso.com 203.0.113.99 -> EX01")
	resolves := func() bool {
		addrs, err := c.World().Net.LookupAddr("test", "smtp.contoso.com")
		return err == nil && len(addrs) == 1 && addrs[0].String() == "203.0.113.99"
	}
	if !resolves() {
		t.Error("the name does not lead to the balancer")
	}
	if _, err := c.Do("net> stop balancing smtp.contoso.com"); err != nil || resolves() {
		t.Errorf("the name still leads there (%v)", err)
	}
}
