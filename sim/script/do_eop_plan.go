package script

import (
	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// planAction says what a tenant has bought of the service.
type planAction struct {
	side relay.Side
	plan relay.TenantPlan
	at   mistake.Column
}

// mostSeats is more than any tenant has.
const mostSeats = 10_000_000

var _ = register(groupEOP, "plan", "eop> plan SIDE NUMBER seats|trial [since TIME]",
	"What the tenant has bought, and since when it is one: how many recipients outside it may write to within "+
		"24 hours follows. Unless it is said, each mailbox has a seat, and the tenant is an old one.",
	func(c *Cursor) (any, error) {
		a := &planAction{at: c.Here()}
		start := c.Mark()
		var err error
		if a.side, err = c.side(); err != nil {
			return nil, err
		}
		if a.side.Kind() != relay.Cloud {
			return nil, c.ErrorAt(start, "name a tenant: cloud, or cloud:NAME", "%s is no tenant of the service",
				a.side)
		}
		if a.plan.Trial = c.Take("trial"); !a.plan.Trial {
			if a.plan.Seats, err = c.number("a number of seats, or trial", mostSeats); err != nil {
				return nil, err
			}
			if err = c.Expect("seats"); err != nil {
				return nil, err
			}
		}
		a.plan.Since, err = c.timeAfter("since")
		return a, err
	})

func (a *planAction) do(p *Player) error {
	side, err := p.organization(a.side, a.at)
	if err != nil {
		return err
	}
	side.SetPlan(a.plan)
	return nil
}
