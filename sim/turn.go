package sim

// maxTurns bounds [World.Turns]: more plays show nothing that these do not.
const maxTurns = 12

// Turns is how many messages it takes until each thing that takes turns has had its own: the addresses that a server
// sends from, the servers of a side, the smart hosts of a connector, the members of a balancer.
func (w *World) Turns() int {
	all := 1
	round := func(n int) {
		if n > 1 {
			all = all / common(all, n) * n
		}
	}
	for _, side := range w.sides {
		round(len(side.servers))
		for _, s := range side.servers {
			round(len(s.outbound.Addrs()))
		}
		o := side.Organization()
		for _, c := range o.SendConnectors {
			round(len(c.SmartHosts))
		}
		for _, c := range o.OutboundConnectors {
			round(len(c.SmartHosts))
		}
	}
	for _, b := range w.Net.Balancers() {
		round(len(b.Members))
	}
	return min(all, maxTurns)
}

// common is the greatest common divisor.
func common(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// Turn moves everything that takes turns on by n, as if so many messages had passed, and nothing else.
func (w *World) Turn(n int) {
	w.Net.Turn(n)
	w.eachServer(func(s *serverState) { s.transport.Turn(n) })
}

// ForgetReplies lets every mailbox answer each sender once more.
func (w *World) ForgetReplies() {
	w.eachServer(func(s *serverState) { s.transport.ForgetReplies() })
}

// eachServer does something at every server of every organization.
func (w *World) eachServer(do func(*serverState)) {
	w.Do(func(in *Inside) {
		for _, side := range w.sides {
			for _, s := range side.servers {
				do(s.at(in))
			}
		}
	})
}
