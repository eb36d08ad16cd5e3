package transport

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// rates is when clients of receive connectors began their messages of the last minute: by the connector's identity and
// who the client is.
type rates map[string][]time.Time

// minute is what MessageRateLimit is for.
const minute = time.Minute

// within counts a message that begins now, unless it would be one more than the limit.
func (r rates) within(limit relay.Limit, who string, now time.Time) bool {
	r[who] = slices.DeleteFunc(r[who], func(t time.Time) bool { return now.Sub(t) >= minute })
	if limit.Reached(len(r[who])) {
		return false
	}
	r[who] = append(r[who], now)
	return true
}

// forget drops whoever sent nothing within the last minute.
func (r rates) forget(now time.Time) {
	for who, list := range r {
		if now.Sub(list[len(list)-1]) >= minute {
			delete(r, who)
		}
	}
}

// manyClients is how many may be remembered before those who are silent are forgotten.
const manyClients = 1000

// withinRate refuses a message that is one more in a minute than the connector takes from this client (S1.5, T9.19 [D]
// PS; that minutes slide, and that another Exchange server of the organization is not counted, is inferred).
func (s *receiveSession) withinRate() relay.Reply {
	c, now := s.connector, s.t.env.Now()
	if c.MessageRateLimit <= 0 || s.server != "" {
		return relay.Reply{}
	}
	if len(s.t.pace) > manyClients {
		s.t.pace.forget(now)
	}
	for _, who := range s.counted() {
		if !s.t.pace.within(c.MessageRateLimit, c.Identity()+" "+strings.ToLower(who), now) {
			return s.deny(reply.TooManyMessages(), "", because("<"+s.from+">", "S1.5, T9.19",
				fmt.Sprintf("%s has sent %s messages within a minute", who, c.MessageRateLimit),
				fmt.Sprintf("MessageRateLimit %s, MessageRateSource %s", c.MessageRateLimit, c.MessageRateSource)))
		}
	}
	return relay.Reply{}
}

// counted is whose messages the connector counts in this session.
func (s *receiveSession) counted() (list []string) {
	source := s.connector.MessageRateSource
	if source == relay.RateOfAddress || source == relay.RateOfAll {
		list = append(list, s.conn.Remote.Addr().String())
	}
	if s.user != "" && (source == relay.RateOfUser || source == relay.RateOfAll) {
		list = append(list, s.user)
	}
	return list
}
