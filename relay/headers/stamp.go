package headers

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"hybridsim/relay"
)

// Marks are a server's answers about a message, and what else it writes about it at arrival.
type Marks struct {
	Auth             relay.Auth
	Direction        relay.Directionality // empty: stays
	NetworkMessageID string               // empty: stays
	Arrived          time.Time            // zero: not told
	Service          *Service             // nil: a server of an organization
}

// ExactTime is how Exchange's own fields write a time, in UTC (V1.18 [O]).
const ExactTime = "02 Jan 2006 15:04:05.0000 (UTC)"

// Stamp writes marks into a header, behind the message's own fields (V1.20 [O] for the order).
func Stamp(h relay.Header, m Marks) relay.Header {
	if m.Service != nil {
		h = h.Last(m.service()...)
	} else {
		var fields []relay.Field
		if at, known := m.arrival(); known && !h.Has(OriginalArrivalTime) {
			fields = append(fields, relay.Field{Name: OriginalArrivalTime, Value: at})
		}
		h = h.Last(append(append(fields, m.network(NetworkMessageID)...), m.answers()...)...)
		h = h.Last(m.direction()...)
	}
	if m.Auth.Mechanism == "" {
		h, _ = h.Without(func(name string) bool { return strings.EqualFold(name, AuthMechanism) })
	}
	return h
}

// arrival is when a message came, with the fraction of a second that follows from its id: what happens in the model
// happens at whole ones. The id was made a moment before (V1.3).
func (m Marks) arrival() (at string, known bool) {
	if m.Arrived.IsZero() {
		return "", false
	}
	h := fnv.New32a()
	h.Write([]byte(m.NetworkMessageID))
	return m.Arrived.Add(time.Duration(h.Sum32()%1200) * 100 * time.Microsecond).UTC().Format(ExactTime), true
}

func (m Marks) network(name string) []relay.Field {
	if m.NetworkMessageID == "" {
		return nil
	}
	return []relay.Field{{Name: name, Value: m.NetworkMessageID}}
}

func (m Marks) answers() []relay.Field {
	fields := []relay.Field{{Name: AuthSource, Value: m.Auth.Source}, {Name: AuthAs, Value: string(m.Auth.As)}}
	if m.Auth.Mechanism != "" {
		fields = append(fields, relay.Field{Name: AuthMechanism, Value: m.Auth.Mechanism})
	}
	return fields
}

func (m Marks) direction() []relay.Field {
	if m.Direction == "" {
		return nil
	}
	return []relay.Field{{Name: Directionality, Value: string(m.Direction)}}
}

// Latency is how long a message took from end to end, as the service tells it (V1.19 [O]): 00:00:00.5040709.
func Latency(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d:%02d.%07d", d/time.Hour, d/time.Minute%60, d/time.Second%60,
		d%time.Second/(100*time.Nanosecond))
}
