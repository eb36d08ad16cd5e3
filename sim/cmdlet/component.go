package cmdlet

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// componentOptions are what the cmdlets about component states are told.
type componentOptions struct{ Identity, Component, State, Requester string }

// component is a component as Get-ServerComponentState prints it.
type component struct {
	ServerFqdn, Component, State string
	LocalStates                  []string
}

// components are those that the page of the cmdlet and its output name. The first ones decide what becomes of mail.
var components = strings.Fields(`ServerWideOffline HubTransport FrontendTransport EdgeTransport Monitoring
	RecoveryActionsEnabled AutoDiscoverProxy ActiveSyncProxy EcpProxy EwsProxy ImapProxy OabProxy OwaProxy PopProxy
	PushNotificationsProxy RpsProxy RwsProxy RpcProxy UMCallRouter XropProxy HttpProxyAvailabilityGroup
	ForwardSyncDaemon ProvisioningRps MapiProxy HighAvailability SharedCache`)

// mailComponents are the components of a server that decide about mail, beside the one for all.
func mailComponents(o *relay.Organization) []relay.ServerComponent {
	if o.IsEdge() {
		return []relay.ServerComponent{relay.ServerWideOffline, relay.EdgeComponent}
	}
	return []relay.ServerComponent{relay.ServerWideOffline, relay.HubComponent, relay.FrontendComponent}
}

// restart is how long a front end is away when the state of the whole server changes (G1.4.17; the duration is [I]).
const restart = 5 * time.Second

func componentCmdlets() []*command {
	server := property{name: "Identity", access: writeOnly, note: "a server"}
	one := property{name: "Component", access: writeOnly, values: components}
	requester := property{name: "Requester", access: writeOnly,
		note:   "Inactive stands until the same requester wants Active",
		values: []string{"HealthAPI", "Maintenance", "Sidelined", "Functional", "Deployment"}}
	state := property{name: "State", access: writeOnly, note: "Draining is for the transport services",
		values: []string{string(relay.Active), string(relay.Draining), string(relay.Inactive)}}
	where := disregarded("a request is known everywhere at once", "LocalOnly", "RemoteOnly", "TimeoutInSeconds")
	return []*command{
		{
			name: "Get-ServerComponentState", synopsis: "tells which components of a server are in service",
			on: since2013, positional: "Identity", parameters: options[componentOptions](server, one), run: getComponents,
		},
		{
			name: "Set-ServerComponentState", synopsis: "takes a component of a server out of service, or puts it back",
			on: since2013, positional: "Identity",
			parameters: append(options[componentOptions](server, one, state, requester), where...), run: setComponent,
		},
	}
}

// componentServer is the server that a line about components names, or the one that there is.
func componentServer(c *call, o componentOptions) (*relay.Server, error) {
	if o.Identity == "" && len(c.here.now.Servers) == 1 {
		return c.here.now.Servers[0], nil
	}
	if s := c.here.now.Server(o.Identity); s != nil {
		return s, nil
	}
	return nil, refuse("Identity", "there is no server "+quote(o.Identity),
		suggest.DidYouMean(o.Identity, serverNames(c.here.now)))
}

func setComponent(c *call) error {
	if err := c.need("Component", "State", "Requester"); err != nil {
		return err
	}
	var o componentOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	s, err := componentServer(c, o)
	if err != nil {
		return err
	}
	x := &relay.ComponentState{Server: s.Name, Component: relay.ServerComponent(o.Component),
		State: relay.ServiceState(o.State), Requester: o.Requester, Since: c.here.admin.Now()}
	acts := mailComponents(c.here.now)
	switch {
	case x.State == relay.Draining && !slices.Contains(acts[1:], x.Component):
		return c.blame(refuse("State", o.Component+" cannot be drained",
			"Draining is for HubTransport and FrontendTransport; want Inactive"))
	case c.here.now.ProductOf(s.Name) == relay.Exchange2010:
		return c.blame(refuse("Identity", s.Name+" runs Exchange 2010, which has no component states",
			"name a server of 2013 or later"))
	case !slices.Contains(acts, x.Component):
		c.warn(fmt.Sprintf("%s of %s is kept, and nothing here looks at it.", o.Component, s.Name))
	}
	org := c.here.edit()
	whole := org.StateOf(s.Name, relay.ServerWideOffline)
	org.ComponentStates = slices.DeleteFunc(org.ComponentStates, func(r *relay.ComponentState) bool {
		return strings.EqualFold(r.Server, s.Name) && r.Component == x.Component && r.Requester == x.Requester
	})
	if x.State != relay.Active {
		org.ComponentStates = append(org.ComponentStates, x)
	}
	if whole != org.StateOf(s.Name, relay.ServerWideOffline) && !s.Edge {
		anew := *s
		anew.FrontEndSince = x.Since.Add(restart)
		org.Servers[slices.Index(org.Servers, s)] = &anew
	}
	c.here.log("Set", "ServerComponentState", s.Name)
	return nil
}

var componentProperties = []property{
	{name: "ServerFqdn", access: readOnly}, {name: "Component", access: readOnly}, {name: "State", access: readOnly},
	{name: "LocalStates", access: readOnly},
}

func getComponents(c *call) error {
	var o componentOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	s, err := componentServer(c, o)
	if err != nil {
		return err
	}
	names := mailComponents(c.here.now)
	for _, r := range c.here.now.ComponentStates {
		if strings.EqualFold(r.Server, s.Name) && !slices.Contains(names, r.Component) {
			names = append(names, r.Component)
		}
	}
	for _, name := range names {
		if o.Component != "" && !strings.EqualFold(o.Component, string(name)) {
			continue
		}
		x := &component{ServerFqdn: s.Fqdn, Component: string(name),
			State: string(c.here.now.StateOf(s.Name, name))}
		for _, r := range c.here.now.ComponentStates {
			if strings.EqualFold(r.Server, s.Name) && r.Component == name {
				x.LocalStates = append(x.LocalStates, r.String())
			}
		}
		c.emit("ServerComponentState", s.Name, since2013, componentProperties, x)
	}
	return nil
}
