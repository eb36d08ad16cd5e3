package transport

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// shadow has another server of the site keep a second copy of a message that came over SMTP, until it has left this
// one: from 2013 on that is done before the message is acknowledged (T4.11 [D], V4.6 [O]). The copy takes a number at
// both servers, the one behind the message's own here. The first other server in service keeps it ([I]: which one a
// site takes is not known); where there is none, nobody does, and the message is taken all the same.
func (t *Transport) shadow(e *relay.Event, item *relay.MailItem) {
	org := t.org()
	if !t.shadows() {
		return
	}
	for _, s := range org.ServersIn(org.SiteOf(t.name)) {
		if strings.EqualFold(s.Name, t.name) {
			continue
		}
		other, _ := t.env.Peer(s.Name)
		if other == nil || !other.shadows() || other.state() != relay.Active {
			continue
		}
		t.ids.message()
		host := other.as(relay.RoleHub).Fqdn
		e.ShadowServer = host
		e.Shadow = reply.QueuedForRedundancy(reply.Taken{MessageID: item.Header.Get("Message-ID"),
			InternalID: other.ids.message(), Host: host})
		return
	}
}

// shadows reports whether this server takes part in shadow redundancy of this kind.
func (t *Transport) shadows() bool {
	return !t.org().InCloud() && !t.atEdge() && t.product() >= relay.Exchange2013
}
