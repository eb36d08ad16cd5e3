package cmdlet_test

import (
	"strings"
	"testing"
)

func TestTheTenantsListOfSenders(t *testing.T) {
	a := sideOf(t, 0)
	do(t, a, "New-TenantAllowBlockListItems -ListType Sender -Entries fabrikam.com,erin@litware.com -Block -NoExpiration",
		"New-TenantAllowBlockListItems -ListType Url -Entries contoso.example/x -Allow", "Set-ArcConfig -Identity Default -ArcTrustedSealers Filter.example")
	if got := do(t, a, "Get-TenantAllowBlockListItems -ListType Sender"); !strings.Contains(got, "erin@litware.com") || strings.Contains(got, "contoso.example") {
		t.Errorf("of the senders it prints %s", got)
	}
	if got := do(t, a, "Get-ArcConfig"); !strings.Contains(got, "filter.example") {
		t.Errorf("the sealers are %s", got)
	}
	wantError(t, a, "New-TenantAllowBlockListItems -ListType Sender -Entries x.example", 41, "neither blocks nor allows", "-Block")
	wantError(t, a, "New-TenantAllowBlockListItems -ListType Sender -Entries erin -Block", 57, "no address and no domain", "fabrikam.com")
	wantError(t, a, "New-TenantAllowBlockListItems -ListType Sender -Entries fabrikam.com -Allow", 0, "already exists", "Remove-")
	wantError(t, a, "Remove-TenantAllowBlockListItems -ListType Sender -Entries fabrikam.org", 60, "no entry", "Get-Tenant")
	wantError(t, a, "Set-ArcConfig -ArcTrustedSealers *@filter.example", 34, "no domain", "")
	do(t, a, "Remove-TenantAllowBlockListItems -ListType Sender -Entries FABRIKAM.com")
	if got := do(t, a, "Get-TenantAllowBlockListItems"); strings.Contains(got, "fabrikam.com") {
		t.Errorf("after removal: %s", got)
	}
}
