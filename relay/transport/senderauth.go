package transport

import (
	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/reply"
)

// judge checks the sender of Incoming mail and writes the outcome into its header. Mail that is attributed to the
// tenant is not judged [I]. The decision is empty then.
func (s *share) judge(item *relay.MailItem, content []byte, stamp reply.Stamp) ([]relay.Decision, relay.Reply) {
	if s.attribution.Directionality != relay.Incoming {
		return nil, relay.Reply{}
	}
	verdict, d := mailauth.Judge(mailauth.Message{Client: s.conn.Remote.Addr(), Hello: s.hello, From: s.from,
		Content: content}, s.t.env.Resolver())
	enforced := relay.DMARCHonoured.Holds(s.t.day())
	if verdict.Rejected() && enforced {
		return []relay.Decision{d}, reply.DMARCRejected(s.t.day(), verdict.From, stamp)
	}
	item.Header = item.Header.Prepend(verdict.Field(enforced))
	return []relay.Decision{d}, relay.Reply{}
}
