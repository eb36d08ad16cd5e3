package base

import (
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"

	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
)

// wellKnown are names that Exchange and the wizard give, and names that are domains: only what is in them is replaced.
var wellKnown = regexp.MustCompile(
	`(?i)^(?:default|default frontend|client|client proxy|client frontend|outbound proxy frontend) [\w-]+$|^default$|^hybrid configuration$|^hybrid domain - ` +
		`|^(?:inbound from|outbound to|outbound to office 365 -) [0-9a-f-]{36}$|^microsoft exchange|^(?:\*\.)?[\w-]+(?:\.[\w-]+)+$|^transport$|^internet$`)

// kindOf is what an object with a name of its own becomes: "Connector 1".
var kindOf = map[string]string{
	"SendConnector": "Connector", "ReceiveConnector": "Connector", "InboundConnector": "Connector", "OutboundConnector": "Connector",
	"AcceptedDomain": "Domain", "RemoteDomain": "Remote Domain", "DistributionGroup": "Group", "DynamicDistributionGroup": "Group",
	"Mailbox": "User", "RemoteMailbox": "User", "MailUser": "User", "MailContact": "User", "Recipient": "User", "OnPremisesOrganization": "Organization",
}

// hasDomains are the properties whose domains are looked for, so that words of them are known in other texts too.
var hasDomains = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`fqdn smarthosts tlsdomain tlssendercertificatename onpremisessmarthost certificatedomains emailaddresses
		primarysmtpaddress externalemailaddress remoteroutingaddress addressspaces senderdomains recipientdomains domainname domains
		associatedaccepteddomains externalpostmasteraddress banner`) {
		set[name] = true
	}
	return set
}()

// enumerations are properties whose values are Exchange's words: a domain like partner.com must not change them. Those
// that the cmdlets do not have in this way are listed.
var enumerations = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(
		`recipienttypedetails extendedrights admindisplayversion serverrole notbefore notafter resourcetype services`) {
		set[name] = true
	}
	for p := range declared() {
		if p.Word {
			set[strings.ToLower(p.Name)] = true
		}
	}
	return set
})

// prose are properties that somebody wrote.
var prose = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for p := range declared() {
		if p.Prose {
			set[strings.ToLower(p.Name)] = true
		}
	}
	return set
})

// declared are the properties that the cmdlets of either side have, of all products.
func declared() iter.Seq[cmdlet.NounProperty] {
	return func(yield func(cmdlet.NounProperty) bool) {
		for _, o := range kindsOfOrganization {
			for _, n := range cmdlet.Nouns(o) {
				for _, p := range n.Properties {
					if !yield(p) {
						return
					}
				}
			}
		}
	}
}

// learn gathers what the exports have of names, the organization's own domain first.
func (r *renamer) learn(objects []*exports.Object) {
	each := func(visit func(o *exports.Object, name, text string)) {
		for _, o := range objects {
			for _, p := range o.Properties {
				for _, text := range p.Value.All() {
					if len(text) <= longest {
						visit(o, p.Name, text)
					}
				}
			}
		}
	}
	each(func(o *exports.Object, name, text string) {
		if o.Noun == "HybridConfiguration" && name == "Domains" {
			r.learnDomain(strings.TrimPrefix(text, "autod:"))
		}
	})
	for _, onlyDefault := range []bool{true, false} {
		for _, o := range objects {
			d, isDefault := o.Property("DomainName"), o.Property("Default")
			if o.Noun == "AcceptedDomain" && d != nil &&
				(!onlyDefault || isDefault != nil && isTrue(isDefault.Value.Text)) {
				r.learnDomain(d.Value.Text)
			}
		}
	}
	each(func(o *exports.Object, name, text string) {
		switch {
		case slices.Contains([]string{"Server", "SourceTransportServers", "ReceivingTransportServers",
			"SendingTransportServers"}, name),
			o.Noun == "ExchangeServer" && name == "Name", o.Noun == "TransportService" && name == "Name":
			if s := serverName(text); s != "" {
				r.servers.of(s)
			}
		case name == "Identity" && o.Noun == "ReceiveConnector":
			if server, _, ok := strings.Cut(text, `\`); ok {
				r.servers.of(serverName(server))
			}
		}
		r.networks.note(text)
		if hasDomains[strings.ToLower(name)] {
			r.text(text)
		}
	})
	for _, o := range objects {
		r.learnObject(o)
	}
	r.learnWords()
}

// learnObject learns what an object is called.
func (r *renamer) learnObject(o *exports.Object) {
	kind := kindOf[o.Noun]
	for _, name := range []string{"Name", "DisplayName", "Alias", "SamAccountName"} {
		p := o.Property(name)
		switch {
		case kind == "" || p == nil || p.Value.Text == "":
		case name == "Alias" || name == "SamAccountName":
			r.people.of(p.Value.Text)
		default:
			r.learnName(kind, p.Value.Text)
		}
	}
	if o.Verb != "Get" && kind != "" {
		if p := o.Property("Identity"); p != nil {
			identity := p.Value.Text
			if _, after, ok := strings.Cut(identity, `\`); ok {
				identity = after
			}
			r.learnName(kind, identity)
		}
	}
}

// learnDomain gives a registrable domain its number.
func (r *renamer) learnDomain(d string) {
	d = strings.ToLower(strings.TrimPrefix(d, "*."))
	if strings.HasSuffix(d, ".onmicrosoft.com") {
		r.domain(d)
		return
	}
	if base, err := publicsuffix.EffectiveTLDPlusOne(d); err == nil && !slices.Contains(services, base) {
		r.domains.of(base)
	}
}

// learnName remembers a name that somebody chose.
func (r *renamer) learnName(kind, name string) {
	k := strings.ToLower(name)
	if _, ok := r.names[k]; ok || wellKnown.MatchString(name) || strings.HasPrefix(k, "cn=") {
		return
	}
	if _, isServer := r.servers.has(name); isServer {
		return
	}
	if kind == "User" && !strings.Contains(name, " ") {
		r.names[k] = r.people.of(name) // a name that is like an alias becomes one
		return
	}
	for r.names[k] == "" || r.own[strings.ToLower(r.names[k])] {
		r.kinds[kind]++
		r.names[k] = kind + " " + decimal(r.kinds[kind])
	}
}

// learnWords makes the first labels of the domains and the names of tenants words that are replaced wherever they
// stand.
func (r *renamer) learnWords() {
	add := func(word, becomes string) {
		if len(word) > 2 && !neutral[word] {
			r.sensitive = append(r.sensitive, sensitive{word, becomes})
		}
	}
	for base, given := range r.domains.given {
		word, _, _ := strings.Cut(base, ".")
		becomes, _, _ := strings.Cut(given, ".")
		add(word, becomes)
	}
	for tenant, given := range r.tenants.given {
		add(tenant, given)
	}
	for server, given := range r.servers.given {
		if len(server) > 3 {
			add(server, given)
		}
	}
	slices.SortFunc(r.sensitive, func(a, b sensitive) int { // the longest first, and always in the same order
		if len(a.word) != len(b.word) {
			return len(b.word) - len(a.word)
		}
		return strings.Compare(a.word+a.becomes, b.word+b.becomes)
	})
}
