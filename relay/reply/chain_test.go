package reply_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay/reply"
)

// A reply is taken apart into what it quotes, with whose answer each is.
func TestChain(t *testing.T) {
	for _, tt := range []struct {
		name, said string
		want       []string
	}{
		{"alone", "550 5.7.1 Unable to relay", []string{"550 5.7.1 Unable to relay"}},
		{"behind arrows", "550 5.4.300 Message expired -> 451 4.4.395 Target host responded with error. -> 421 4.3.2 Service not available",
			[]string{"550 5.4.300 Message expired", "451 4.4.395 Target host responded with error.", "421 4.3.2 Service not available"}},
		{"L132: another system's report", "554 5.7.1 <mx9.adatum.com #5.7.1 smtp; 554 5.7.1 go away>", []string{"554 5.7.1 <mx9.adatum.com", "554 5.7.1 go away | mx9.adatum.com"}},
		{"L133: that names no host", "554 5.4.0 < #5.4.14 smtp;554 5.4.14 Hop count exceeded>", []string{"554 5.4.0 <", "554 5.4.14 Hop count exceeded"}},
		{"L133: without a code around it", "< #4.4.7 smtp;550 4.4.7 QUEUE.Expired; message expired>", []string{"<", "550 4.4.7 QUEUE.Expired; message expired"}},
		{"L123: in quotes", `451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect." Attempted failover`,
			[]string{"451 4.4.0 Primary target", "421 4.2.1 Unable to connect."}},
		{"in brackets", "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] [LastAttemptedServerName=x]", []string{"450 4.4.317 Cannot", "UntrustedRoot"}},
		{"in parentheses behind an expiry", "550 5.4.316 Message expired, connection refused(Socket error code 10061)",
			[]string{"550 5.4.316 Message expired, connection refused", "Socket error code 10061"}},
		{"other parentheses are the reply's own", "550 5.7.1 no (really)", []string{"550 5.7.1 no (really)"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for i, link := range reply.Chain(reply.Parse(tt.said)) {
				line := link.String()
				if i < len(tt.want) && strings.HasPrefix(line, tt.want[i]) {
					line = tt.want[i]
				}
				if link.Host != "" {
					line = link.String() + " | " + link.Host
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
