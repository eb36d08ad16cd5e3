package sim

import (
	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// rehearsal is an administrator whose lines are judged and come to nothing.
type rehearsal struct{ cmdlet.Admin }

func (r rehearsal) Replace(*relay.Organization) {}
func (r rehearsal) Edges() (list []cmdlet.Admin) {
	for _, a := range r.Admin.Edges() {
		list = append(list, rehearsal{a})
	}
	return list
}
func (r rehearsal) SynchronizeEdge(string) ([]string, error) { return nil, nil }
func (r rehearsal) Validate(c *relay.OutboundConnector, to []string) ([]*cmdlet.ValidationTask, func()) {
	tasks, _ := r.Admin.Validate(c, to)
	return tasks, func() {}
}
func (r rehearsal) RetryQueue(string, bool) error { return nil }
func (r rehearsal) Release(string) bool           { return true }

// OtherSide rehearses too; there need not be one.
func (r rehearsal) OtherSide() cmdlet.Admin {
	if other := r.Admin.OtherSide(); other != nil {
		return rehearsal{other}
	}
	return nil
}

// Try tells whether a line would be refused, and changes nothing.
func (w *World) Try(side relay.Side, line string) (err error) {
	w.Do(func(in *Inside) { _, err = cmdlet.Run(rehearsal{administrator{s: w.Side(side).at(in)}}, line) })
	return err
}
