package transport_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/transport"
)

// began is the present in which every test begins.
var began = time.Date(2017, time.March, 16, 8, 0, 0, 0, time.UTC)

// lab is one organization alone: it is the transport's environment, and a test answers the conversations.
type lab struct {
	*transport.Transport
	now    time.Time
	org    *relay.Organization
	events []relay.Event
	tried  []try
	app    []relay.ApplicationEvent
}

// try is one conversation that the transport asked for.
type try struct {
	After    time.Duration // since the beginning
	Dialogue relay.Dialogue
}

func (l *lab) Record(e relay.Event)                 { l.events = append(l.events, e) }
func (l *lab) Application(e relay.ApplicationEvent) { l.app = append(l.app, e) }
func (l *lab) Now() time.Time                       { return l.now }
func (l *lab) Organization() *relay.Organization    { return l.org }
func (l *lab) Tenants() []*relay.Organization       { return []*relay.Organization{l.org} }
func (l *lab) Tenant(string) *transport.Transport   { return l.Transport }
func (l *lab) Address() netip.Addr                  { return netip.MustParseAddr("203.0.113.10") }

// BlockList is empty: the lab bans nobody.
func (l *lab) BlockList() []relay.Listing { return nil }

// Peer is the one server itself.
func (l *lab) Peer(string) (*transport.Transport, netip.Addr) { return l.Transport, l.Address() }

// Reaches is so: nothing is in the way.
func (l *lab) Reaches(netip.AddrPort) bool { return true }

// Resolver is nothing: only the front door asks DNS.
func (l *lab) Resolver(...netip.Addr) mailauth.Resolver { return nil }

func newLab(o *relay.Organization) *lab {
	l := &lab{now: began, org: o}
	l.Transport = transport.New(l, o.Servers[0].Name, string(o.Side), 1)
	return l
}

// change replaces the configuration, as a cmdlet does.
func (l *lab) change(by func(*relay.Organization)) {
	changed := l.org.Clone()
	by(changed)
	l.org = changed
	l.ConfigurationChanged()
}

// work does what is due until so long after the beginning, and moves the clock from one unit of work to the next.
func (l *lab) work(t *testing.T, until time.Duration, answer func(relay.Dialogue) relay.Outcome) {
	t.Helper()
	for range 10_000 {
		due, ok := l.Due()
		if !ok || due.After(began.Add(until)) {
			l.now = began.Add(until)
			return
		}
		if due.After(l.now) {
			l.now = due
		}
		if attempt := l.Step(); attempt != nil {
			l.tried = append(l.tried, try{l.now.Sub(began), attempt.Dialogue})
			l.Finish(attempt, answer(attempt.Dialogue))
		}
	}
	t.Fatal("there is no end of work")
}

// attempts is when the conversations took place.
func (l *lab) attempts() (list []time.Duration) {
	for _, tried := range l.tried {
		list = append(list, tried.After)
	}
	return list
}

// happened lists events of these kinds, "DEFER x@example.org: what was said".
func (l *lab) happened(kinds ...relay.EventID) (list []string) {
	for _, e := range l.events {
		if slices.Contains(kinds, e.ID) {
			list = append(list, strings.TrimSuffix(string(e.ID)+" "+strings.Join(e.Recipients, " ")+": "+e.Reply.String(), ": "))
		}
	}
	return list
}

// when lists how long after the beginning events of a kind took place.
func (l *lab) when(kind relay.EventID) (list []time.Duration) {
	for _, e := range l.events {
		if e.ID == kind {
			list = append(list, e.Time.Sub(began))
		}
	}
	return list
}

func onPremises(p relay.Product) *relay.Organization {
	return &relay.Organization{
		Name: "contoso", Side: relay.OnPremises, Product: p, Era: relay.EraToday,
		Servers: []*relay.Server{{Name: "EX01", Fqdn: "ex01.contoso.com", TransportService: relay.TransportService{ // S10.1
			QueueGlitchRetryCount: 4, QueueGlitchRetryInterval: time.Minute,
			TransientFailureRetryCount: 6, TransientFailureRetryInterval: 5 * time.Minute,
			OutboundConnectionFailureRetryInterval: 10 * time.Minute, MessageRetryInterval: 15 * time.Minute,
			DelayNotificationTimeout: 4 * time.Hour, MessageExpirationTimeout: 48 * time.Hour,
		}}},
		AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative, Default: true}},
		SendConnectors: []*relay.SendConnector{{
			Name: "Internet", Enabled: true, AddressSpaces: []relay.AddressSpace{{Type: "smtp", Domain: "*", Cost: 1}}, DNSRoutingEnabled: true, Port: 25, MaxMessageSize: relay.Unlimited,
		}},
		ReceiveConnectors: []*relay.ReceiveConnector{{
			Name: "Default Frontend EX01", Server: "EX01", Enabled: true, TransportRole: relay.FrontendTransport, Fqdn: "ex01.contoso.com",
			Bindings:       []relay.Binding{{AddrPort: netip.MustParseAddrPort("0.0.0.0:25")}},
			RemoteIPRanges: []relay.AddressRange{relay.AllIPv4}, PermissionGroups: []relay.PermissionGroup{relay.AnonymousUsers}, MaxHopCount: 60,
		}},
		Recipients:      []*relay.Recipient{mailbox("alice"), mailbox("bob")},
		TransportConfig: relay.TransportConfig{InternalDelayDsnEnabled: true, ExternalDelayDsnEnabled: true},
	}
}

func cloud(era relay.Era) *relay.Organization {
	o := onPremises(relay.ExchangeOnline)
	o.Side, o.Era = relay.Cloud, era
	o.SendConnectors, o.ReceiveConnectors = nil, nil
	o.Servers = []*relay.Server{
		{Name: "MBX", Fqdn: "mbx.prod.example", Hosts: []relay.Host{
			{Name: "FT004", Fqdn: "ft004.example", Role: relay.RoleFrontDoor}, {Name: "OBE", Fqdn: "obe.example", Role: relay.RoleOutbound},
		}},
	}
	o.TransportConfig.MessageExpiration = 24 * time.Hour
	return o
}

func mailbox(name string) *relay.Recipient {
	address := name + "@contoso.com"
	return &relay.Recipient{Name: name, Type: relay.UserMailbox, PrimarySmtpAddress: address, EmailAddresses: []string{address}}
}

func group(name string, members ...string) *relay.Recipient {
	r := mailbox(name)
	r.Type, r.Members = relay.MailUniversalDistributionGroup, members
	return r
}

var hello = []byte("Message-ID: <1@contoso.com>\r\nSubject: hello\r\n\r\nHello\r\n")

var peer = relay.Target{Host: "mx.example.org", Addr: netip.MustParseAddrPort("198.51.100.25:25")}

// refused is a next hop that refuses every connection.
func refused(relay.Dialogue) relay.Outcome {
	return relay.Outcome{Phase: relay.PhaseConnect, Target: peer, Failure: relay.NetworkRefused}
}

// accepted is a peer that takes everything.
func accepted(relay.Dialogue) relay.Outcome {
	return relay.Outcome{Phase: relay.PhaseDone, Target: peer, Reply: relay.Received(250, "2.0.0 Ok: queued")}
}

// says is a peer that ends every conversation at MAIL with the same words.
func says(code int, text string) func(relay.Dialogue) relay.Outcome {
	return func(relay.Dialogue) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseMail, Target: peer, Reply: relay.Received(code, text)}
	}
}

// dialNobody fails the test when a conversation is asked for.
func dialNobody(t *testing.T) func(relay.Dialogue) relay.Outcome {
	return func(d relay.Dialogue) relay.Outcome {
		t.Helper()
		t.Errorf("a conversation with %s was asked for", d.Hop.Name())
		return accepted(d)
	}
}
