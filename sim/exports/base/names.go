package base

import (
	"strings"

	"hybridsim/sim/exports"
)

// nounOf is the noun under which an object is merged.
func nounOf(o *exports.Object) string {
	switch o.Noun {
	case "Recipient":
		if p := o.Property("RecipientTypeDetails"); p != nil {
			if noun := exports.RecipientNoun(p.Value.Text); noun != "" {
				return noun
			}
		}
	case "EXOMailbox":
		return "Mailbox"
	case "TransportServer": // Exchange 2010's name for it; some exports of later products have the type's name as well
		return "TransportService"
	}
	return o.Noun
}

// singles are the nouns of which a side has one object.
var singles = map[string]bool{"TransportConfig": true, "OrganizationConfig": true, "HybridConfiguration": true,
	"ArcConfig": true}

// namesOf are the names by which commands can mean an object, in lower case; the first is the one that tells it from
// others.
func namesOf(o *exports.Object, noun string) []string {
	text := func(name string) string {
		if p := o.Property(name); p != nil {
			return strings.ToLower(p.Value.Text)
		}
		return ""
	}
	if singles[noun] {
		return []string{""}
	}
	name, identity := text("Name"), lastPart(text("Identity"))
	if name == "" && o.Verb != "Get" {
		name = identity
	}
	var names []string
	add := func(more ...string) {
		for _, n := range more {
			if n != "" {
				names = append(names, n)
			}
		}
	}
	switch noun {
	case "ReceiveConnector":
		server := serverName(text("Server"))
		if before, after, ok := strings.Cut(text("Identity"), `\`); ok {
			server, name = serverName(before), after
		}
		if server != "" {
			add(server + `\` + name)
		}
	case "ExchangeCertificate":
		server := serverName(text("Server"))
		thumbprint := text("Thumbprint")
		if before, after, ok := strings.Cut(text("Identity"), `\`); ok {
			server = serverName(before)
			if thumbprint == "" {
				thumbprint = after
			}
		}
		if thumbprint != "" {
			add(server + `\` + thumbprint)
		}
		add(thumbprint, text("Subject"))
	case "AcceptedDomain", "RemoteDomain":
		add(text("DomainName"))
	case "Mailbox", "RemoteMailbox", "MailUser", "DistributionGroup":
		add(text("PrimarySmtpAddress"))
	case "TransportService", "ExchangeServer", "FrontendTransportService":
		add(serverName(name), serverName(identity))
	case componentNoun:
		add(componentOf(text("Identity"), text("ServerFqdn"), text("Component")))
		return names
	case "ADPermission":
		add(text("Identity") + "\x00" + text("User") + "\x00" + o.At.String())
	}
	add(name, identity, text("Identity"), text("Guid"), text("DistinguishedName"), text("Alias"), text("Id"))
	return names
}

// lastPart is the object's own name within a distinguished or canonical name.
func lastPart(s string) string {
	if strings.HasPrefix(strings.ToLower(s), "cn=") {
		s, _, _ = strings.Cut(s[3:], ",")
		return s
	}
	if i := strings.LastIndexByte(s, '/'); i >= 0 && !strings.Contains(s, `\`) {
		return s[i+1:]
	}
	return s
}

// serverName is a server's short name, from any of the ways in which exports name servers.
func serverName(s string) string {
	s, _, _ = strings.Cut(lastPart(s), ".")
	return s
}

func labelOf(o *exports.Object) string {
	for _, name := range []string{"Name", "DomainName", "Identity", "Subject"} {
		if p := o.Property(name); p != nil && p.Value.Text != "" {
			return p.Value.Text
		}
	}
	return o.Noun
}
