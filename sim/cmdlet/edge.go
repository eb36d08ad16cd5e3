package cmdlet

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// subscriptionNoun is the kind of object that ties an Edge to the organization. Of an Edge that is not played it is
// carried; of one that is it acts.
const subscriptionNoun = "EdgeSubscription"

// databaseNoun is the kind of object that says on which server mailboxes are.
const databaseNoun = "MailboxDatabase"

// notAtEdge refuses what an Edge Transport server does not have: recipients and the hybrid's cmdlets; and, once it is
// subscribed, changes of what EdgeSync brings (T9.4).
func notAtEdge(o *relay.Organization, s *statement) error {
	if !o.IsEdge() {
		return nil
	}
	verb, noun, _ := strings.Cut(s.name, "-")
	has := func(nouns ...string) bool { return suggest.Has(nouns, noun) }
	switch {
	case has("Mailbox", "RemoteMailbox", "MailUser", "MailContact", "MailPublicFolder", "DistributionGroup",
		"DistributionGroupMember", "MailboxAutoReplyConfiguration", "CalendarProcessing",
		"MailboxJunkEmailConfiguration", "DynamicDistributionGroup"):
		return mistake.At(s.column, "an Edge Transport server has no recipients",
			"type it inside: onprem> "+s.name+" ...")
	case has("HybridConfiguration", "ADSyncSyncCycle", "EdgeSynchronization"):
		return mistake.At(s.column, s.name+" is a cmdlet of the servers inside",
			"type it there: onprem> "+s.name+" ...")
	case o.Inside != nil && !strings.EqualFold(verb, "Get") && has("SendConnector", "AcceptedDomain", "RemoteDomain"):
		return mistake.At(s.column, s.name+" is disabled on a subscribed Edge Transport server",
			"type it inside, then Start-EdgeSynchronization: onprem> "+s.name+" ...")
	}
	return nil
}

// looked reports whether the model looks at a carried object all the same: at the server of a database, at recipient
// validation on an Edge, and at the subscription of a played one.
func looked(o *relay.Organization, x *relay.Carried) bool {
	if x.Noun == databaseNoun && len(x.Kept) == 1 && x.Kept["Server"].Kind != relay.NullValue {
		return true // it says where mailboxes are
	}
	if looks, ofSites := looksAtSites(o, x); ofSites {
		return looks
	}
	if x.Noun == relay.FrontEndService && o.Server(x.Name) != nil {
		return !slices.ContainsFunc(x.Kept.Names(), func(name string) bool { return !relay.ChoosesDNS(name) })
	}
	return o.IsEdge() && x.Noun == "RecipientFilterConfig" || x.Noun == subscriptionNoun &&
		(o.IsEdge() || o.EdgeSubscription(x.Name) != nil)
}

// looksAtSites reports whether the model looks at all of a site or a site link: at whether a site of servers is a hub
// site, and at the sites and costs of a link (T6.4, T6.5). ofSites is false for other objects.
func looksAtSites(o *relay.Organization, x *relay.Carried) (looks, ofSites bool) {
	reads := map[string][]string{"AdSite": {"HubSiteEnabled"},
		"AdSiteLink": {"Sites", "Cost", "ADCost", "ExchangeCost"}}[x.Noun]
	unread := slices.ContainsFunc(x.Kept.Names(), func(name string) bool { return !suggest.Has(reads, name) })
	return !unread && (x.Noun != "AdSite" || len(o.ServersIn(x.Name)) > 0), len(reads) > 0
}

// textOf is the text that a parameter of an open cmdlet was given.
func textOf(c *call, names ...string) string {
	for _, a := range c.statement.arguments {
		if suggest.Has(names, a.name) && a.value != nil {
			return a.value.text
		}
	}
	return ""
}

// isFalse reports whether a switch of an open cmdlet was given as $false.
func isFalse(c *call, name string) bool {
	for _, a := range c.statement.arguments {
		if strings.EqualFold(a.name, name) && a.value != nil && a.value.kind == boolean && !a.value.truth {
			return true
		}
	}
	return false
}

// bootstrap is how long the account in the file of a subscription is valid: the file must be read inside by then (T9.1
// [D] EDGESUB).
const bootstrap = 24 * time.Hour

// newSubscription writes the file of a subscription on an Edge, and reads it inside (T9.1). Without a file the name
// does: an import knows no more.
func newSubscription(c *call, k *carriedKind) error {
	here := c.here.now
	file := fileOf(textOf(c, "FileName", "FileData"))
	if here.IsEdge() {
		if file == "" {
			return refuse("", "the subscription needs a file", `add -FileName "C:\`+here.Servers[0].Name+`.xml"`)
		}
		old := here.Carries(subscriptionNoun, here.Servers[0].Name)
		return carry(c, k, old, &relay.Carried{Noun: subscriptionNoun, Name: here.Servers[0].Name,
			Made: c.here.admin.Now()})
	}
	name, edge := textOf(c, "Name", ""), (*relay.Organization)(nil)
	for _, a := range c.here.admin.Edges() {
		o := a.Organization()
		x := o.Carries(subscriptionNoun, o.Servers[0].Name)
		wrote := x != nil && len(x.Kept["FileName"].Texts) > 0 && file == fileOf(x.Kept["FileName"].Texts[0])
		if file != "" && wrote {
			if over := x.Made.Add(bootstrap); c.here.admin.Now().After(over) {
				return refuse("", fmt.Sprintf("the account in %s is valid for %d hours, and was until %s", quote(file),
					bootstrap/time.Hour, over.UTC().Format("2006-01-02 15:04")),
					"make the file anew: "+o.Servers[0].Name+"> New-EdgeSubscription -FileName "+quote(file))
			}
		}
		if file != "" && wrote || strings.EqualFold(o.Servers[0].Name, name) {
			edge, name = o, o.Servers[0].Name
		}
	}
	switch {
	case edge == nil && file != "":
		return refuse("", "no Edge Transport server has written "+quote(file),
			"make it there first: EDGE01> New-EdgeSubscription -FileName "+quote(file))
	case here.Carries(subscriptionNoun, name) != nil:
		return refuse("", quote(name)+" is subscribed already", "Remove-EdgeSubscription takes the subscription away")
	}
	if edge != nil {
		subscribe(c, edge)
	}
	return carry(c, k, nil, &relay.Carried{Noun: subscriptionNoun, Name: name})
}

// fileOf is the name of a file without its folder.
func fileOf(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
}

// subscribe makes the subscription of an Edge and its two connectors. Of several Edges of a site each is a source of
// the one that leads out (T9, section 9.2).
func subscribe(c *call, edge *relay.Organization) {
	server := edge.Servers[0]
	site := path.Base(strings.ReplaceAll(textOf(c, "Site"), `\`, "/"))
	if textOf(c, "Site") == "" {
		site = install.DefaultSite
	}
	e := &relay.EdgeSubscription{Name: server.Name, Site: site, Fqdn: server.Fqdn}
	if cert := edge.InternalCertificate(server.Name); cert != nil {
		e.Thumbprint = cert.Thumbprint
	}
	o := c.here.edit()
	o.EdgeSubscriptions = append(o.EdgeSubscriptions, e)
	for _, x := range []struct {
		without string
		c       *relay.SendConnector
	}{
		{"CreateInternetSendConnector", install.ToInternet(site, server.Name)},
		{"CreateInboundSendConnector", install.InboundTo(site, server.Name)},
	} {
		if isFalse(c, x.without) {
			continue
		}
		old := firstNamed(sendConnectors, o, x.c.Name)
		if old != nil {
			added := *old
			if !suggest.Has(old.SourceTransportServers, server.Name) {
				added.SourceTransportServers = append(slices.Clone(old.SourceTransportServers), server.Name)
			}
			x.c = &added
		}
		sendConnectors.put(c.here, old, x.c)
	}
}

// unsubscribe takes a subscription away, and the connectors that had no other source (T9.12).
func unsubscribe(o *relay.Organization, name string) {
	if o.IsEdge() { // what EdgeSync brought goes with it; that it does is ours
		o.Inside, o.AcceptedDomains, o.SendConnectors = nil, nil, nil
		return
	}
	o.EdgeSubscriptions = slices.DeleteFunc(o.EdgeSubscriptions, func(e *relay.EdgeSubscription) bool {
		return strings.EqualFold(e.Name, name)
	})
	o.SendConnectors = slices.DeleteFunc(o.SendConnectors, func(c *relay.SendConnector) bool {
		return len(c.SourceTransportServers) == 1 && strings.EqualFold(c.SourceTransportServers[0], name)
	})
}

// synchronization is what the cmdlets of EdgeSync print (G1.2.16; the words of Test-EdgeSynchronization are ours,
// G1.2.24).
type synchronization struct{ Result, Type, Name, Detail string }

// edgeOptions are what the cmdlets of EdgeSync are told.
type edgeOptions struct{ TargetServer, Server, VerifyRecipient string }

func edgeCmdlets() []*command {
	target := property{name: "TargetServer", access: writeOnly, note: "one Edge; without it all"}
	shown := []property{{name: "Result", access: readOnly}, {name: "Type", access: readOnly},
		{name: "Name", access: readOnly}, {name: "Detail", access: readOnly}}
	each := func(c *call, do func(e *relay.EdgeSubscription, o edgeOptions) synchronization) error {
		var o edgeOptions
		if err := c.bind(&o); err != nil {
			return err
		}
		var names []string
		found := false
		for _, e := range c.here.now.EdgeSubscriptions {
			names = append(names, e.Name)
			if o.TargetServer == "" || strings.EqualFold(o.TargetServer, e.Name) {
				s := do(e, o)
				c.emit("EdgeSynchronization", s.Name, onPremises, shown, &s)
				found = true
			}
		}
		if !found {
			return refuse("TargetServer", "there is no Edge Subscription "+quote(o.TargetServer),
				suggest.DidYouMean(o.TargetServer, names))
		}
		return nil
	}
	server := property{name: "Server", access: writeOnly, effect: EffectIgnored,
		why: "whichever server does it, the outcome is the same"}
	return []*command{{
		name: "Start-EdgeSynchronization", synopsis: "copies configuration and recipients to the subscribed Edges now",
		on: onPremises,
		parameters: append(options[edgeOptions](target, server),
			disregarded("everything is copied", "ForceFullSync", "ForceUpdateCookie")...),
		run: func(c *call) error {
			return each(c, func(e *relay.EdgeSubscription, _ edgeOptions) synchronization {
				refused, err := c.here.admin.SynchronizeEdge(e.Name)
				s := synchronization{Result: "Success", Type: "Configuration", Name: e.Name}
				switch {
				case err != nil:
					s.Result, s.Detail = "CouldNotConnect", err.Error()
				case len(refused) > 0:
					s.Result = "Incomplete"
					s.Detail = "a value is too long for the Edge's directory: " + strings.Join(refused, ", ")
				}
				return s
			})
		},
	}, {
		name: "Test-EdgeSynchronization", synopsis: "tells whether an Edge has what the organization has",
		on: onPremises,
		parameters: append(options[edgeOptions](target, property{name: "VerifyRecipient", access: writeOnly,
			note: "whether the Edge knows one recipient"}),
			disregarded("everything is compared", "FullCompareMode", "ExcludeRecipientTest", "MonitoringContext",
				"MaxReportSize")...),
		run: func(c *call) error {
			return each(c, func(e *relay.EdgeSubscription, o edgeOptions) synchronization {
				return compareEdge(c, e, o.VerifyRecipient)
			})
		},
	}}
}

// compareEdge tells in what an Edge differs from what EdgeSync would bring.
func compareEdge(c *call, e *relay.EdgeSubscription, recipient string) synchronization {
	s := synchronization{Result: "Synchronized", Type: "Configuration", Name: e.Name}
	for _, a := range c.here.admin.Edges() {
		has := a.Organization()
		if !strings.EqualFold(has.Servers[0].Name, e.Name) {
			continue
		}
		if recipient != "" {
			s.Type, s.Result = "Recipients", "NotSynchronized"
			if has.Inside != nil && has.Inside.Known[relay.KnownAs(recipient)] {
				s.Result = "Synchronized"
			}
			return s
		}
		wants, _ := install.Synchronize(c.here.now, has, install.Sync{Configuration: true, Recipients: true})
		var differ []string
		for _, part := range []struct {
			name      string
			have, due []string
		}{
			{"accepted domains", described(has.AcceptedDomains), described(wants.AcceptedDomains)},
			{"remote domains", described(has.RemoteDomains), described(wants.RemoteDomains)},
			{"send connectors", described(has.SendConnectors), described(wants.SendConnectors)},
		} {
			if !slices.Equal(part.have, part.due) {
				differ = append(differ, part.name)
			}
		}
		if has.Inside == nil || len(has.Inside.Known) != len(wants.Inside.Known) {
			differ = append(differ, "recipients")
		}
		if len(differ) > 0 {
			s.Result, s.Detail = "NotSynchronized", "what differs: "+strings.Join(differ, ", ")
		}
	}
	return s
}

func described[T any](list []*T) []string {
	var texts []string
	for _, x := range list {
		texts = append(texts, fmt.Sprintf("%+v", *x))
	}
	return texts
}
