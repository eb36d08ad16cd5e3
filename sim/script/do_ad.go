package script

import (
	"errors"
	"fmt"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// scopeAction chooses what directory synchronization covers.
type scopeAction struct {
	at    mistake.Column
	units []string
}

var _ = register(groupAD, "synchronize", `ad> synchronize all [but "UNIT", ...]`,
	"Which organizational units directory synchronization leaves out, of the first on-premises organization. It "+
		"is in force after Start-ADSyncSyncCycle -PolicyType Initial: what is in such a unit is not synchronized "+
		"then, and what was is deleted in the cloud. A unit is a path, as in contoso.com/Staff, or a distinguished "+
		"name.",
	func(c *Cursor) (any, error) {
		a := &scopeAction{at: c.Here()}
		if err := c.Expect("all"); err != nil || !c.Take("but") {
			return a, err
		}
		return a, c.list(func() error {
			unit, err := c.quoted("an organizational unit")
			a.units = append(a.units, relay.UnitPath(unit))
			return err
		})
	})

func (a *scopeAction) do(p *Player) error {
	side, err := p.organization(relay.OnPremises, a.at)
	if err != nil {
		return err
	}
	side.SetSyncScope(a.units)
	return nil
}

// unitAction puts an object into an organizational unit.
type unitAction struct {
	object, unit string
	at           mistake.Column
}

var _ = register(groupAD, "move", `ad> move NAME to "UNIT"`,
	"Puts a recipient of the first on-premises organization into an organizational unit. One that synchronization "+
		"leaves out is deleted in the cloud at the next Start-ADSyncSyncCycle (P6.15).",
	func(c *Cursor) (any, error) {
		a := &unitAction{at: c.Here()}
		var err error
		if a.object, err = c.name("a recipient"); err != nil {
			return nil, err
		}
		if err = c.Expect("to"); err != nil {
			return nil, err
		}
		a.unit, err = c.quoted("an organizational unit")
		return a, err
	})

func (a *unitAction) do(p *Player) error {
	return p.setAttribute(a.object, a.at, func(string) string { return "OrganizationalUnit" }, cmdlet.Quote(a.unit))
}

// setAttribute gives a recipient of the first on-premises organization a value, whatever kind of recipient it is; the
// parameter that stands for the attribute follows from the kind.
func (p *Player) setAttribute(object string, at mistake.Column, parameter func(noun string) string,
	value string) error {
	side, err := p.organization(relay.OnPremises, at)
	if err != nil {
		return err
	}
	o := side.Organization()
	noun := cmdlet.NounOf(o, object)
	if noun == "" {
		var names []string
		for _, r := range o.Recipients {
			names = append(names, r.Name)
		}
		return at.Errorf(suggest.DidYouMean(object, names), "there is no recipient %q on-premises", object)
	}
	line := fmt.Sprintf("Set-%s %s -%s %s", noun, cmdlet.Quote(object), parameter(noun), value)
	_, err = p.w.Console(side.Name).Run(line)
	var e *mistake.Error
	if errors.As(err, &e) { // its place is in a line that nobody wrote
		return at.Errorf(e.Hint, "%s", e.Message)
	}
	return err
}
