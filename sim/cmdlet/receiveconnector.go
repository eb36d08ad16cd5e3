package cmdlet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/suggest"
)

// rangeLimit is the number of RemoteIPRanges beyond which the directory refuses (R1.8).
const rangeLimit = 1300

var receiveConnectors = &noun[relay.ReceiveConnector]{
	name: "ReceiveConnector", on: onPremises,
	properties: slices.Concat([]property{
		{name: "Identity", access: readOnly, show: shows((*relay.ReceiveConnector).Identity)},
		{name: "Name", required: true},
		{name: "Server", access: newOnly},
		{name: "Enabled", asked: true},
		{name: "TransportRole", on: since2013},
		{name: "Bindings"},
		{name: "RemoteIPRanges"},
		{name: "Fqdn"},
		{name: "Banner"},
		{name: "AuthMechanism"},
		{name: "PermissionGroups", asked: true},
		{name: "ExtendedRights", access: readOnly},
		{name: "RequireTLS", asked: true},
		{name: "TlsCertificateName"},
		{name: "TlsDomainCapabilities", asked: true},
		{name: "ProtocolLoggingLevel"},
		{name: "MaxMessageSize"},
		{name: "MaxHeaderSize"},
		{name: "MaxHopCount"},
		acting("ChunkingEnabled", "True"), acting("BareLinefeedRejectionEnabled", "False"),
		acting("RejectReservedTopLevelRecipientDomains", "False"),
		acting("RejectReservedSecondLevelRecipientDomains", "False"),
		{name: "MaxRecipientsPerMessage"},
		{name: "MaxProtocolErrors"},
		{name: "ConnectionTimeout"},
		{name: "ConnectionInactivityTimeout"},
		{name: "TarpitInterval"},
		{name: "AuthTarpitInterval"},
		{name: "MaxInboundConnection"},
		{name: "MaxInboundConnectionPerSource"},
		{name: "MaxInboundConnectionPercentagePerSource"},
		{name: "MessageRateLimit"},
		{name: "MessageRateSource"},
		ignoredField("Comment", label).written(),
	}, receiveConnectorKept),
	list:     func(o *relay.Organization) *[]*relay.ReceiveConnector { return &o.ReceiveConnectors },
	identity: (*relay.ReceiveConnector).Identity,
	answers:  func(c *relay.ReceiveConnector, name string) bool { return strings.EqualFold(c.Name, name) },
	defaults: func(o *relay.Organization) *relay.ReceiveConnector {
		return install.NewReceiveConnector(o.Product, o.FirstServer().Name)
	},
	settle: settleReceiveConnector,
	rules:  receiveConnectorRules,
}

// usage is what a new receive connector is for; it chooses groups and mechanisms (RCV, PS:New-ReceiveConnector).
type usage struct {
	Usage string
	// Each of these switches is another way to write -Usage.
	Client, Custom, Internal, Internet, Partner bool
}

var usages = []string{"Client", "Custom", "Internal", "Internet", "Partner"}

func receiveConnectorCmdlets() []*command {
	n := receiveConnectors
	usageParameters := options[usage](
		property{name: "Usage", access: newOnly, values: usages,
			note: "chooses the default permission groups and mechanisms; -Internet is short for -Usage " +
				"Internet, and so on"},
		property{name: "Client", access: switchOnly}, property{name: "Custom", access: switchOnly},
		property{name: "Internal", access: switchOnly},
		property{name: "Internet", access: switchOnly}, property{name: "Partner", access: switchOnly},
	)
	type filter struct{ Server string }
	server := options[filter](property{name: "Server", access: writeOnly})
	onServer := func(c *call, x *relay.ReceiveConnector) (bool, error) {
		var f filter
		if err := c.bind(&f); err != nil {
			return false, err
		}
		return isOn(c.here.now, f.Server, x.Server)
	}
	return []*command{n.get(server, onServer), n.set(), n.new(usageParameters), n.remove()}
}

// settleReceiveConnector completes a new connector after its usage and tidies lists in which "None" stands with others.
func settleReceiveConnector(c *call, old, x *relay.ReceiveConnector) error {
	x.AuthMechanism = withoutNone(x.AuthMechanism)
	x.PermissionGroups = withoutNone(x.PermissionGroups)
	if old != nil {
		return nil
	}
	server := c.here.now.Server(x.Server)
	if server == nil {
		return refuse("Server", "there is no server "+quote(x.Server),
			suggest.DidYouMean(x.Server, serverNames(c.here.now)))
	}
	x.Server = server.Name
	if x.Fqdn == "" {
		x.Fqdn = server.Fqdn
	}
	return settleUsage(c, x)
}

func settleUsage(c *call, x *relay.ReceiveConnector) error {
	var u usage
	if err := c.bind(&u); err != nil {
		return err
	}
	for _, name := range usages {
		if reflect.ValueOf(u).FieldByName(name).Bool() {
			u.Usage = name
		}
	}
	var groups []relay.PermissionGroup
	mechanisms := []relay.AuthMechanism{relay.AuthTls}
	port := "25"
	switch u.Usage {
	case "Client":
		groups = []relay.PermissionGroup{relay.ExchangeUsers}
		mechanisms = append(mechanisms, relay.AuthIntegrated, relay.AuthBasic, relay.AuthBasicRequireTLS)
		port = "587"
	case "Internal":
		groups = []relay.PermissionGroup{relay.ExchangeServers, relay.ExchangeLegacyServers}
		mechanisms = append(mechanisms, relay.AuthExchangeServer)
	case "Internet":
		groups = []relay.PermissionGroup{relay.AnonymousUsers}
	case "Partner":
		groups = []relay.PermissionGroup{relay.Partners}
	}
	if !c.has("PermissionGroups") {
		x.PermissionGroups = groups
	}
	if !c.has("AuthMechanism") {
		x.AuthMechanism = mechanisms
	}
	if !c.has("Bindings") {
		x.Bindings = bindings("0.0.0.0:" + port)
	}
	if !c.has("RemoteIPRanges") {
		x.RemoteIPRanges = []relay.AddressRange{relay.AllIPv4}
	}
	return nil
}

// withoutNone drops "None" from a list that holds more.
func withoutNone[S ~string](list []S) []S {
	if len(list) < 2 || !slices.Contains(list, "None") {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(s S) bool { return s == "None" })
}

// bindings reads constants.
func bindings(texts ...string) []relay.Binding {
	list := make([]relay.Binding, len(texts))
	for i, s := range texts {
		if err := list[i].UnmarshalText([]byte(s)); err != nil {
			panic(fmt.Sprintf("cmdlet: %v", err))
		}
	}
	return list
}

func serverNames(o *relay.Organization) []string {
	var names []string
	for _, s := range o.Servers {
		names = append(names, s.Name)
	}
	return names
}
