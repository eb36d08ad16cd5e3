package exports

import (
	"path"
	"regexp"
	"strings"

	"hybridsim/relay"
)

// hint is what the name of a file suggests. It decides only what the content leaves open.
type hint struct {
	noun string
	side relay.Side
}

var (
	cloudName = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:cloud|exo|eop|tenant|o365|m365|online)(?:[^a-z]|$)|(?:^|_)(?-i:(?:EXO|Cloud)[A-Z_])`)
	localName = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:on-?prem(?:ises)?|local)(?:[^a-z]|$)|(?:^|_)(?-i:OnPrem[A-Z_])`)
)

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
	for noun := range telling {
		if len(noun) > longest && strings.Contains(plain, strings.ToLower(noun)) {
			h.noun, longest = noun, len(noun)
		}
	}
	for short, noun := range map[string]string{"sendcon": "SendConnector", "rcptcon": "ReceiveConnector", "exoincon": "InboundConnector", "exooutcon": "OutboundConnector"} {
		if h.noun == "" && strings.Contains(plain, short) { // the backups of Microsoft's 2025 article
			h.noun = noun
		}
	}
	return h
}

// sideOfNoun are the nouns that exist on one side only.
var sideOfNoun = map[string]relay.Side{
	"ReceiveConnector": relay.OnPremises, "SendConnector": relay.OnPremises, "ExchangeCertificate": relay.OnPremises,
	"HybridConfiguration": relay.OnPremises, "RemoteMailbox": relay.OnPremises, "TransportService": relay.OnPremises,
	"TransportServer": relay.OnPremises, "FrontendTransportService": relay.OnPremises, "ExchangeServer": relay.OnPremises,
	"EdgeSubscription": relay.OnPremises, "ADPermission": relay.OnPremises,
	"InboundConnector": relay.Cloud, "OutboundConnector": relay.Cloud, "OnPremisesOrganization": relay.Cloud,
}

// serviceName is in the names of the directory, and of the servers, that the service keeps its objects in.
var serviceName = regexp.MustCompile(`(?i)\.prod\.outlook\.com|dc=outlook,dc=com|\.outlook\.com/|\.office365\.com|(?:ou|cn)=[\w-]+\.onmicrosoft\.com,ou=microsoft exchange hosted organizations`)

// sideOf tells whose an object is: its noun, else where its directory is, else what the file's name suggests.
func sideOf(o *Object, suggested relay.Side) relay.Side {
	if side := sideOfNoun[o.Noun]; side != "" {
		return side
	}
	directory := false
	for _, name := range []string{"DistinguishedName", "OriginatingServer", "ObjectCategory", "OrganizationId", "OrganizationalUnit", "ServerName"} {
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
	return suggested
}
