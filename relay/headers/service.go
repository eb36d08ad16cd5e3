package headers

import (
	"strings"
	"time"

	"hybridsim/relay"
)

// Service is what the service's hosts write about a message besides the answers: the fields of its filters and those
// that tell tenants apart (V1.17, V1.19 [O]). What only it can read is left out.
type Service struct {
	Hosts  []string // that had it: a mailbox's server and its hub, or a front door and the hub behind it
	Tenant string   // the tenant's id
	Entity string   // whose the sender is: Hosted, HybridOnPrem, Internet
	Kind   ServiceKind
	// Of what a front door took.
	Matching   string // which connector took it, and when; empty: none
	Connecting string // the address that connected, where it is the tenant's own server; empty: not
	Hello      string // what it said
}

// ServiceKind is how a message came into the service.
type ServiceKind int

// Kinds.
const (
	Hosted     ServiceKind = iota // from a mailbox
	Attributed                    // through a front door
	Reported                      // written by one of its servers
)

// Days from which the service is known to write fields (1.5 of section V1 [O]). Before the first, in which the
// archives begin, nobody has looked.
var (
	archived  = time.Date(2019, time.January, 1, 0, 0, 0, 0, time.UTC)
	crossAuth = time.Date(2020, time.July, 1, 0, 0, 0, 0, time.UTC)
	relayed   = time.Date(2021, time.July, 1, 0, 0, 0, 0, time.UTC)
	dressed   = time.Date(2021, time.December, 1, 0, 0, 0, 0, time.UTC)
	both      = time.Date(2022, time.September, 1, 0, 0, 0, 0, time.UTC)
	rated     = time.Date(2024, time.May, 1, 0, 0, 0, 0, time.UTC)
)

// service are the fields of a message that the service took, in their order (V1.17, V1.19 [O]).
func (m Marks) service() []relay.Field {
	s := m.Service
	var list []relay.Field
	put := func(name, value string) { list = append(list, relay.Field{Name: name, Value: value}) }
	modern := !m.Arrived.Before(archived)
	if modern {
		put("X-MS-PublicTrafficType", "Email")
	}
	list = append(append(list, m.answers()...), m.network(NetworkMessageID)...)
	if modern {
		put("X-MS-TrafficTypeDiagnostic", s.traffic(m.Arrived))
	}
	if s.Kind != Reported {
		list = append(list, m.network(CorrelationID)...)
	}
	if s.Matching != "" {
		put(MatchingConnectors, s.Matching)
	}
	if modern {
		list = append(append(list, m.filters()...), m.tenants()...)
	} else if s.Kind == Attributed {
		put(CrossTenant+"FromEntityHeader", s.Entity)
	}
	return append(list, m.direction()...)
}

// traffic names the hosts that had a message: one until September of 2022, and two since.
func (s *Service) traffic(at time.Time) string {
	hosts, mark := s.Hosts, ":"
	if !at.Before(dressed) {
		mark = ":EE_"
	}
	if at.Before(both) {
		hosts = hosts[:1]
	}
	list := make([]string, len(hosts))
	for i, h := range hosts {
		list[i] = short(h) + mark
	}
	return strings.Join(list, "|")
}

func short(host string) string {
	name, _, _ := strings.Cut(host, ".")
	return name
}

// filters are the fields of the service's filters, as far as others can read them.
func (m Marks) filters() (list []relay.Field) {
	put := func(name, value string) { list = append(list, relay.Field{Name: name, Value: value}) }
	switch m.Service.Kind {
	case Reported: // V1.19: it counts as sent when it was made
		at, _ := m.arrival()
		put(ExpirationStart, at)
		put(ExpirationStart+"Reason", "SideEffectMessage")
		put(Organization+"ExpirationInterval", "1:00:00:00.0000000")
		put(Organization+"ExpirationIntervalReason", "SideEffectMessage")
	case Attributed:
		put("X-EOPAttributedMessage", "0")
	case Hosted:
		put("X-MS-Exchange-SenderADCheck", "1")
		if !m.Arrived.Before(relayed) {
			put("X-MS-Exchange-AntiSpam-Relay", "0")
		}
	}
	antispam := "BCL:0;"
	if !m.Arrived.Before(rated) {
		antispam += "ARA:13230040|7416014|376014|1800799024|366016;"
	}
	put("X-Microsoft-Antispam", antispam)
	if m.Service.Kind == Reported {
		put(relay.AntispamReport, "CIP:255.255.255.255;CTRY:;LANG:en;SCL:-1;SRV:;IPV:NLI;SFV:SKI;H:;PTR:;CAT:NONE;"+
			"SFS:;DIR:INB;")
	}
	return list
}

// tenants are the fields that cross from tenant to tenant.
func (m Marks) tenants() (list []relay.Field) {
	s := m.Service
	put := func(name, value string) { list = append(list, relay.Field{Name: CrossTenant + name, Value: value}) }
	list = m.network(CrossTenant + "Network-Message-Id")
	if !m.Arrived.Before(crossAuth) {
		put("AuthSource", m.Auth.Source)
		put("AuthAs", string(m.Auth.As))
	}
	at, _ := m.arrival()
	put("OriginalArrivalTime", at)
	put("FromEntityHeader", s.Entity)
	put("Id", s.Tenant)
	if s.Connecting != "" {
		put("OriginalAttributedTenantConnectingIp", "TenantId="+s.Tenant+";Ip=["+s.Connecting+"];Helo=["+s.Hello+"]")
	}
	if s.Kind == Hosted {
		put("MailboxType", "HOSTED")
	}
	hub := s.Hosts[len(s.Hosts)-1]
	return append(list, relay.Field{Name: "X-MS-Exchange-Transport-CrossTenantHeadersStamped", Value: short(hub)})
}

// Arrive adds what the service's mailbox delivery tells: how long the message took, and the build that filed it
// (V1.19 [O] in 2021).
func Arrive(h relay.Header, now time.Time, took time.Duration) relay.Header {
	if now.Before(archived) {
		return h
	}
	return h.Last(relay.Field{Name: "X-MS-Exchange-Transport-EndToEndLatency", Value: Latency(took)},
		relay.Field{Name: "X-MS-Exchange-Processed-By-BccFoldering", Value: relay.ServiceMailboxBuild(now).Padded()})
}

// Originate names the organization that a message comes from, before what tells tenants apart (V1.17 [O]).
func Originate(h relay.Header, organization string) relay.Header {
	const next = CrossTenant + "Network-Message-Id"
	if h.Has(OriginatorOrg) || !h.Has(next) {
		return h.Last(relay.Field{Name: OriginatorOrg, Value: organization})
	}
	out := make(relay.Header, 0, len(h)+1)
	for _, f := range h {
		if f.Name == next {
			out = append(out, relay.Field{Name: OriginatorOrg, Value: organization})
		}
		out = append(out, f)
	}
	return out
}
