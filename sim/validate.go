package sim

import (
	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/relay/transport"
	"hybridsim/sim/cmdlet"
)

// tests are conversations that a typed line begins. They are held by its console, with the door open, and not by the
// world: no mail waits for them.
type tests []*Conversation

// Validate are the two tests of an outbound connector (G1.3.1): at each smart host, and a mail to each recipient.
func (a administrator) Validate(c *relay.OutboundConnector, recipients []string) (list []*cmdlet.ValidationTask,
	begin func()) {
	hops := hopsOf(c, recipients)
	for _, hop := range hops {
		list = append(list, &cmdlet.ValidationTask{Task: "Check connectivity", Target: hop.Name()})
	}
	for _, to := range recipients {
		list = append(list, &cmdlet.ValidationTask{Task: "Send test email", Target: to})
	}
	return list, func() {
		t := a.s.servers[0].at(a.s.in).transport
		for i, hop := range hops {
			a.begin(t, t.TestConnection(c, hop), list[i], reply.TaskFailed)
		}
		for i, to := range recipients {
			attempt, why := t.TestMail(c, to)
			task := list[len(hops)+i]
			if task.Conclude(why); attempt != nil {
				a.begin(t, attempt, task, func(relay.Outcome) string { return "" })
			}
		}
	}
}

// hopsOf are the next hops that a connector leads to: its smart hosts one by one, or the mail hosts of each domain.
func hopsOf(c *relay.OutboundConnector, recipients []string) (hops []relay.NextHop) {
	if !c.UseMXRecord {
		for _, host := range c.SmartHosts {
			hops = append(hops, relay.NextHop{SmartHosts: []string{host}, Port: 25})
		}
		return hops
	}
	seen := map[string]bool{}
	for _, to := range recipients {
		if domain := relay.DomainOf(to); !seen[domain] {
			seen[domain] = true
			hops = append(hops, relay.NextHop{Domain: domain, Port: 25})
		}
	}
	return hops
}

// begin leaves a test to whoever typed the line.
func (a administrator) begin(t *transport.Transport, test *transport.Attempt, task *cmdlet.ValidationTask,
	heading func(relay.Outcome) string) {
	server := a.s.servers[0].at(a.s.in)
	c := &Conversation{dialogue: test.Dialogue, from: server.Server}
	c.finish = func(o relay.Outcome) {
		server.connected(c, o)
		wrong := t.Tested(test, o)
		if head := heading(o); wrong != "" && head != "" {
			wrong = head + ": " + wrong
		}
		task.Conclude(wrong)
	}
	*a.tests = append(*a.tests, c)
}
