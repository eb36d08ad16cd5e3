package check

import (
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// This file is about programs and devices that log on with a mailbox to send (P9).

// submissionPort is where they do (RFC 6409).
const submissionPort = 587

// anywhere is the address of a client that logs on from wherever it is.
var anywhere = netip.AddrFrom4([4]byte{192, 0, 2, 250})

// give gives the letter to whoever passes it on. A client that logs on hears what becomes of it there, and keeps
// nothing.
func (l *Letter) give(w *sim.World, by sim.Sender, content []byte) (answer relay.Reply, err error) {
	if l.User == "" {
		return answer, w.Post(by, l.From, l.To, content)
	}
	replies, err := by.Host.HandIn(sim.HandIn{At: by.Server, Port: submissionPort, User: l.User, From: l.From, To: l.To,
		Content: content})
	if err != nil || len(replies) == 0 {
		return answer, err
	}
	return relay.ParseReply(lastLine(replies[len(replies)-1]))
}

// lastLine is that of a reply, without what says that none follows.
func lastLine(reply string) string {
	return reply[strings.LastIndexByte(reply, '\n')+1:]
}

// turnedDown is how a letter ends that the server refused of a client: there is no report, since nobody keeps it.
func (l *Letter) turnedDown(by sim.Sender, answer relay.Reply) (ends []End) {
	for _, to := range l.To {
		ends = append(ends, End{Recipient: to, Via: []string{}, Where: by.Host.Name, Outcome: replied(Refused, answer)})
	}
	return ends
}
