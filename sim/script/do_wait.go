package script

import "time"

// waitAction moves the clock.
type waitAction struct{ d time.Duration }

var _ = register(groupClock, "wait", "wait DURATION",
	"Moves the clock (90s, 30m, 49h, 3d) and does what comes due on the way. Expiry is judged "+
		"when a retry comes due after the limit, so wait past it.", func(c *Cursor) (any, error) {
		d, err := c.duration()
		return &waitAction{d}, err
	})

func (a *waitAction) do(p *Player) error { return p.Wait(a.d) }
