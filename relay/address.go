package relay

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// DomainOf is the domain of an SMTP address in lower case, or "" for the null sender and for what has no domain.
func DomainOf(address string) string {
	i := strings.LastIndexByte(address, '@')
	if i < 0 {
		return ""
	}
	return strings.ToLower(address[i+1:])
}

// SameAddress compares SMTP addresses as Exchange does: without regard to case in either part.
func SameAddress(a, b string) bool { return strings.EqualFold(a, b) }

// MatchDomain reports whether a pattern of Exchange's connectors covers a domain: an exact name, "*.name" or "*".
// Whether "*.name" also covers name itself differs by object, so the caller says (S5.1: yes for SendConnector; U4: not
// stated for cloud connectors).
func MatchDomain(pattern, domain string, wildcardCoversApex bool) bool {
	pattern, domain = strings.ToLower(pattern), strings.ToLower(domain)
	if pattern == "*" {
		return true
	}
	parent, wildcard := strings.CutPrefix(pattern, "*.")
	if !wildcard {
		return pattern == domain
	}
	return strings.HasSuffix(domain, "."+parent) || wildcardCoversApex && domain == parent
}

// AddressSpace is one entry of a SendConnector's AddressSpaces, "smtp:*.contoso.com;1": type, domain pattern and cost.
type AddressSpace struct {
	Type   string // "smtp"
	Domain string // contoso.com, *.contoso.com, * or --
	Cost   int    // 1 to 100
}

// UnmarshalText reads an address space; type and cost may be left out.
func (s *AddressSpace) UnmarshalText(text []byte) error {
	rest := strings.TrimSpace(string(text))
	*s = AddressSpace{Type: "smtp", Cost: 1}
	if kind, after, ok := strings.Cut(rest, ":"); ok {
		s.Type, rest = strings.ToLower(kind), after
	}
	domain, cost, hasCost := strings.Cut(rest, ";")
	s.Domain = strings.ToLower(strings.TrimSpace(domain))
	if s.Domain == "" {
		return fmt.Errorf("%q names no domain; want smtp:contoso.com;1", text)
	}
	if hasCost {
		n, err := strconv.Atoi(strings.TrimSpace(cost))
		if err != nil || n < 1 || n > 100 {
			return fmt.Errorf("the cost in %q is not a number from 1 to 100", text)
		}
		s.Cost = n
	}
	return nil
}

func (s AddressSpace) String() string { return fmt.Sprintf("%s:%s;%d", s.Type, s.Domain, s.Cost) }

// Binding is a local address and port that a ReceiveConnector listens on. The unspecified address means any of its
// family.
type Binding struct{ netip.AddrPort }

// UnmarshalText reads "0.0.0.0:25" or "[::]:25".
func (b *Binding) UnmarshalText(text []byte) (err error) {
	if b.AddrPort, err = netip.ParseAddrPort(strings.TrimSpace(string(text))); err != nil {
		return fmt.Errorf("%q is not a binding; want 0.0.0.0:25 or [::]:25", text)
	}
	return nil
}

// Accepts reports whether a connection to local arrives at this binding (R1.1).
func (b Binding) Accepts(local netip.AddrPort) bool {
	addr := local.Addr().Unmap()
	if b.Port() != local.Port() {
		return false
	}
	if b.Addr().IsUnspecified() {
		return b.Addr().BitLen() == addr.BitLen()
	}
	return b.Addr() == addr
}

// TlsDomainCapability is one entry of TlsDomainCapabilities, "mail.protection.outlook.com:AcceptCloudServicesMail":
// what a peer may do whose certificate names the domain (R1.18).
type TlsDomainCapability struct {
	Domain       string
	Capabilities []string
}

// Capabilities that make cross-premises mail trusted; 2010 uses the first, later products the second.
const (
	AcceptOorgProtocol      = "AcceptOorgProtocol"
	AcceptCloudServicesMail = "AcceptCloudServicesMail"
)

// UnmarshalText reads "domain:capability,capability". A domain may itself hold colons, as old <I>..<S>.. strings do
// not, so the last colon divides.
func (c *TlsDomainCapability) UnmarshalText(text []byte) error {
	s := string(text)
	i := strings.LastIndexByte(s, ':')
	if i <= 0 || i == len(s)-1 {
		return fmt.Errorf("%q is not a TLS domain capability; want mail.protection.outlook.com:AcceptCloudServicesMail",
			s)
	}
	c.Domain = s[:i]
	c.Capabilities = nil
	known := []string{AcceptOorgProtocol, AcceptCloudServicesMail}
	for name := range strings.SplitSeq(s[i+1:], ",") {
		found := ""
		for _, k := range known {
			if strings.EqualFold(strings.TrimSpace(name), k) {
				found = k
			}
		}
		if found == "" {
			return fmt.Errorf("%q is not a capability that this model knows; want %s", name,
				strings.Join(known, " or "))
		}
		c.Capabilities = append(c.Capabilities, found)
	}
	return nil
}

func (c TlsDomainCapability) String() string {
	return c.Domain + ":" + strings.Join(c.Capabilities, ",")
}
