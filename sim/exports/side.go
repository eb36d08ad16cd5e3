package exports

import (
	"path"
	"regexp"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// hint is what the name of a file suggests. It decides only what the content leaves open.
type hint struct {
	noun string
	// the file is called after the noun as an export is: OnPrem_AcceptedDomain.xml, ReceiveConnector_EX01.txt
	exact bool
	side  relay.Side
}

var (
	cloudName = regexp.MustCompile(
		`(?i)(?:^|[^a-z])(?:cloud|exo|eop|tenant|o365|m365|online)(?:[^a-z]|$)|(?:^|_)(?-i:(?:EXO|Cloud)[A-Z_])`)
	localName = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:on-?prem(?:ises)?|local)(?:[^a-z]|$)|(?:^|_)(?-i:OnPrem[A-Z_])`)
)

// exportName is how an export is called: with its side before the noun, and a server behind it.
var exportName = regexp.MustCompile(`(?i)^(?:onprem_|cloud_)?([a-z0-9]+)(?:_.*)?\.\w+$`)

// hintOf reads a file's name: Cloud_AcceptedDomain.txt, OnPrem_RemoteDomain.txt, ReceiveConnector.txt, EXOInConBkp.xml.
func hintOf(name string) (h hint) {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	folder := path.Base(path.Dir(strings.ReplaceAll(name, `\`, "/")))
	for _, part := range []string{base, folder} {
		cloud, local := cloudName.MatchString(part), localName.MatchString(part)
		if cloud != local {
			h.side = relay.OnPremises
			if cloud {
				h.side = relay.Cloud
			}
			break
		}
	}
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(base))
	longest := 0
	for _, k := range kinds {
		if len(k.noun) > longest && strings.Contains(plain, strings.ToLower(k.noun)) {
			h.noun, longest = k.noun, len(k.noun)
		}
	}
	if m := exportName.FindStringSubmatch(base); m != nil {
		h.exact = nounSpelling[strings.ToLower(m[1])] == h.noun && h.noun != ""
	}
	for short, noun := range map[string]string{"sendcon": "SendConnector", "rcptcon": "ReceiveConnector",
		"exoincon": "InboundConnector", "exooutcon": "OutboundConnector"} {
		if h.noun == "" && strings.Contains(plain, short) { // the backups of Microsoft's 2025 article
			h.noun = noun
		}
	}
	return h
}

// serviceName is in the names of the directory, and of the servers, that the service keeps its objects in.
var serviceName = regexp.MustCompile(
	`(?i)\.prod\.outlook\.com|dc=outlook,dc=com|\.outlook\.com/|\.office365\.com|(?:ou|cn)=[\w-]+\.onmicrosoft\.com,ou=microsoft exchange hosted organizations`)

// cloudOnly are properties that only the service's objects have, and the cmdlets' references give as available in the
// cloud only (PS:Set-OrganizationConfig, PS:Set-TransportConfig, PS:Set-AcceptedDomain, PS:Set-RemoteDomain).
var cloudOnly = map[string][]string{
	"AcceptedDomain":     {"SmtpDaneStatus", "CanHaveCloudCache", "SendingFromDomainDisabled", "SendingToDomainDisabled"},
	"OrganizationConfig": {"RejectDirectSend", "AuditDisabled", "SendFromAliasEnabled", "FocusedInboxOn", "ConnectorsEnabled", "AutoExpandingArchiveEnabled"},
	"TransportConfig":    {"SmtpClientAuthenticationDisabled", "AllowLegacyTLSClients", "MessageExpiration", "JournalMessageExpirationDays", "ReplyAllStormProtectionEnabled"},
	"RemoteDomain":       {"SmtpDaneMandatoryModeEnabled"},
}

// cloudValues are values that only the service's objects have: both sides print the property.
var cloudValues = map[string]*regexp.Regexp{
	"AcceptedDomain.InitialDomain":  regexp.MustCompile(`(?i)^true$`),
	"AcceptedDomain.DomainName":     regexp.MustCompile(`(?i)^[\w-]+\.onmicrosoft\.(?:com|us|de|cn)$`),
	"OrganizationConfig.Name":       regexp.MustCompile(`(?i)\.onmicrosoft\.(?:com|us|de|cn)$`),
	"OrganizationConfig.Identity":   regexp.MustCompile(`(?i)\.onmicrosoft\.(?:com|us|de|cn)$`),
	"Mailbox.IsDirSynced":           regexp.MustCompile(`(?i)^true$`),
	"MailUser.IsDirSynced":          regexp.MustCompile(`(?i)^true$`),
	"DistributionGroup.IsDirSynced": regexp.MustCompile(`(?i)^true$`),
}

// sideOf tells whose an object is from the object itself: its noun, where its directory is, what only one side has. It
// is empty when the object does not tell.
func sideOf(o *Object) relay.Side {
	if side := sideOfNoun[o.Noun]; side != "" {
		return side
	}
	directory := false
	for _, name := range []string{"DistinguishedName", "OriginatingServer", "ObjectCategory", "OrganizationId",
		"OrganizationalUnit", "ServerName"} {
		p := o.Property(name)
		if p == nil || p.Value.Text == "" {
			continue
		}
		if serviceName.MatchString(p.Value.Text) {
			return relay.Cloud
		}
		directory = directory || name == "DistinguishedName" || name == "OriginatingServer"
	}
	if directory { // it has one, and it is not the service's
		return relay.OnPremises
	}
	if o.Noun == "AcceptedDomain" && (o.Verb == "New" || o.Verb == "Remove") {
		// the service's domains come and go with those of the tenant's directory (PS:New-AcceptedDomain)
		return relay.OnPremises
	}
	for _, p := range o.Properties {
		if suggest.Has(cloudOnly[o.Noun], p.Name) {
			return relay.Cloud
		}
		if mark := cloudValues[o.Noun+"."+p.Name]; mark != nil && mark.MatchString(p.Value.Text) {
			return relay.Cloud
		}
	}
	return ""
}

// settleSides gives the objects of a file that do not tell whose they are the side of those that do: one print is of
// one organization. What no object of the kind tells, the file's name may.
func (s *source) settleSides(objects []*Object) {
	told := map[string]map[relay.Side]bool{}
	for _, o := range objects {
		if o.Side != "" && o.Verb == "Get" {
			if told[o.Noun] == nil {
				told[o.Noun] = map[relay.Side]bool{}
			}
			told[o.Noun][o.Side] = true
		}
	}
	for _, o := range objects {
		if o.Side != "" {
			continue
		}
		o.Side = s.hint.side
		if len(told[o.Noun]) == 1 && o.Verb == "Get" {
			for side := range told[o.Noun] {
				o.Side = side
			}
		}
	}
}
