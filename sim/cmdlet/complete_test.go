package cmdlet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func TestComplete(t *testing.T) {
	tests := []struct {
		name, line string
		cloud      bool
		replaces   string // the end of the line, for which the words stand
		want       []string
	}{
		{name: "a cmdlet of this side", line: "Get-Rec", replaces: "Get-Rec", want: []string{"Get-ReceiveConnector", "Get-Recipient"}},
		{name: "case does not matter", line: "get-sendc", replaces: "get-sendc", want: []string{"Get-SendConnector"}},
		{name: "the other side has others", line: "Get-Send", cloud: true, replaces: "Get-Send"},
		{name: "a parameter", line: "Set-SendConnector Internet -Tls", replaces: "-Tls", want: []string{"-TlsAuthLevel", "-TlsCertificateName", "-TlsDomain"}},
		{name: "one that is given is not offered again", line: "Set-SendConnector Internet -TlsDomain a.example -Tls", replaces: "-Tls", want: []string{"-TlsAuthLevel", "-TlsCertificateName"}},
		{name: "a member of a closed set", line: "Set-SendConnector Internet -TlsAuthLevel ", want: []string{"$null", "CertificateValidation", "DomainValidation", "EncryptionOnly"}},
		{name: "its beginning", line: "Set-AcceptedDomain contoso.com -DomainType I", cloud: true, replaces: "I", want: []string{"InternalRelay"}},
		{name: "yes or no", line: "Set-SendConnector Internet -RequireTLS $", replaces: "$", want: []string{"$false", "$true"}},
		{name: "a member of a list", line: "Set-ReceiveConnector X -PermissionGroups AnonymousUsers,ExchangeS", replaces: "ExchangeS", want: []string{"ExchangeServers"}},
		{name: "a name with a space gets quotes", line: "Set-ReceiveConnector ", want: []string{`"EX01\Default Frontend EX01"`}},
		{name: "without the quote", line: `Set-ReceiveConnector EX01\d`, replaces: `EX01\d`, want: []string{`"EX01\Default Frontend EX01"`}},
		{name: "with the quote", line: `Set-ReceiveConnector "EX01\Default Fr`, replaces: `"EX01\Default Fr`, want: []string{`"EX01\Default Frontend EX01"`}},
		{name: "with the other quote", line: `Set-ReceiveConnector 'EX01\Default Fr`, replaces: `'EX01\Default Fr`, want: []string{`'EX01\Default Frontend EX01'`}},
		{name: "by the parameter's name", line: "Remove-AcceptedDomain -Identity con", cloud: true, replaces: "con", want: []string{"contoso.com", "contoso.mail.onmicrosoft.com", "contoso.onmicrosoft.com"}},
		{name: "a new object has no name yet", line: "New-AcceptedDomain ", cloud: true},
		{name: "a second loose value is none", line: "Set-AcceptedDomain contoso.com ", cloud: true},
		{name: "behind a bar what takes the objects", line: "Get-AcceptedDomain | ", cloud: true, want: []string{"Format-List", "Format-Table", "Remove-AcceptedDomain", "Set-AcceptedDomain"}},
		{name: "and properties for the formatters", line: "Get-AcceptedDomain | Format-List Name,Domain", cloud: true, replaces: "Domain", want: []string{"DomainName", "DomainType"}},
		{name: "a server", line: "Set-SendConnector Internet -SourceTransportServers ", want: []string{"EX01"}},
		{name: "a switch with a colon", line: "Set-AcceptedDomain x -MakeDefault:$t", replaces: "$t", want: []string{"$true"}},
		{name: "nothing of nothing that is known", line: "Nonsense -Foo ", want: nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onprem, cloud := newLab(relay.Exchange2013)
			a := onprem
			if tt.cloud {
				a = cloud
			}
			from, got := cmdlet.Complete(a, tt.line)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("completions differ (-want +got):\n%s", diff)
			}
			if len(tt.want) > 0 && tt.line[from:] != tt.replaces {
				t.Errorf("they replace %q, want %q", tt.line[from:], tt.replaces)
			}
			if a.replaced > 0 {
				t.Error("completing has changed the organization")
			}
		})
	}
}

// FuzzComplete completes anything: what it offers begins as what was typed.
func FuzzComplete(f *testing.F) {
	for _, doc := range cmdlet.Reference() {
		f.Add(doc.Name+" -", false)
		f.Add("Get-"+doc.Pipeline+" | "+doc.Name+" -"+doc.Positional+" \"x", true)
	}
	f.Add(`Set-ReceiveConnector "EX01\Default Fr`, false)
	f.Add("Set-SendConnector Internet -RequireTLS:$t", false)
	f.Add("Get-AcceptedDomain | fl Name,", true)
	f.Add("Get-AcceptedDomain | fl Na\xda\xdame,", true)
	onprem, cloud := newLab(relay.Exchange2013)
	f.Fuzz(func(t *testing.T, line string, inCloud bool) {
		a := onprem
		if inCloud {
			a = cloud
		}
		from, words := cmdlet.Complete(a, line)
		if from < 0 || from > len(line) {
			t.Fatalf("%q: from %d", line, from)
		}
		typed := strings.TrimLeft(line[from:], `"'`)
		for _, w := range words {
			if w = strings.TrimLeft(w, `"'`); len(w) < len(typed) || !strings.EqualFold(w[:len(typed)], typed) {
				t.Errorf("%q: %q does not begin with %q", line, w, typed)
			}
		}
	})
}
