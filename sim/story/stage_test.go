package story_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/story"
)

func newStage(t *testing.T) *story.Stage {
	t.Helper()
	s, err := story.NewStage(story.Headers{
		Clock: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Product: relay.Exchange2019, Server: "EX01.contoso.com",
		Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso", Era: relay.EraToday, MX: map[string]string{"contoso.com": "cloud"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestAStagePlaysLinesAsTheyCome(t *testing.T) {
	s := newStage(t)
	domains := func() int { return len(s.World().Side(relay.Cloud).Organization().AcceptedDomains) }
	before := domains()
	if err := s.Do("cloud> New-AcceptedDomain contoso.com -DomainName contoso.com"); err != nil || domains() != before+1 {
		t.Errorf("the line was not played: %v", err)
	}
	err := s.Do("cloud> New-AcceptedDomain contoso.com -DomainName contoso.com")
	if err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("the same again: %v", err)
	}
	if err := s.Do("cloud dance"); err == nil {
		t.Error("a line that is none was played")
	}
}

func TestTryingALineChangesNothing(t *testing.T) {
	s := newStage(t)
	domains := func() int { return len(s.World().Side(relay.Cloud).Organization().AcceptedDomains) }
	before := domains()
	if err := s.Try(relay.Cloud, "New-AcceptedDomain contoso.com -DomainName contoso.com"); err != nil || domains() != before {
		t.Errorf("%v, %d domains instead of %d", err, domains(), before)
	}
	if err := s.Try(relay.Cloud, "Remove-AcceptedDomain contoso.onmicrosoft.com"); err == nil {
		t.Error("a line that would be refused is not")
	}
	if err := s.Try(relay.OnPremises, "New-Mailbox bob"); err != nil {
		t.Error(err)
	}
	if err := s.Try(relay.OnPremises, "Start-ADSyncSyncCycle"); err != nil || len(s.World().Side(relay.Cloud).Organization().Recipients) > 0 {
		t.Errorf("a line that acts on both sides was played: %v", err)
	}
}

// TestIssueSaysFromWhenUntilWhen: an imported certificate has the dates and names of the real one, and may have expired.
func TestIssueSaysFromWhenUntilWhen(t *testing.T) {
	s := newStage(t)
	line := `ca> issue "CN=mail.contoso.com, O=Contoso" and mail.contoso.com, *.contoso.com by "CN=Example CA" to EX01 from 2024-01-05T00:00:00Z until 2025-01-05T00:00:00Z`
	if err := s.Do(line); err != nil {
		t.Fatal(err)
	}
	type dated struct {
		Subject, From, Until string
		Names                []string
	}
	certs := s.World().Side(relay.OnPremises).Organization().Certificates
	c := certs[len(certs)-1]
	want := dated{"CN=mail.contoso.com, O=Contoso", "2024-01-05", "2025-01-05", []string{"mail.contoso.com", "*.contoso.com"}}
	got := dated{c.Subject, c.Leaf.NotBefore.Format(time.DateOnly), c.Leaf.NotAfter.Format(time.DateOnly), c.CertificateDomains()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the certificate (-want +got):\n%s", diff)
	}
	for bad, wanted := range map[string]string{
		"ca> issue a.contoso.com self-signed to EX01 until tomorrow":                                       `"tomorrow" is not a time`,
		"ca> issue a.contoso.com self-signed to EX01 for 3d until 2027-01-05T00:00:00Z":                    "did not expect",
		"ca> issue a.contoso.com self-signed to EX01 from 2027-01-05T00:00:00Z until 2026-01-05T00:00:00Z": "before it begins",
	} {
		if err := s.Do(bad); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%s: want an error with %q, got %v", bad, wanted, err)
		}
	}
}
