package exports

import (
	"slices"
	"strings"

	"hybridsim/sim/suggest"
)

// nounOfType are the types of Exchange's objects whose name is not the noun of their cmdlets.
var nounOfType = map[string]string{
	"smtpsendconnectorconfig":                    "SendConnector",
	"tenantinboundconnector":                     "InboundConnector",
	"tenantoutboundconnector":                    "OutboundConnector",
	"domaincontentconfig":                        "RemoteDomain",
	"transportconfigcontainer":                   "TransportConfig",
	"transportserver":                            "TransportService",
	"frontendtransportserverpresentationobject":  "FrontendTransportService",
	"mailboxtransportserverpresentationobject":   "MailboxTransportService",
	"reducedrecipient":                           "Recipient",
	"adorganizationconfig":                       "OrganizationConfig",
	"tenantoutboundconnectorpresentationobject":  "OutboundConnector",
	"tenantinboundconnectorpresentationobject":   "InboundConnector",
	"calendarconfiguration":                      "CalendarProcessing",
	"mailboxstatistics":                          "MailboxStatistics",
	"adacepresentationobject":                    "ADPermission",
	"journalruleobject":                          "JournalRule",
	"rule":                                       "TransportRule",
	"dynamicdistributiongrouppresentationobject": "DynamicDistributionGroup",
}

// nounOf reads the noun from the names of a type, the most special first. It is empty when they say nothing:
// a PSCustomObject, a table.
func nounOf(types []string) string {
	for _, t := range types {
		t, _, _ = strings.Cut(t, "`") // a generic type's arguments
		for _, wrapped := range []string{"Selected.", "Deserialized."} {
			t = strings.TrimPrefix(t, wrapped)
		}
		if !strings.HasPrefix(t, "Microsoft.Exchange.") && !strings.HasPrefix(t, "Microsoft.Online.") {
			continue
		}
		t = t[strings.LastIndexByte(t, '.')+1:]
		if noun := nounOfType[strings.ToLower(t)]; noun != "" {
			return noun
		}
		return t
	}
	return ""
}

// isTelling reports whether a property is one that says what its object is.
func isTelling(name string) bool { return len(tellingIndex[strings.ToLower(name)]) > 0 }

// guessNoun tells what an object is from the properties that it has. The suggestion, which may be empty, decides among
// equals only. Several candidates mean that it cannot be told.
func guessNoun(o *Object, suggested string) (noun string, candidates []string) {
	if kind := o.Property("RecipientTypeDetails"); kind != nil && RecipientNoun(kind.Value.Text) != "" {
		return RecipientNoun(kind.Value.Text), nil
	}
	hits, most := map[string]int{}, 0
	for _, p := range o.Properties {
		for _, noun := range tellingIndex[strings.ToLower(p.Name)] {
			hits[noun]++
			most = max(most, hits[noun])
		}
	}
	for noun, n := range hits {
		if n == most {
			candidates = append(candidates, noun)
		}
	}
	slices.Sort(candidates)
	switch {
	case suggested != "" && (most == 0 || slices.Contains(candidates, suggested)):
		return suggested, nil
	case len(candidates) == 1:
		return candidates[0], nil
	}
	return "", candidates
}

// mayBe reports whether an object can be of a noun: nothing about it tells, or something tells so.
func mayBe(o *Object, noun string) bool {
	if kind := o.Property("RecipientTypeDetails"); kind != nil && RecipientNoun(kind.Value.Text) != "" {
		return RecipientNoun(kind.Value.Text) == noun
	}
	told := false
	for _, p := range o.Properties {
		nouns := tellingIndex[strings.ToLower(p.Name)]
		if slices.Contains(nouns, noun) {
			return true
		}
		told = told || len(nouns) > 0
	}
	return !told
}

// RecipientNoun is the noun of a RecipientTypeDetails; empty when that is none of the recipients that mail flow knows.
func RecipientNoun(details string) string {
	switch d := strings.ToLower(details); {
	case strings.HasPrefix(d, "remote") && strings.HasSuffix(d, "mailbox"):
		return "RemoteMailbox"
	case slices.Contains([]string{"usermailbox", "sharedmailbox", "roommailbox", "equipmentmailbox", "linkedmailbox",
		"schedulingmailbox"}, d):
		return "Mailbox"
	case d == "mailuser" || d == "guestmailuser":
		return "MailUser"
	case d == "mailcontact":
		return "MailContact"
	case d == "dynamicdistributiongroup":
		return "DynamicDistributionGroup"
	case slices.Contains([]string{"mailuniversaldistributiongroup", "mailuniversalsecuritygroup",
		"mailnonuniversalgroup", "roomlist"}, d):
		return "DistributionGroup"
	}
	return ""
}

// nameNoun gives an object without a noun the one that its properties, or else the name of its file, tell, and says so
// when they do not.
func (s *source) nameNoun(o *Object, suggested string) {
	if suggested == "" && s.hint.exact && mayBe(o, s.hint.noun) {
		o.Noun = s.hint.noun
		return
	}
	if suggested == "" {
		suggested = s.hint.noun
	}
	var candidates []string
	if o.Noun, candidates = guessNoun(o, suggested); o.Noun != "" {
		return
	}
	if len(candidates) == 0 {
		s.notice(o.At.Line, "what this object is cannot be told: none of its properties says so")
		return
	}
	s.notice(o.At.Line, "what this object is cannot be told: its properties are those of %s. Name the file "+
		"after the cmdlet that printed it", suggest.OrList(candidates))
}

// naming are the properties that say which object of its kind one is.
var naming = []string{
	"Name", "Identity", "DomainName", "PrimarySmtpAddress", "Guid", "DistinguishedName", "Id", "Alias", "DisplayName", "Thumbprint", "Subject",
	"WindowsEmailAddress", "UserPrincipalName", "RawData", "ExternalEmailAddress", "EmailAddresses",
}

// nameless are the nouns of which one object needs no name: a side has one, or a server has.
var nameless = []string{"TransportConfig", "OrganizationConfig", "HybridConfiguration", "ArcConfig",
	"TransportService", "TenantExemptionInfo", "TransportServer", "OnPremisesOrganization", "ServerComponentState",
	"TenantAllowBlockListItems"}

// Named reports whether an object says which one of its kind it is, or needs not to.
func (o *Object) Named() bool {
	if slices.Contains(nameless, o.Noun) {
		return true
	}
	for _, p := range o.Properties {
		if suggest.Has(naming, p.Name) && (p.Value.Text != "" || len(p.Value.List) > 0) {
			return true
		}
	}
	return false
}
