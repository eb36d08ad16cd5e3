package lab_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/lab"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

func catalogue() *story.Catalogue { return &story.Catalogue{Files: scenarios.Files} }

// labOf is a lab of the catalogue, with its sheet.
func labOf(t *testing.T, name string) *lab.Lab {
	t.Helper()
	s, err := catalogue().Story(name)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := lab.SheetOf(scenarios.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.New(s, sheet)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// usual are 30 lines that somebody types who does not know what is wrong.
var usual = []string{
	"onprem> Update-HybridConfiguration",
	"onprem> Start-ADSyncSyncCycle",
	"cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay",
	"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative",
	"onprem> Set-AcceptedDomain contoso.com -DomainType InternalRelay",
	"onprem> Set-AcceptedDomain contoso.com -DomainType Authoritative",
	"cloud> Get-OutboundConnector | Set-OutboundConnector -CloudServicesMailEnabled $true",
	"cloud> Get-InboundConnector | Set-InboundConnector -CloudServicesMailEnabled $true",
	"cloud> Get-OutboundConnector | Set-OutboundConnector -TlsSettings $null",
	"cloud> Get-OutboundConnector | Set-OutboundConnector -TlsSettings EncryptionOnly",
	"cloud> Get-InboundConnector | Set-InboundConnector -RequireTls $false",
	"cloud> Get-InboundConnector | Remove-InboundConnector",
	"cloud> Get-OutboundConnector | Remove-OutboundConnector",
	"cloud> Get-OutboundConnector | Set-OutboundConnector -UseMXRecord $true",
	"onprem> Get-SendConnector | Set-SendConnector -CloudServicesMailEnabled $true",
	"onprem> Get-SendConnector | Set-SendConnector -RequireTLS $false",
	"onprem> Get-SendConnector | Set-SendConnector -TlsAuthLevel EncryptionOnly",
	"onprem> Get-SendConnector | Set-SendConnector -IgnoreSTARTTLS $true",
	"onprem> Get-SendConnector | Remove-SendConnector",
	"onprem> Get-ReceiveConnector | Set-ReceiveConnector -PermissionGroups AnonymousUsers,ExchangeServers",
	"onprem> Get-ReceiveConnector | Set-ReceiveConnector -RemoteIPRanges 0.0.0.0-255.255.255.255",
	"onprem> Get-ReceiveConnector | Set-ReceiveConnector -RequireTLS $false",
	"onprem> Get-ReceiveConnector | Set-ReceiveConnector -TlsDomainCapabilities mail.protection.outlook.com:AcceptCloudServicesMail",
	"onprem> Get-ExchangeCertificate | Enable-ExchangeCertificate -Services SMTP",
	"cloud> Get-RemoteDomain | Set-RemoteDomain -AllowedOOFType InternalLegacy -TNEFEnabled $true",
	"onprem> Get-RemoteDomain | Set-RemoteDomain -AllowedOOFType InternalLegacy -TNEFEnabled $true",
	"onprem> Get-DistributionGroup | Set-DistributionGroup -RequireSenderAuthenticationEnabled $false",
	"cloud> Get-DistributionGroup | Set-DistributionGroup -RequireSenderAuthenticationEnabled $false",
	"net> unblock cloud -> mail.contoso.com:25",
	"cloud> Set-OrganizationConfig -RejectDirectSend $false",
}

// A line that everybody types passes no lab, unless the documented fix has it or the author says that it is broad and true.
func TestNoLabPassesByAUsualLine(t *testing.T) {
	if len(usual) != 30 {
		t.Fatalf("%d lines", len(usual))
	}
	all, sample := os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" && !tested.Race, 12
	if tested.Race {
		sample = 40
	}
	for i, name := range catalogue().Names() {
		s, err := catalogue().Story(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Teaches() != nil || !all && i%sample > 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := labOf(t, name)
			for j, line := range usual {
				if tested.Sampled(j, 5) {
					continue
				}
				step, err := script.Parse("", 1, line)
				if err != nil {
					t.Fatal(err)
				}
				if l.Allows(line, step.Traits(), 0) != nil {
					continue
				}
				g, err := l.Grade([]string{line}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if g.Passed && len(g.Broad) == 0 && !documented(l.Story, line) {
					t.Errorf("passes by %s", line)
				}
			}
		})
	}
}

// documented reports whether one of the fixes types the line.
func documented(s *story.Story, line string) bool {
	return slices.ContainsFunc(s.Cures, func(c story.Cure) bool {
		return slices.ContainsFunc(c.Resolution, func(step *story.Step) bool { return strings.EqualFold(step.Text, line) })
	})
}
