package transport

import (
	"net/netip"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/reply"
)

// Environment is what a server sees of the world.
type Environment interface {
	relay.Recorder
	Now() time.Time
	Organization() *relay.Organization // the present snapshot
	Tenants() []*relay.Organization    // all tenants of the cloud, for attribution; on-premises empty
	Tenant(name string) *Transport     // of one of those: what the front door takes for it goes there; else nil
	Address() netip.Addr               // of the server, as Received fields print it
	// Peer is another server of the organization at work, and its address; nil when there is none by that name.
	Peer(server string) (*Transport, netip.Addr)
	Reaches(netip.AddrPort) bool // whether the network lets the server connect there
	BlockList() []relay.Listing  // client addresses that the service bans; on-premises empty
	// Resolver is DNS as the server sees it: by certain DNS servers, or those of its network adapters.
	Resolver(servers ...netip.Addr) mailauth.Resolver
}

// Transport is one server of an organization at work.
type Transport struct {
	env         Environment
	name        string // of the server
	ids         ids
	submission  []waiting // for the categorizer, in order of arrival
	queues      []*queue  // in order of creation
	outgoing    int       // messages that have been on their way out
	handed      int       // messages that this server's mailboxes have sent
	turned      int       // how far everything that takes turns was moved on
	mailboxes   mailboxes
	complained  map[string]bool                 // certificate complaints already in the event log
	told        map[int]bool                    // messages, by internal id, whose sender has had a delay report
	toward      map[string]*int                 // conversations at the moment, by next hop
	open        connections                     // of receive connectors
	pace        rates                           // of their clients
	places      int                             // at which messages have waited so far
	outdated    map[string]relay.OutdatedServer // by name in lower case; in the cloud
	quarantined []Held                          // of a tenant
	pending     []Pending                       // for a moderator
	outward     outward                         // of a tenant
	keeping     keeping
}

// New returns the transport of one server of the environment's organization, with empty queues. Its identifiers follow
// from the seed, which no other server has, and from its place among the servers of its side.
func New(env Environment, server, seed string, place int) *Transport {
	return &Transport{env: env, name: server, ids: newIDs(seed, env.Organization().InCloud(), place),
		complained: map[string]bool{}, told: map[int]bool{},
		open: connections{}, pace: rates{}, toward: map[string]*int{}}
}

// Due returns the time of the earliest work. ok is false when there is none.
func (t *Transport) Due() (due time.Time, ok bool) {
	if _, some := t.ready(); some {
		return t.env.Now(), true
	}
	if t.state() == relay.Inactive {
		return due, false
	}
	due, ok = t.approvalsDue()
	for _, q := range t.queues {
		if at, some := q.due(t); some && (!ok || at.Before(due)) {
			due, ok = at, true
		}
	}
	return due, ok
}

// Step does one unit of work that is due now. It returns an Attempt when the work is a conversation, which the caller
// performs and then hands to [Transport.Finish]; nil when it is already done.
func (t *Transport) Step() *Attempt {
	if i, some := t.ready(); some {
		w := t.submission[i]
		t.submission = slices.Delete(t.submission, i, i+1)
		t.vacate(w.place)
		t.process(w)
		return nil
	}
	if t.state() == relay.Inactive {
		return nil
	}
	if t.expireApproval() {
		return nil
	}
	now := t.env.Now()
	for _, q := range t.queues {
		if at, some := q.due(t); some && !at.After(now) {
			attempt := t.workQueue(q)
			t.dropEmptyQueues()
			return attempt
		}
	}
	return nil
}

// ConfigurationChanged makes mail without a route try again, as Exchange resubmits the Unreachable queue when routing
// changes, and lets mailboxes whose automatic replies are off forget whom they have answered.
func (t *Transport) ConfigurationChanged() {
	t.forgetReplies()
	t.tellRestart()
	for _, q := range t.queues {
		if q.kind == relay.QueueUnreachable {
			t.resubmit(q)
		}
	}
	t.dropEmptyQueues()
}

func (t *Transport) org() *relay.Organization { return t.env.Organization() }

// settings are the server's queue intervals.
func (t *Transport) settings() relay.TransportService { return t.org().Server(t.name).TransportService }

// product is what the server runs.
func (t *Transport) product() relay.Product { return t.org().ProductOf(t.name) }

// day is the day by which texts and rules are chosen.
func (t *Transport) day() relay.Era { return t.org().Day(t.env.Now()) }

// as is the host that the server shows in a role.
func (t *Transport) as(role relay.ServerRole) relay.Host { return t.org().Server(t.name).In(role) }

// stamp is how a host signs what it says: with the name that it has inside (V7.3).
func (t *Transport) stamp(role relay.ServerRole) reply.Stamp {
	return reply.Stamp{Host: t.as(role).Known(), Time: t.env.Now(), Session: t.ids.lastSession(t.env.Now())}
}

// event begins a record about an item.
func (t *Transport) event(id relay.EventID, source string, item *relay.MailItem, recipients ...string) relay.Event {
	return relay.Event{
		Time: t.env.Now(), Side: t.org().Side, Server: t.as(relay.RoleHub).Name, Source: source, ID: id,
		InternalID: item.InternalID, MessageID: item.Header.Get("Message-ID"), NetworkMessageID: item.NetworkMessageID,
		Sender: item.From, Recipients: recipients, Subject: item.Header.Get("Subject"),
		TotalBytes: contentSize(item), Directionality: item.Attribution.Directionality,
	}
}

func contentSize(item *relay.MailItem) int { return relay.ContentSize(item.Header, item.Body) }

func addresses(recipients []relay.MailRecipient) []string {
	list := make([]string, len(recipients))
	for i, r := range recipients {
		list[i] = r.Address
	}
	return list
}
