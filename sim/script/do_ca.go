package script

import (
	"time"

	"hybridsim/sim"
	"hybridsim/sim/labca"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// issueAction puts a certificate into an on-premises server's store.
type issueAction struct {
	request  sim.CertificateRequest
	serverAt mistake.Column
	valid    time.Duration
}

var _ = register(groupCA, "issue",
	`ca> issue NAME [and NAME, ...] by "AUTHORITY" [under "ROOT"]|self-signed to SERVER|HOST [from TIME] [for DURATION|until TIME] [without private key] [without chain] [without client usage]`,
	"A certificate authority issues a certificate, which lands in an on-premises server's store, assigned to "+
		"no service; an outside host shows it as server and as client. An authority that is named first is "+
		"founded and trusted. "+
		"Under a root it is an intermediate authority, whose own certificate a server must send along. "+
		"Without client usage it is for servers only, as public authorities issue them from 2026 on: Exchange and "+
		"the service do not look at that. "+
		"The same name by the same authority again is a renewal: same issuer and subject, new key and "+
		"thumbprint. It is valid from a day ago for a year unless said otherwise; a time is written as "+
		"2017-03-16T08:00:00Z.",
	parseIssue)

func parseIssue(c *Cursor) (any, error) {
	a := &issueAction{}
	r := &a.request
	var err error
	if r.Subject, err = c.name("a host name"); err != nil {
		return nil, err
	}
	if c.Take("and") {
		if r.Names, err = c.words("a host name"); err != nil {
			return nil, err
		}
	}
	if !c.Take("self-signed") {
		if err := c.Expect("by"); err != nil {
			return nil, err
		}
		if r.Authority, err = authorityName(c, "the authority"); err != nil {
			return nil, err
		}
		if c.Take("under") {
			if r.Root, err = authorityName(c, "the root authority"); err != nil {
				return nil, err
			}
		}
	}
	if err := c.Expect("to"); err != nil {
		return nil, err
	}
	a.serverAt = c.Here()
	if r.Server, err = c.Word("a server"); err != nil {
		return nil, err
	}
	if r.NotBefore, err = c.timeAfter("from"); err != nil {
		return nil, err
	}
	if c.Take("for") {
		if a.valid, err = c.duration(); err != nil {
			return nil, err
		}
	} else if r.NotAfter, err = c.timeAfter("until"); err != nil {
		return nil, err
	}
	for c.Take("without") {
		switch {
		case c.Take("private key"):
			r.NoPrivateKey = true
		case c.Take("chain"):
			r.NoChain = true
		case c.Take("client usage"):
			r.ServerOnly = true // nobody looks at it (T15.7, L82)
		default:
			return nil, c.Errorf("a certificate can come without private key, without chain or without client usage, "+
				"not without %s", c.next())
		}
	}
	return a, nil
}

// authorityName takes the name of an authority: a plain name or a distinguished one.
func authorityName(c *Cursor, what string) (string, error) {
	start := c.Mark()
	name, err := c.quoted(what)
	if err != nil {
		return "", err
	}
	if _, err := labca.FullName(name); err != nil {
		return "", c.ErrorAt(start, "write it as \"CN=Example Public CA\"", "%v", err)
	}
	return name, nil
}

func (a *issueAction) do(p *Player) error {
	r := a.request
	if a.valid > 0 {
		r.NotAfter = p.w.Clock.Now().Add(a.valid)
	}
	_, err := p.w.Issue(r)
	return a.serverAt.Blame(err)
}

var _ = register(groupCA, "revoke", `ca> revoke NAME by "AUTHORITY"`,
	"The authority revokes the certificates that it has issued for the name up to now; one that it issues afterwards "+
		"is good. Every server knows it at once. A server does not show a revoked certificate of its own, and offers "+
		"no STARTTLS without another; whoever judges a certificate refuses it.", parseRevoke)

// revokeAction revokes what an authority issued for a name.
type revokeAction struct {
	name, authority string
	nameAt          mistake.Column
}

func parseRevoke(c *Cursor) (any, error) {
	a := &revokeAction{nameAt: c.Here()}
	var err error
	if a.name, err = c.name("a certificate's name"); err != nil {
		return nil, err
	}
	if err := c.Expect("by"); err != nil {
		return nil, err
	}
	a.authority, err = authorityName(c, "the authority")
	return a, err
}

func (a *revokeAction) do(p *Player) error { return a.nameAt.Blame(p.w.Revoke(a.name, a.authority)) }

// trustAction changes whether servers trust an authority.
type trustAction struct {
	authority   string
	authorityAt mistake.Column
	server      placed // empty: all
	trust       bool
}

var (
	_ = register(groupCA, "distrust", `ca> distrust "AUTHORITY" [at SERVER]`,
		"Both sides no longer trust the authority's root, nor any intermediate authority under it; with a server, "+
			"that one alone does not. An intermediate authority stands for its root. "+
			"The service's own certificate is issued by \""+sim.ServiceAuthority+"\".", parseTrust(false))
	_ = register(groupCA, "trust", `ca> trust "AUTHORITY" [at SERVER]`,
		"Both sides trust the authority's root again, or the server does.", parseTrust(true))
)

func parseTrust(trust bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		a := &trustAction{authorityAt: c.Here(), trust: trust}
		var err error
		if a.authority, err = authorityName(c, "the authority"); err != nil {
			return nil, err
		}
		if c.Take("at") {
			a.server.at = c.Here()
			a.server.name, err = c.Word("a server")
		}
		return a, err
	}
}

func (a *trustAction) do(p *Player) error {
	server := ""
	if a.server.name != "" {
		console, found := p.w.ConsoleAt(a.server.name)
		if !found {
			names := p.w.ServerNames()
			return a.server.at.Errorf(suggest.DidYouMean(a.server.name, names), "there is no server %q", a.server.name)
		}
		server = console.Server()
	}
	if a.trust {
		return a.authorityAt.Blame(p.w.Trust(a.authority, server))
	}
	return a.authorityAt.Blame(p.w.Distrust(a.authority, server))
}
