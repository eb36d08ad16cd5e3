package relay

import (
	"fmt"
	"strings"
	"time"
)

// ServerComponent is a component of a server that can be taken out of service (PS:Set-ServerComponentState).
type ServerComponent string

// The components that decide what becomes of mail.
const (
	ServerWideOffline ServerComponent = "ServerWideOffline" // all of them
	HubComponent      ServerComponent = "HubTransport"      // the transport service
	FrontendComponent ServerComponent = "FrontendTransport"
	EdgeComponent     ServerComponent = "EdgeTransport" // the transport service of an Edge
)

// ServiceState is whether a component works.
type ServiceState string

// The states of a component, each worse than the one before.
const (
	Active   ServiceState = "Active"
	Draining ServiceState = "Draining" // what it has goes on, and nothing comes in
	Inactive ServiceState = "Inactive"
)

// ComponentState is what one requester wants of a component of a server. It stands until the same requester wants
// something else (G1.4.11).
type ComponentState struct {
	Server    string
	Component ServerComponent
	State     ServiceState
	Requester string
	Since     time.Time
}

// String tells who wants what, since when.
func (s *ComponentState) String() string {
	return fmt.Sprintf("(%s) %s since %s", s.Requester, s.State, s.Since.UTC().Format(time.DateTime))
}

// StateOf is the state of a server's component: what the requester wants who wants least of it, or of the whole server.
func (o *Organization) StateOf(server string, c ServerComponent) ServiceState {
	state := Active
	for _, r := range o.ComponentStates {
		if !strings.EqualFold(r.Server, server) || r.Component != c && r.Component != ServerWideOffline {
			continue
		}
		if r.State == Inactive || state == Active {
			state = r.State
		}
	}
	return state
}

// TransportComponent is the component of a server that is its transport service.
func (o *Organization) TransportComponent() ServerComponent {
	if o.IsEdge() {
		return EdgeComponent
	}
	return HubComponent
}
