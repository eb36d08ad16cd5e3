package relay

import (
	"fmt"
	"slices"
	"strings"
)

// SmtpDaneMode is whether a cloud OutboundConnector looks at TLSA records (L83).
type SmtpDaneMode string

// Modes of DANE: they are obeyed where there are any, must be there, or are not looked at.
const (
	DaneOpportunistic SmtpDaneMode = "Opportunistic"
	DaneMandatory     SmtpDaneMode = "Mandatory"
	DaneNone          SmtpDaneMode = "None"
)

// Values lists the modes.
func (SmtpDaneMode) Values() []string {
	return []string{string(DaneOpportunistic), string(DaneMandatory), string(DaneNone)}
}

// MtaStsMode is whether a cloud OutboundConnector looks at a domain's MTA-STS policy (L83).
type MtaStsMode string

// Modes of MTA-STS: a policy is obeyed where there is one, or not looked at.
const (
	MtaStsOpportunistic MtaStsMode = "Opportunistic"
	MtaStsNone          MtaStsMode = "None"
)

// Values lists the modes.
func (MtaStsMode) Values() []string { return []string{string(MtaStsOpportunistic), string(MtaStsNone)} }

// STSMode is what a domain wants done with mail that its policy is not met for (RFC 8461 section 5).
type STSMode string

// Modes of a policy: such mail waits, it is only told of, or there is no policy any more.
const (
	STSEnforce STSMode = "enforce"
	STSTesting STSMode = "testing"
	STSNone    STSMode = "none"
)

// STSPolicy is what a domain says by MTA-STS about its mail hosts (RFC 8461).
type STSPolicy struct {
	Mode STSMode
	MX   []string // names of hosts; *.contoso.com stands for one label
}

// Names reports whether a mail host is one of those that the policy names.
func (p STSPolicy) Names(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	_, parent, _ := strings.Cut(host, ".")
	return slices.ContainsFunc(p.MX, func(mx string) bool {
		mx = strings.ToLower(mx)
		return mx == host || mx == "*."+parent
	})
}

// STSHostPrefix stands before a domain in the name of the host that its policy is read from.
const STSHostPrefix = "mta-sts."

// stsWeek is how long, in seconds, a policy here says that it holds. Nobody here remembers one.
const stsWeek = "604800"

// Page is the policy as the host publishes it (RFC 8461 section 3.2).
func (p STSPolicy) Page() string {
	return "version: STSv1\r\nmode: " + string(p.Mode) + "\r\nmx: " + strings.Join(p.MX, "\r\nmx: ") +
		"\r\nmax_age: " + stsWeek + "\r\n"
}

// ParseSTSPolicy reads a policy as it is published.
func ParseSTSPolicy(page string) (p STSPolicy, err error) {
	version := ""
	for line := range strings.Lines(page) {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(field) {
		case "version":
			version = value
		case "mode":
			p.Mode = STSMode(value)
		case "mx":
			p.MX = append(p.MX, value)
		}
	}
	switch {
	case version != "STSv1":
		return STSPolicy{}, fmt.Errorf("%q is not the version of an MTA-STS policy: that is STSv1", version)
	case p.Mode != STSEnforce && p.Mode != STSTesting && p.Mode != STSNone:
		return STSPolicy{}, fmt.Errorf("%q is none of the modes enforce, testing and none", p.Mode)
	case len(p.MX) == 0 && p.Mode != STSNone:
		return STSPolicy{}, fmt.Errorf("an MTA-STS policy without mx lines names no mail host")
	}
	return p, nil
}

func (p STSPolicy) String() string { return string(p.Mode) + " mx " + strings.Join(p.MX, ", ") }
