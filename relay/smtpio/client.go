package smtpio

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"

	"hybridsim/relay"
)

// Client performs dialogues. It is a [relay.Sender].
//
// It tries the targets in their order and goes on to the next one when a connection does not come about, or ends or is
// put off (4xx) before the server has said that it is ready. It sends EHLO, or HELO if EHLO is refused for good;
// STARTTLS as the policy has it; one MAIL, the RCPTs one by one, the content if a recipient was accepted, QUIT. As
// Exchange it sends the content by BDAT where that is offered (G2.77), else by DATA.
//
// In an [relay.Outcome] TLSFailure goes before Failure and Reply: a handshake that broke leaves no Err. Recipients has
// an entry for each recipient that got an answer of its own: a refusal, or in PhaseDone the acceptance. All others
// share the outcome.
type Client struct {
	// Dial connects. It chooses the source address.
	Dial func(ctx context.Context, dst netip.AddrPort) (net.Conn, error)
	// Transcript returns where the rows of one connection, or of one attempt to connect, go. Nil keeps none.
	Transcript func(d relay.Dialogue, target relay.Target, local netip.AddrPort) relay.Transcript
}

var _ relay.Sender = (*Client)(nil)

var errNoTarget = errors.New("the dialogue has no target")

// Send performs a dialogue.
func (c *Client) Send(d relay.Dialogue) relay.Outcome {
	outcome := relay.Outcome{Phase: relay.PhaseDNS, Failure: relay.DNSNoRecords, Err: errNoTarget}
	for _, target := range d.Targets {
		outcome = c.try(d, target)
		if goesOn(outcome) {
			continue
		}
		break
	}
	return outcome
}

// goesOn reports whether the next target is worth a try: this one never said that it is ready, or the domain's demands
// by DANE or MTA-STS keep us from it (L84, RFC 8461 section 5.1).
func goesOn(o relay.Outcome) bool {
	return o.Phase == relay.PhaseConnect && !o.Reply.Permanent() || o.TLSFailure != nil &&
		(o.TLSFailure.Reason.ByDANE() || o.TLSFailure.Reason.BySTS() || o.Target.STS)
}

// try performs the dialogue with one target.
func (c *Client) try(d relay.Dialogue, target relay.Target) relay.Outcome {
	outcome := relay.Outcome{Phase: relay.PhaseConnect, Target: target}
	conn, err := c.Dial(context.Background(), target.Addr)
	if err != nil {
		outcome.Err, outcome.Failure, outcome.Local = err, failure(err), source(err)
		c.log(d, outcome).Line(information, "", "attempting to connect")
		return outcome
	}
	defer conn.Close()
	outcome.Local = AddrPort(conn.LocalAddr())
	v := &conversation{Dialogue: d, outcome: outcome, wire: newClientWire(conn, c.log(d, outcome))}
	v.wire.log.Line(connected, "", "")
	v.run()
	v.wire.log.Line(disconnected, "", v.wire.parting())
	return v.outcome
}

func (c *Client) log(d relay.Dialogue, o relay.Outcome) relay.Transcript {
	if c.Transcript != nil {
		if t := c.Transcript(d, o.Target, o.Local); t != nil {
			return t
		}
	}
	return relay.Discard
}

// failure says what the network did. Whatever else breaks a connection that stood is a reset to Exchange.
func failure(err error) relay.NetworkFailure {
	var op *net.OpError
	switch dialling := errors.As(err, &op) && op.Op == "dial"; {
	case err == nil:
		return relay.NetworkOK
	case errors.Is(err, syscall.ECONNREFUSED):
		return relay.NetworkRefused
	case errors.Is(err, syscall.ETIMEDOUT), errors.Is(err, os.ErrDeadlineExceeded), dialling:
		return relay.NetworkTimedOut
	default:
		return relay.NetworkReset
	}
}

// source is the address that an attempt to connect came from, if it got far enough to have one.
func source(err error) netip.AddrPort {
	var op *net.OpError
	if errors.As(err, &op) {
		return AddrPort(op.Source)
	}
	return netip.AddrPort{}
}
