package exports

import "testing"

// TestSideByContent is about objects of a kind that both sides have, in files whose names say nothing.
func TestSideByContent(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"only the service has initial domains, and one print is of one organization",
			"DomainName : tailspintoys.com\nInitialDomain : False\n\nDomainName : tail.onmicrosoft.com\nInitialDomain : True\n", "cloud cloud"},
		{"both sides print InitialDomain, so False tells nothing", "DomainName : tailspintoys.com\nInitialDomain : False\n", "-"},
		{"the coexistence domain is on both sides", "DomainName : tail.mail.onmicrosoft.com\nDomainType : InternalRelay\n", "-"},
		{"only the service has DANE for receiving", `[{"DomainName":"tailspintoys.com","SmtpDaneStatus":"Enabled"}]`, "cloud"},
		{"a REST answer names the service in its context", `{"@odata.context":"https://outlook.office365.us/adminapi/beta/1/$metadata#TransportConfig","value":[{"MaxSendSize":"25 MB"}]}`, "cloud"},
		{"also when the context comes last", `{"value":[{"DomainName":"tailspintoys.com","DomainType":"Authoritative"}],"@odata.context":"https://outlook.office365.com/x/$metadata#AcceptedDomain"}`, "cloud"},
		{"another server's REST answer is not the service's", `{"@odata.context":"https://api.tailspintoys.com/$metadata#AcceptedDomain","value":[{"DomainName":"tailspintoys.com","DomainType":"Authoritative"}]}`, "-"},
		{"a setting that only the service has", "Name : tailspin\nRejectDirectSend : False\n", "cloud"},
		{"the service names an organization by its initial domain", "Name : tail.onmicrosoft.com\nIsDehydrated : False\nMapiHttpEnabled : True\n", "cloud"},
		{"the directory decides against the file's other prints", "DomainName : tailspintoys.com\nDistinguishedName : CN=tailspintoys.com,CN=Accepted Domains,DC=tailspin,DC=local\n\nDomainName : tail.onmicrosoft.com\nInitialDomain : True\n", "onprem cloud"},
		{"the Exchange Management Shell has a prompt of its own", "[PS] C:\\>Get-RemoteDomain Default | fl\n\nDomainName : *\nIsInternal : False\n", "onprem"},
		{"what is typed behind Connect-ExchangeOnline goes to the service", "Connect-ExchangeOnline\nSet-RemoteDomain Default -AutoForwardEnabled $false\n", "cloud"},
		{"the service has no New-AcceptedDomain", "New-AcceptedDomain tailspintoys.com -DomainName tailspintoys.com\n", "onprem"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			for _, o := range readText(t, "export.txt", tt.text).Objects {
				if got != "" {
					got += " "
				}
				if got += string(o.Side); o.Side == "" {
					got += "-"
				}
			}
			if got != tt.want {
				t.Errorf("want %s, got %s", tt.want, got)
			}
		})
	}
}
