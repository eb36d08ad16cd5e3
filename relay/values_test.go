package relay_test

import (
	"encoding"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestMatchDomain(t *testing.T) {
	tests := []struct {
		name, pattern, domain string
		apex, want            bool
	}{
		{"PS: a name matches itself", "contoso.com", "contoso.com", false, true},
		{"without regard to case", "Contoso.COM", "contoso.com", false, true},
		{"PS: and no subdomain", "contoso.com", "jpn.contoso.com", true, false},
		{"PS: * matches everything", "*", "contoso.com", false, true},
		{"SEND: *.contoso.com matches subdomains", "*.contoso.com", "jpn.contoso.com", false, true},
		{"SEND: at any depth", "*.contoso.com", "a.b.contoso.com", false, true},
		{"SEND: on a send connector the apex too", "*.contoso.com", "contoso.com", true, true},
		{"U4: elsewhere not", "*.contoso.com", "contoso.com", false, false},
		{"a label is matched as a whole", "*.contoso.com", "notcontoso.com", true, false},
		{"no domain, no match", "contoso.com", "", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := relay.MatchDomain(tt.pattern, tt.domain, tt.apex); got != tt.want {
				t.Errorf("MatchDomain(%q, %q, %t) = %t, want %t", tt.pattern, tt.domain, tt.apex, got, tt.want)
			}
		})
	}
}

func TestDomainOf(t *testing.T) {
	tests := []struct{ in, want string }{
		{"alice@Contoso.com", "contoso.com"}, {"", ""}, {"postmaster", ""}, {`"a@b"@contoso.com`, "contoso.com"}, {"alice@", ""},
	}
	for _, tt := range tests {
		if got := relay.DomainOf(tt.in); got != tt.want {
			t.Errorf("DomainOf(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// The values that properties take are written as Exchange prints them and read back the same.
func TestValuesAreReadAndWritten(t *testing.T) {
	type value interface {
		encoding.TextUnmarshaler
		fmt.Stringer
	}
	tests := []struct {
		name, in, want string
		value          value
	}{
		{"S2.2: an address space", "smtp:contoso.mail.onmicrosoft.com;1", "smtp:contoso.mail.onmicrosoft.com;1", new(relay.AddressSpace)},
		{"PS: type and cost may be left out", "*.contoso.com", "smtp:*.contoso.com;1", new(relay.AddressSpace)},
		{"PS: type alone may be left out", "contoso.com;100", "smtp:contoso.com;100", new(relay.AddressSpace)},
		{"PS: cost alone may be left out", "SMTP:*", "smtp:*;1", new(relay.AddressSpace)},
		{"S2.2: an Edge's way in", "smtp:--;100", "smtp:--;100", new(relay.AddressSpace)},
		{"R1.18: a capability", "mail.protection.outlook.com:AcceptCloudServicesMail", "mail.protection.outlook.com:AcceptCloudServicesMail", new(relay.TlsDomainCapability)},
		{"R1.18: two, in any case, with blanks", "contoso.com:acceptoorgprotocol, AcceptCloudServicesMail", "contoso.com:AcceptOorgProtocol,AcceptCloudServicesMail", new(relay.TlsDomainCapability)},
		{"S2.6: the issuer-and-subject form of before 2016", "<I>CN=CA, DC=com<S>CN=mail:AcceptOorgProtocol", "<I>CN=CA, DC=com<S>CN=mail:AcceptOorgProtocol", new(relay.TlsDomainCapability)},
		{"R1.13: a certificate name", " <I>CN=Example CA, O=Example<S>CN=mail.contoso.com ", "<I>CN=Example CA, O=Example<S>CN=mail.contoso.com", new(relay.CertificateName)},
		{"R1.14: an empty one", "", "", new(relay.CertificateName)},
		{"S1.5: a size as Get-ReceiveConnector prints it", "36 MB (37,748,736 bytes)", "36MB", new(relay.ByteSize)},
		{"S1.5: in short", "256KB", "256KB", new(relay.ByteSize)},
		{"S1.5: in bytes", "1000 B", "1000", new(relay.ByteSize)},
		{"S1.5: without a unit", "37748736", "36MB", new(relay.ByteSize)},
		{"S1.5: with a fraction", "1.5 KB", "1536", new(relay.ByteSize)},
		{"S1.5: in gigabytes", "1gb", "1024MB", new(relay.ByteSize)},
		{"S1.5: unlimited", "unlimited", "Unlimited", new(relay.ByteSize)},
		{"R1.1: a binding", "0.0.0.0:25", "0.0.0.0:25", new(relay.Binding)},
		{"R1.1: of IPv6", " [::]:25", "[::]:25", new(relay.Binding)},
		{"R1.8: a range", "192.168.1.0-192.168.1.255", "192.168.1.0-192.168.1.255", new(relay.AddressRange)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, in := range []string{tt.in, tt.want} {
				if err := tt.value.UnmarshalText([]byte(in)); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, tt.value.String()); diff != "" {
					t.Errorf("%q is printed as (-want +got):\n%s", in, diff)
				}
			}
		})
	}
}

func TestMalformedValuesSayWhatIsWrong(t *testing.T) {
	tests := []struct {
		value encoding.TextUnmarshaler
		in    string
		want  string
	}{
		{new(relay.AddressSpace), "", "names no domain"},
		{new(relay.AddressSpace), "smtp:;1", "names no domain"},
		{new(relay.AddressSpace), "contoso.com;0", "not a number from 1 to 100"},
		{new(relay.AddressSpace), "contoso.com;101", "not a number from 1 to 100"},
		{new(relay.AddressSpace), "contoso.com;cheap", "not a number from 1 to 100"},
		{new(relay.TlsDomainCapability), "contoso.com", "is not a TLS domain capability"},
		{new(relay.TlsDomainCapability), ":AcceptOorgProtocol", "is not a TLS domain capability"},
		{new(relay.TlsDomainCapability), "contoso.com:", "is not a TLS domain capability"},
		{new(relay.TlsDomainCapability), "contoso.com:AcceptXProxyFromProtocol", "want AcceptOorgProtocol or AcceptCloudServicesMail"},
		{new(relay.CertificateName), "CN=mail.contoso.com", "want <I>CN=issuer<S>CN=subject"},
		{new(relay.CertificateName), "<I>CN=Example CA", "want <I>CN=issuer<S>CN=subject"},
		{new(relay.CertificateName), "<I><S>CN=mail.contoso.com", "want <I>CN=issuer<S>CN=subject"},
		{new(relay.ByteSize), "", "is not a size"},
		{new(relay.ByteSize), "large", "is not a size"},
		{new(relay.ByteSize), "-1MB", "is not a size"},
		{new(relay.ByteSize), "1 MB KB", "is not a size"},
		{new(relay.ByteSize), "1e300GB", "is not a size"},
		{new(relay.ByteSize), "NaN", "is not a size"},
		{new(relay.Binding), "25", "want 0.0.0.0:25 or [::]:25"},
		{new(relay.AddressRange), "anywhere", "is not an address range"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%T %s", tt.value, tt.in), func(t *testing.T) {
			err := tt.value.UnmarshalText([]byte(tt.in))
			if err == nil {
				t.Fatalf("read as %v, want an error", tt.value)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
		})
	}
}

func TestByteSizeExceeded(t *testing.T) {
	tests := []struct {
		limit relay.ByteSize
		n     int
		want  bool
	}{
		{36 * relay.MB, 37748736, false}, {36 * relay.MB, 37748737, true}, {relay.Unlimited, 1 << 40, false}, {0, 1, false},
	}
	for _, tt := range tests {
		if got := tt.limit.Exceeded(tt.n); got != tt.want {
			t.Errorf("a message of %d bytes exceeds %s = %t, want %t", tt.n, tt.limit, got, tt.want)
		}
	}
}

func TestBindingAccepts(t *testing.T) {
	tests := []struct {
		name, binding, local string
		want                 bool
	}{
		{"R1.1: the unspecified address takes any of its family", "0.0.0.0:25", "10.0.0.1:25", true},
		{"R1.1: of IPv6 likewise", "[::]:25", "[2001:db8::1]:25", true},
		{"R1.1: but not the other family", "[::]:25", "10.0.0.1:25", false},
		{"R1.1: an address takes itself alone", "10.0.0.1:25", "10.0.0.2:25", false},
		{"R1.1: the port counts", "0.0.0.0:587", "10.0.0.1:25", false},
		{"IPv4 written as IPv6 is IPv4", "10.0.0.1:25", "[::ffff:10.0.0.1]:25", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b relay.Binding
			if err := b.UnmarshalText([]byte(tt.binding)); err != nil {
				t.Fatal(err)
			}
			if got := b.Accepts(netip.MustParseAddrPort(tt.local)); got != tt.want {
				t.Errorf("%s accepts %s = %t, want %t", tt.binding, tt.local, got, tt.want)
			}
		})
	}
}

func TestProductsAndEras(t *testing.T) {
	for _, in := range []string{"Exchange 2010", "2013", "Exchange 2016", "2019"} {
		p, err := relay.ParseProduct(in)
		if err != nil || !strings.HasSuffix(p.String(), in) {
			t.Errorf("ParseProduct(%q) = %s, %v", in, p, err)
		}
	}
	for _, in := range []string{"2012", "2015", "2017", "2019", "today"} {
		e, err := relay.ParseEra(in)
		if err != nil || e.String() != in {
			t.Errorf("ParseEra(%q) = %s, %v", in, e, err)
		}
	}
	if _, err := relay.ParseProduct("Exchange Online"); err == nil {
		t.Error("Exchange Online is no on-premises product")
	}
	if _, err := relay.ParseEra("2020"); err == nil {
		t.Error("2020 is no era")
	}
}
