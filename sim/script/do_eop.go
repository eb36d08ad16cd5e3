package script

import (
	"maps"
	"slices"

	"hybridsim/sim"
)

// publishAction changes the service's published list of addresses.
type publishAction struct{ list string }

var _ = register(groupEOP, "publish", "eop> publish today|2018",
	"The service publishes this list of its addresses; Get-HybridMailflowDatacenterIPs and the wizard read it. "+
		"What it sends from is net> egress.",
	func(c *Cursor) (any, error) {
		list, err := c.oneOf("a published list", slices.Sorted(maps.Keys(sim.PublishedAddresses))...)
		return &publishAction{list}, err
	})

func (a *publishAction) do(p *Player) error { return p.w.Publish(a.list) }
