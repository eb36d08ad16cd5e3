package script

import (
	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// stsAction publishes a domain's MTA-STS policy, or takes it back.
type stsAction struct {
	domain string
	at     mistake.Column
	policy *relay.STSPolicy // nil: it goes
}

var (
	_ = register(groupNet, "publish mta-sts", "net> publish mta-sts DOMAIN enforce|testing|none mx HOST, ...",
		"The domain publishes a policy (RFC 8461): its mail hosts are these, *.NAME stands for one label, and they do "+
			"TLS with a certificate of their name that anybody trusts. Who enforces keeps mail from every other host; "+
			"testing only asks for reports.", parseSTS)
	_ = register(groupNet, "withdraw mta-sts", "net> withdraw mta-sts DOMAIN", "The domain has no policy any more.",
		func(c *Cursor) (any, error) {
			a := &stsAction{at: c.Here()}
			var err error
			a.domain, err = c.name("a domain")
			return a, err
		})
)

func parseSTS(c *Cursor) (any, error) {
	a := &stsAction{at: c.Here(), policy: &relay.STSPolicy{}}
	var err error
	if a.domain, err = c.name("a domain"); err != nil {
		return nil, err
	}
	mode, err := c.oneOf("a policy's mode", string(relay.STSEnforce), string(relay.STSTesting), string(relay.STSNone))
	if err != nil {
		return nil, err
	}
	a.policy.Mode = relay.STSMode(mode)
	if err := c.Expect("mx"); err != nil {
		return nil, err
	}
	return a, c.list(func() error {
		host, err := c.Word("the name of a mail host")
		a.policy.MX = append(a.policy.MX, host)
		return err
	})
}

func (a *stsAction) do(p *Player) error {
	p.names = append(p.names, a.domain)
	if a.policy != nil {
		p.w.Net.PublishPage(relay.STSHostPrefix+a.domain, a.policy.Page())
	} else if !p.w.Net.WithdrawPage(relay.STSHostPrefix + a.domain) {
		return a.at.Errorf("net> publish mta-sts gives it one", "%s has no MTA-STS policy", a.domain)
	}
	return nil
}
