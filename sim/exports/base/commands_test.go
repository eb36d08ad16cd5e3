package base_test

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// pasted builds a base of one text, beside an accepted domain of each side.
func pasted(t *testing.T, text string) (*base.Base, *relay.Organization) {
	t.Helper()
	x, err := exports.ReadBytes("paste.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	x.Objects = append(x.Objects, surroundings()...)
	b, err := base.Build(x, base.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b, organizations(t, parse(t, b.Text))[0]
}

func TestAPastedSessionIsAppliedInItsOrder(t *testing.T) {
	const printed = "Name : Fax\nAddressSpaces : {smtp:fax.example;1}\nRequireTLS : True\nCloudServicesMailEnabled : False\n"
	tests := []struct {
		name, text string
		check      func(o *relay.Organization, b *base.Base) bool
	}{
		{"a later command over an earlier print", printed + "\n[PS] C:\\>Set-SendConnector Fax -RequireTLS $false\n",
			func(o *relay.Organization, _ *base.Base) bool { return !o.SendConnectors[0].RequireTLS }},
		{"a later print over an earlier command", printed + "\n[PS] C:\\>Set-SendConnector Fax -RequireTLS $false\n[PS] C:\\>Get-SendConnector Fax | fl\n\n" + printed,
			func(o *relay.Organization, _ *base.Base) bool { return o.SendConnectors[0].RequireTLS }},
		{"an object of the installation is removed, although no print shows it", printed + "\n[PS] C:\\>Remove-ReceiveConnector 'EX01\\Client Frontend EX01'\n",
			func(o *relay.Organization, _ *base.Base) bool { return receiveNames(o) == "Default Frontend EX01" }},
		{"what nothing shows cannot be removed, and that is said", printed + "\n[PS] C:\\>Remove-SendConnector 'Gone'\n",
			func(_ *relay.Organization, b *base.Base) bool {
				return slices.ContainsFunc(b.Report.Unknown, func(u base.Unknown) bool {
					return u.What == `SendConnector "Gone"` && strings.Contains(u.Why, "paste.txt:6")
				})
			}},
		{"what is only changed is made of what is known, and that is said", printed + "\n[PS] C:\\>Set-ReceiveConnector 'EX01\\Scan' -RemoteIPRanges 10.4.0.7\n",
			func(o *relay.Organization, b *base.Base) bool {
				return strings.Contains(receiveNames(o), "Scan") && slices.ContainsFunc(b.Report.Unknown, func(u base.Unknown) bool {
					return strings.Contains(u.What, "Scan") && strings.Contains(u.Why, "paste.txt:6")
				})
			}},
		{"a connector is made for what its command says", printed + "\n[PS] C:\\>New-ReceiveConnector Scanners -Internet -Bindings 0.0.0.0:2526 -RemoteIPRanges 10.4.0.0/16\n",
			func(o *relay.Organization, _ *base.Base) bool {
				return slices.ContainsFunc(o.ReceiveConnectors, func(c *relay.ReceiveConnector) bool { return c.Name == "Scanners" && c.Permits(relay.AnonymousUsers) })
			}},
		{"a right by way of a pipeline", printed + "\n[PS] C:\\>New-ReceiveConnector Scanners -Bindings 0.0.0.0:2526 -RemoteIPRanges 10.4.0.0/16 -PermissionGroups AnonymousUsers\n" +
			"[PS] C:\\>Get-ReceiveConnector Scanners | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient\n",
			func(_ *relay.Organization, b *base.Base) bool {
				return len(b.Report.Refused) == 0 && strings.Contains(b.Text, "\nonprem> Add-ADPermission Scanners ")
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if b, o := pasted(t, tt.text); !tt.check(o, b) {
				t.Errorf("it is not so:\n%s", b.Text)
			}
		})
	}
}

func TestAPrintOfOneIsNoList(t *testing.T) {
	const one = "Name : Default Frontend EX01\nIdentity : EX01\\Default Frontend EX01\nBindings : {0.0.0.0:25}\nRemoteIPRanges : {0.0.0.0-255.255.255.255}\n"
	const two = "\nName : Scanners\nIdentity : EX01\\Scanners\nBindings : {0.0.0.0:25}\nRemoteIPRanges : {10.4.0.0/16}\n"
	for _, tt := range []struct{ name, text, want string }{
		{"one connector", one, "Default Frontend EX01, Client Frontend EX01"},
		{"two that were asked for", "[PS] C:\\>Get-ReceiveConnector | ? {$_.Enabled} | fl\n\n" + one + two, "Default Frontend EX01, Client Frontend EX01, Scanners"},
		{"all", "[PS] C:\\>Get-ReceiveConnector -Server EX01 | fl\n\n" + one + two, "Default Frontend EX01, Scanners"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if b, o := pasted(t, tt.text); receiveNames(o) != tt.want {
				t.Errorf("want %s, got %s\n%s", tt.want, receiveNames(o), b.Text)
			}
		})
	}
}

func TestAPrintWithoutANameIsReported(t *testing.T) {
	b, _ := pasted(t, "Bindings : {0.0.0.0:25}\nRemoteIPRanges : {10.4.0.0/16}\nTransportRole : FrontendTransport\n")
	if !slices.ContainsFunc(b.Report.Notices, func(n string) bool { return strings.Contains(n, "paste.txt:1") && strings.Contains(n, "which one") }) {
		t.Errorf("nothing says that it is not used: %q", b.Report.Notices)
	}
}
