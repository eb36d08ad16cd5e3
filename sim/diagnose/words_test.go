package diagnose

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// TestOpenInputGetsAnOpenAnswer: what fits many causes lists them with questions, and claims none. CI plays one, just selftest all.
func TestOpenInputGetsAnOpenAnswer(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	open := []string{"450 4.4.317", "it is stuck since noon", "Winsock 10061", "mail is delayed"}
	if !*whole {
		open = open[rand.IntN(len(open)):][:1]
	}
	for _, text := range open {
		r := diagnosed(t, base(t, "hybrid-2013"), text)
		if len(r.Causes) < 2 || len(r.Questions) == 0 || !strings.HasPrefix(r.Verdict, "cannot tell yet") {
			t.Errorf("%q: %s, %d causes, %d questions: want several, with questions, and none claimed", text, r.Verdict, len(r.Causes), len(r.Questions))
		}
	}
}

// TestEachWordIsPlayed: a fault makes a message show the word, which does not show it as configured; and what undoes the fault is found. CI diagnoses
// some of them, just selftest all.
func TestEachWordIsPlayed(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	words := []struct {
		word, base, from, to, fault string
		fix                         string // part of a line that undoes it
	}{
		{"external", "hybrid-2013", "alice@contoso.com", "bob@contoso.com", `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -TlsDomainCapabilities $null`, "-TlsDomainCapabilities"},
		{"deferred", "hybrid-2013", "alice@contoso.com", "bob@contoso.com", `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -RemoteIPRanges 172.16.0.0/12`, "-RemoteIPRanges"},
		{"junk", "hybrid-2013", "bob@contoso.com", "alice@contoso.com", `onprem> New-TransportRule "All is spam" -SetSCL 8`, "TransportRule"},
		{"quarantined", "hybrid-2013", "bob@contoso.com", "alice@contoso.com", `cloud> New-TransportRule "Hold it" -Quarantine $true`, "TransportRule"},
		{"no reply", "hybrid-2013", "alice@contoso.com", "bob@contoso.com", `onprem> New-TransportRule "No answers" -FromScope InOrganization -HeaderContainsMessageHeader Auto-Submitted -HeaderContainsWords auto -DeleteMessage $true`, "TransportRule"},
		{"nobody told", "hybrid-2013", "alice@contoso.com", "bob@contoso.com", `onprem> New-TransportRule "Away with it" -DeleteMessage $true`, "TransportRule"},
		{"only these members", "hybrid-2013", "erin@fabrikam.com", "alice@contoso.com,bob@contoso.com", `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -RemoteIPRanges 172.16.0.0/12`, "-RemoteIPRanges"},
		{"wrong way", "hybrid-edge", "bob@contoso.com", "alice@contoso.com", `onprem> New-SendConnector "Direct way" -AddressSpaces "smtp:contoso.mail.onmicrosoft.com;1" -DNSRoutingEnabled $true`, "SendConnector"},
		{"not through EDGE01", "hybrid-edge", "bob@contoso.com", "alice@contoso.com", `onprem> New-SendConnector "Direct way" -AddressSpaces "smtp:contoso.mail.onmicrosoft.com;1" -DNSRoutingEnabled $true`, "SendConnector"},
		{"header X-MS-Exchange-Organization-AuthAs absent", "hybrid-2013", "alice@contoso.com", "bob@contoso.com", `onprem> New-TransportRule "Strip it" -RemoveHeader X-MS-Exchange-Organization-AuthAs`, "TransportRule"},
		{"loop", "hybrid-2013", "alice@contoso.com", "bob@contoso.com", `cloud> Get-OutboundConnector | Set-OutboundConnector -Enabled $false`, "OutboundConnector"},
	}
	r := rand.New(rand.NewPCG(17, 11))
	for _, w := range words {
		asked := *whole || r.IntN(4) == 0
		t.Run(w.word, func(t *testing.T) {
			s := base(t, w.base)
			faulty, err := s.With(w.fault)
			if err != nil {
				t.Fatal(err)
			}
			symptom := read(t, w.word)
			d := &search{ctx: context.Background(), subject: s, player: s.Player(), symptom: symptom}
			defer d.player.Close()
			if d.world, err = d.player.World(); err != nil {
				t.Fatal(err)
			}
			defer d.world.Close()
			l := d.prepared(letter{from: w.from, to: w.to})
			healthy, seen := d.play(l), d.play(l, w.fault)
			if healthy == nil || seen == nil {
				t.Fatal("it cannot be played")
			}
			if as, now := symptom.fit(healthy, healthy), symptom.fit(seen, healthy); as >= enough || now < enough {
				t.Errorf("fits %.2f as configured and %.2f with the fault: %v", as, now, seen.ends)
			}
			if !asked || w.word == "wrong way" { // of it check must say so, which letters_test.go plays
				return
			}
			r, err := Diagnose(context.Background(), faulty, symptom, Options{From: w.from, To: w.to, Unproved: true})
			if err != nil {
				t.Fatal(err)
			}
			var fixes []string
			for _, c := range r.Causes {
				fixes = append(fixes, c.Fix...)
			}
			if !r.Shows || !strings.Contains(strings.Join(fixes, "\n"), w.fix) {
				t.Errorf("shows: %v, %s, fixes %q, want one with %s", r.Shows, r.Verdict, fixes, w.fix)
			}
		})
	}
}
