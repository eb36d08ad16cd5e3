package script

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// spfQuery looks for the address that the service judged a sender for.
type spfQuery struct {
	on     netip.Addr
	onAt   mistake.Column
	result string // any, if empty
}

var _ = claims(latest, "SPF judged", "want SPF judged on ADDRESS [: pass|fail|softfail|neutral|none]",
	"The latest message whose sender the service judged since the section began was judged for this IP address, with "+
		"this result of SPF.",
	func(c *Cursor, _ *judgement) (query, error) {
		q := &spfQuery{}
		if err := c.Expect("on"); err != nil {
			return nil, err
		}
		at := c.Mark()
		q.onAt = c.Here()
		w, err := c.Word("an IP address")
		if err != nil {
			return nil, err
		}
		w, colon := strings.CutSuffix(w, ":")
		if q.on, err = netip.ParseAddr(w); err != nil {
			return nil, c.ErrorAt(at, "write the client's, such as 192.0.2.1", "%q is not an IP address", w)
		}
		if colon || c.Take(":") {
			q.result, err = c.oneOf("a result of SPF", "pass", "fail", "softfail", "neutral", "none", "temperror",
				"permerror")
		}
		return q, err
	})

func (q *spfQuery) look(p *Player, _ judgement) (sights, error) {
	s := sights{nothing: "the service judged nobody"}
	for _, e := range p.EventsSince(p.section, func(relay.Event) bool { return true }) {
		for _, d := range e.Decisions {
			if d.Question != relay.SenderAuthentication || len(d.Candidates) == 0 {
				continue
			}
			address, _, _ := strings.Cut(d.Subject, ",")
			result, _, _ := strings.Cut(d.Candidates[0].Why, " ")
			s.list = append(s.list, sight{
				says: fmt.Sprintf("SPF %s for %s", result, address), brief: "SPF " + result + " for " + address,
				fits:  address == q.on.String() && (q.result == "" || q.result == result),
				event: &e,
			})
		}
	}
	return s, nil
}
