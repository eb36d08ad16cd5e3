package sim_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// copies are the rows about second copies: the server and the one that keeps it.
func (l *lab) copies() (list []string) {
	l.tb.Helper()
	numbers := map[int]string{} // of messages and their copies, at whichever server
	take := func(n int, id string) {
		if before, taken := numbers[n]; taken && before != id {
			l.tb.Errorf("%d is the number of %s and of %s", n, before, id)
		}
		numbers[n] = id
	}
	said := regexp.MustCompile(`^(\S+)=250 2\.6\.0 (<\S+>) \[InternalId=(\d+), Hostname=(\S+)\] Queued mail for redundancy$`)
	for _, r := range exlog.Tracking(l.Side(relay.OnPremises).Organization(), l.Events()) {
		if r.EventId == "RECEIVE" {
			take(r.InternalMessageId, r.MessageId)
		}
		if r.EventId != "HAREDIRECT" {
			continue
		}
		m := said.FindStringSubmatch(r.SourceContext)
		if m == nil || m[1] != m[4] || m[2] != r.MessageId {
			l.tb.Fatalf("V4.6: %+v", r)
		}
		var other int
		fmt.Sscan(m[3], &other)
		take(r.InternalMessageId-1, r.MessageId)
		take(r.InternalMessageId, "copy of "+r.MessageId)
		take(other, "copy elsewhere of "+r.MessageId)
		name, _, _ := strings.Cut(m[1], ".")
		list = append(list, r.ServerHostname+" "+name)
	}
	return list
}

// V4.6, T4.11: from 2013 on another server of the site keeps a second copy before a message is acknowledged, where
// there is one in service.
func TestAnotherServerOfTheSiteKeepsASecondCopy(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lab   func(*testing.T) *lab
		lines []string
		want  []string
	}{
		{"a server alone has nobody for it", func(t *testing.T) *lab { return newLab(t, "hybrid-2019") }, nil, nil},
		{"the other one keeps it, at each stop", newPair, nil, []string{"EX01 EX02", "EX02 EX01", "EX01 EX02"}},
		{"one out of service does not", newPair, []string{"Set-ServerComponentState EX02 -Component HubTransport -State Inactive -Requester Maintenance"}, nil},
		{"one of another site does not", func(t *testing.T) *lab { return newSites(t) }, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := tt.lab(t)
			for _, line := range tt.lines {
				l.admin(relay.OnPremises, line)
			}
			l.post(bob, alice)
			l.post(bob, alice)
			if diff := cmp.Diff(tt.want, l.copies()); diff != "" {
				t.Errorf("server and keeper (-want +got):\n%s", diff)
			}
		})
	}
}
