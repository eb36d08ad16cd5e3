package exlog

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// latency is how long a message was at each stage of a server (V4.7 [O] for the names; the times are made up, but for
// that in the queue). They follow from the message and are written, not lived.
type latency struct {
	received    time.Duration // SMR
	categorized time.Duration // CAT
	queued      time.Duration // QDM: what it really waited, retries and all
	connected   time.Duration // SMSC, of what left by SMTP
	sent        time.Duration // SMS
}

// latencies are those of a message that came at a time, up to an event.
func latencies(e relay.Event, came time.Time) latency {
	within := func(stage string, least, spread int) time.Duration {
		return time.Duration(least+int(hashOf(e.NetworkMessageID, stage))%spread) * time.Millisecond
	}
	l := latency{
		received: within("SMR", 102, 30), categorized: within("CAT", 20, 130),
		queued: max(e.Time.Sub(came), 0) + within("QDM", 1, 70),
	}
	if e.Source == "SMTP" && e.ID != relay.EventReceive {
		l.connected, l.sent = within("SMSC", 20, 60), within("SMS", 1, 30)
	}
	return l
}

func (l latency) total() time.Duration {
	return l.received + l.categorized + l.queued + l.connected + l.sent
}

// info is the message-info of a server with these latencies: its arrival, then the stages behind their sum (V4.7).
func (l latency) info(server string, came time.Time) string {
	stages := []string{fmt.Sprintf("TOTAL-HUB=%s", seconds(l.total()))}
	for _, s := range []struct {
		name string
		took time.Duration
	}{{"SMR", l.received}, {"CAT", l.categorized}, {"QDM", l.queued}, {"SMSC", l.connected}, {"SMS", l.sent}} {
		if s.took > 0 {
			stages = append(stages, s.name+"="+seconds(s.took))
		}
	}
	return stamp(came) + ";LSRV=" + server + ":" + strings.Join(stages, "|")
}

// delivery is the message-info of the service's DELIVER, which names the server that submitted a mailbox's mail, the
// hub and the one that delivers (V4.11 [O]); a tenant's mailboxes are on one server here.
func (l latency) delivery(mailed bool, hub, delivers string, came time.Time) string {
	parts := []string{stamp(came)}
	if mailed {
		parts = append(parts, fmt.Sprintf("SRV=%s:TOTAL-SUB=%s|SA=%[2]s", delivers, seconds(l.categorized/2)))
	}
	return strings.Join(append(parts,
		fmt.Sprintf("SRV=%s:TOTAL-HUB=%s|SMR=%s|CAT=%s|QDM=%s", hub, seconds(l.total()), seconds(l.received),
			seconds(l.categorized), seconds(l.queued)),
		fmt.Sprintf("SRV=%s:TOTAL-DEL=%s|SMR=%[2]s", delivers, seconds(l.received))), ";")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
