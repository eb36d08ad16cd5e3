package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// updateAction brings a server to a build.
type updateAction struct {
	server placed
	build  relay.Build
}

var _ = register(groupNet, "update", "net> update SERVER to BUILD",
	"An on-premises server runs this build from now on; its Received fields show it, and the service looks at it. "+
		builds()+".",
	func(c *Cursor) (any, error) {
		a := &updateAction{}
		a.server.at = c.Here()
		var err error
		if a.server.name, err = c.Word("a server"); err != nil {
			return nil, err
		}
		if err := c.Expect("to"); err != nil {
			return nil, err
		}
		start := c.Mark()
		text, err := c.Word("a build")
		if err != nil {
			return nil, err
		}
		if a.build, err = relay.ParseBuild(text); err != nil {
			return nil, c.ErrorAt(start, "write it as "+relay.Updates[0].Build.String(), "%v", err)
		}
		return a, nil
	})

// builds names the builds that the service asks for.
func builds() string {
	var list []string
	for _, u := range relay.Updates {
		list = append(list, fmt.Sprintf("%s is %s", u.Build, u.Name))
	}
	return strings.Join(list, ", ")
}

func (a *updateAction) do(p *Player) error {
	return a.server.at.Blame(p.w.Update(a.server.name, a.build))
}
