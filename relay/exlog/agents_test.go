package exlog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/reply"
)

// agentRow is what the rows of agents and second copies are looked at for.
type agentRow struct{ Event, Source, Context, Status, Custom string }

func agentRows(o *relay.Organization, events ...relay.Event) (list []agentRow) {
	for _, r := range exlog.Tracking(o, events) {
		row := agentRow{r.EventId, r.Source, r.SourceContext, "", r.CustomData}
		for _, s := range r.RecipientStatus {
			row.Status += s
		}
		list = append(list, row)
	}
	return list
}

func TestWhatAgentsDidIsTracked(t *testing.T) {
	const (
		rest = "S:DeliveryPriority=Normal;S:AccountForest=contoso.com"
		mdb  = "MDB:70324176-937b-4cf7-8887-0c7b2ad5e97f, Mailbox:e0101a9d-196c-4ee6-8968-e86f1c408890, Event:60000507, MessageClass:IPM.Note, CreationTime:2017-03-16T09:00:00.000Z, ClientType:MOMT, SubmissionAssistant:MailboxTransportSubmissionEmailAssistant"
		disk = "S:MailboxDatabaseGuid=70324176-937b-4cf7-8887-0c7b2ad5e97f;"
		ama  = "S:AMA=SUM|action=p|error=|atch=0;S:CompCost=|ETR=0;S:DeliveryPriority=Normal;S:OriginalFromAddress=a@fabrikam.com;S:AccountForest=contoso.com"
	)
	at := time.Date(2017, 3, 16, 9, 0, 0, 0, time.UTC)
	event := func(id relay.EventID, source string) relay.Event {
		return relay.Event{Side: relay.OnPremises, Time: at, Server: "EX01", Source: source, ID: id, InternalID: 5<<32 | 7, Sender: "a@fabrikam.com", Recipients: []string{"b@contoso.com"}}
	}
	came := event(relay.EventReceive, "SMTP")
	deleted, refused, internal, group := event(relay.EventDrop, "AGENT"), event(relay.EventFail, "AGENT"), event(relay.EventDrop, "ROUTING"), event(relay.EventExpand, "ROUTING")
	deleted.Reply, refused.Reply, internal.Reply, group.Reply = reply.DeletedByRule(), reply.RejectedByRule(""), reply.InternalOOFHandled(), reply.GroupExpanded()
	server := func(p relay.Product) *relay.Organization { return organization(relay.OnPremises, p) }
	for _, tt := range []struct {
		name   string
		o      *relay.Organization
		events []relay.Event
		want   []agentRow
	}{
		{"V4.5, V4.9: 2013 tells once what its malware agent found, before a rule deletes", server(relay.Exchange2013), []relay.Event{came, deleted, event(relay.EventDeliver, "SMTP")}, []agentRow{
			{"RECEIVE", "SMTP", "", "", rest},
			{"AGENTINFO", "AGENT", "", "", ama},
			{"DROP", "AGENT", "Transport Rule Agent", "[{LRT=};{LED=550 5.2.1 Message deleted by the transport rules agent};{FQDN=};{IP=}]", rest},
			{"DELIVER", "SMTP", "", "", rest},
		}},
		{"V4.2: 2016 tells of a submission three times", server(relay.Exchange2016), []relay.Event{event(relay.EventReceive, "STOREDRIVER")}, []agentRow{
			{"NOTIFYMAPI", "STOREDRIVER", mdb, "To", disk + rest}, {"RECEIVE", "STOREDRIVER", mdb, "To", disk + rest}, {"SUBMIT", "STOREDRIVER", mdb, "To", disk + rest},
		}},
		{"V4.2: 2010 once", server(relay.Exchange2010), []relay.Event{event(relay.EventReceive, "STOREDRIVER")}, []agentRow{{"RECEIVE", "STOREDRIVER", "", "", ""}}},
		{"V4.5: 2010 has no such agent", server(relay.Exchange2010), []relay.Event{came, refused}, []agentRow{
			{"RECEIVE", "SMTP", "", "", ""},
			{"FAIL", "AGENT", "Transport Rule Agent", "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy", ""},
		}},
		{"V4.9: what is dropped or expanded without an agent says so", server(relay.Exchange2010), []relay.Event{internal, group}, []agentRow{
			{"DROP", "ROUTING", "", "250 2.1.5 RESOLVER.OOF.IntToExt; handled internal OOF addressed to external recipient", ""},
			{"EXPAND", "ROUTING", "", "250 2.1.5 RESOLVER.GRP.Expanded; distribution list expanded", ""},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, agentRows(tt.o, tt.events...)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}
