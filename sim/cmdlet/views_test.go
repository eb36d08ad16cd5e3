package cmdlet_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

var noon = time.Date(2017, 3, 16, 12, 0, 0, 0, time.UTC)

// withMail returns both sides with a message that waits on-premises and one that failed in the cloud.
func withMail(product relay.Product) (onprem, cloud *admin) {
	onprem, cloud = newLab(product)
	onprem.messages = []relay.MessageInfo{
		{Identity: `EX01\3\7`, Queue: `EX01\3`, FromAddress: "bob@contoso.com", Status: relay.QueueReady, Subject: "Hi", Size: 8211, DateReceived: noon},
		{Identity: `EX01\4\9`, Queue: `EX01\4`, FromAddress: "<>", Status: relay.QueueRetry, Size: 12, SourceIP: netip.MustParseAddr("192.0.2.7")},
	}
	event := func(side relay.Side, id relay.EventID, source string, recipient string) relay.Event {
		return relay.Event{Time: noon, Side: side, Server: "EX01", Source: source, ID: id, InternalID: 7, MessageID: "<m@contoso.com>", NetworkMessageID: "6b1e",
			Sender: "bob@contoso.com", Recipients: []string{recipient}, Subject: "Hi", TotalBytes: 8211}
	}
	failed := event(relay.Cloud, relay.EventFail, "ROUTING", "zoe@contoso.com")
	failed.Reply = relay.Received(550, "5.1.10 RESOLVER.ADR.RecipientNotFound")
	onprem.events = []relay.Event{
		event(relay.OnPremises, relay.EventReceive, "STOREDRIVER", "alice@contoso.com"),
		event(relay.OnPremises, relay.EventSend, "SMTP", "alice@contoso.com"),
		event(relay.Cloud, relay.EventReceive, "SMTP", "alice@contoso.com"),
		event(relay.Cloud, relay.EventDeliver, "STOREDRIVER", "alice@contoso.com"),
		event(relay.Cloud, relay.EventReceive, "SMTP", "zoe@contoso.com"),
		failed,
	}
	cloud.events = onprem.events
	return onprem, cloud
}

func TestViews(t *testing.T) {
	onprem, cloud := withMail(relay.Exchange2016)
	old, _ := withMail(relay.Exchange2010)
	for _, test := range []struct {
		name string
		a    *admin
		line string
		want string
	}{
		{"queues are a table", onprem, "Get-Queue", `
Identity DeliveryType               Status MessageCount Velocity RiskLevel OutboundIPPool NextHopDomain
-------- ------------               ------ ------------ -------- --------- -------------- -------------
EX01\3   DnsConnectorDelivery       Retry  2                                              fabrikam.com
EX01\4   SmartHostConnectorDelivery Ready  0                                              [mail.contoso.com]
`},
		{"2010 has fewer columns", old, `Get-Queue EX01\3`, `
Identity DeliveryType         Status MessageCount NextHopDomain
-------- ------------         ------ ------------ -------------
EX01\3   DnsConnectorDelivery Retry  2            fabrikam.com
`},
		{"a table of named properties", onprem, "Get-Queue | ft -AutoSize NextHopDomain,Status", `
NextHopDomain      Status
-------------      ------
fabrikam.com       Retry
[mail.contoso.com] Ready
`},
		{"a noun without a table of its own can have one", onprem, "Get-AcceptedDomain | Format-Table Name, DomainType", `
Name        DomainType
----        ----------
contoso.com Authoritative
`},
		{"messages of one queue", onprem, `Get-Message -Queue EX01\3`, `
Identity FromAddress     Status Queue  Subject
-------- -----------     ------ -----  -------
EX01\3\7 bob@contoso.com Ready  EX01\3 Hi
`},
		{"messages by the pipeline", onprem, `Get-Queue EX01\4 | Get-Message | fl FromAddress,Size,SourceIP`, `
FromAddress : <>
Size        : 12 B (12 bytes)
SourceIP    : 192.0.2.7
`},
		{"tracking", onprem, "Get-MessageTrackingLog", `
EventId      Source      Sender          Recipients          MessageSubject
-------      ------      ------          ----------          --------------
NOTIFYMAPI   STOREDRIVER bob@contoso.com {alice@contoso.com} Hi
RECEIVE      STOREDRIVER bob@contoso.com {alice@contoso.com} Hi
SUBMIT       STOREDRIVER bob@contoso.com {alice@contoso.com} Hi
AGENTINFO    AGENT       bob@contoso.com {alice@contoso.com} Hi
SENDEXTERNAL SMTP        bob@contoso.com {alice@contoso.com} Hi
`},
		{"tracking by event", onprem, "Get-MessageTrackingLog -EventId receive -Recipients alice@contoso.com -Sender BOB@contoso.com | fl EventId,TotalBytes", `
EventId    : RECEIVE
TotalBytes : 8211
`},
		{"V4.8: what follows the client's address", onprem, "Get-MessageTrackingLog -EventId SENDEXTERNAL | fl MessageInfo,EventData,TransportTrafficType,SchemaVersion", `
MessageInfo          : 2017-03-16T12:00:00.000Z;LSRV=EX01:TOTAL-HUB=0.388|SMR=0.129|CAT=0.105|QDM=0.056|SMSC=0.069|SMS=0.029
EventData            : {[E2ELatency, 0.388], [ToEntity, Unknown], [FromEntity, Internet], [MsgRecipCount, 1], [IncludeInSla, True], [IsSmtpResponseFromExternalServer, False], [DeliveryPriority, Normal], [AccountForest, contoso.com]}
TransportTrafficType : Email
SchemaVersion        : 15.01.2507.006
`},
		{"2013 and before say SEND", old, "Get-MessageTrackingLog -EventId SEND | fl EventId", `
EventId : SEND
`},
		{"message trace, newest first", cloud, "Get-MessageTrace", `
Received              SenderAddress   RecipientAddress  Subject Status
--------              -------------   ----------------  ------- ------
3/16/2017 12:00:00 PM bob@contoso.com zoe@contoso.com   Hi      Failed
3/16/2017 12:00:00 PM bob@contoso.com alice@contoso.com Hi      Delivered
`},
		{"V4.13: the old cmdlet has properties of its own, in another order", cloud, "Get-MessageTrace -Status Failed | fl", `
Organization     : contoso.onmicrosoft.com
MessageId        : <m@contoso.com>
Received         : 3/16/2017 12:00:00 PM
SenderAddress    : bob@contoso.com
RecipientAddress : zoe@contoso.com
Subject          : Hi
Status           : Failed
ToIP             :
FromIP           :
Size             : 8211
MessageTraceId   : 6b1e
StartDate        : 12/30/0000 12:00:00 AM
EndDate          : 1/1/0001 12:00:00 AM
Index            : 0
`},
		{"filters take wildcards", cloud, "Get-MessageTraceV2 -SenderAddress *@contoso.com -RecipientAddress a*@contoso.com,x@y.z | fl Status", `
Status : Delivered
`},
		{"details by the pipeline", cloud, "Get-MessageTrace -Status Failed | Get-MessageTraceDetail | fl Event,Detail", `
Event  : Receive
Detail : Message received by: EX01

Event  : Fail
Detail : Reason: [{LED=550 5.1.10 RESOLVER.ADR.RecipientNotFound};{MSG=};{FQDN=};{IP=};{LRT=}]. OutboundProxyTargetIP: . OutboundProxyTargetHostName:
`},
		{"details by name", cloud, "Get-MessageTraceDetailV2 -MessageTraceId 6b1e -RecipientAddress alice@contoso.com | ft Event", `
Event
-----
Receive
Deliver
`},
		{"nothing found prints nothing", cloud, "Get-MessageTrace -SenderAddress nobody@contoso.com", "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, "\n"+do(t, test.a, test.line)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.line, diff)
			}
			if test.a.replaced != 0 {
				t.Error("looking changed the organization")
			}
		})
	}
}

func TestViewsRefuse(t *testing.T) {
	onprem, cloud := withMail(relay.Exchange2016)
	for _, test := range []struct {
		a             *admin
		line          string
		column        int
		message, hint string
	}{
		{cloud, "Get-Message", 1, "on-premises", "Get-MessageTrace"},
		{cloud, "Get-MessageTrackingLog", 1, "on-premises", "Get-MessageTrace"},
		{onprem, "Get-MessageTrace", 1, "the cloud", "Get-MessageTrackingLog"},
		{onprem, `Get-Message -Queue EX01\5`, 20, "no queue", `EX01\`},
		{onprem, `Get-Message EX01\3\8`, 13, "no message", `EX01\3\7`},
		{onprem, "Get-MessageTrackingLog -EventId SENT", 33, "SENT", "SEND"},
		{cloud, "Get-MessageTraceDetail -MessageTraceId 6b1e", 1, "needs -RecipientAddress", ""},
		{cloud, "Get-MessageTraceDetail -MessageTraceId 6b1e -RecipientAddress alic@contoso.com", 63, "not for", "alice@contoso.com"},
		{cloud, "Get-MessageTraceDetail -MessageTraceId 7 -RecipientAddress alice@contoso.com", 40, "no message", "Get-MessageTrace"},
		{onprem, "Get-Queue | Format-Table -GroupBy Status", 26, "names of properties only", ""},
	} {
		wantError(t, test.a, test.line, test.column, test.message, test.hint)
	}
}

func TestEveryNameInATableIsAProperty(t *testing.T) {
	onprem, cloud := withMail(relay.Exchange2019)
	for _, line := range []string{"Get-Queue", "Get-Message", "Get-MessageTrackingLog"} {
		do(t, onprem, line+" | fl "+strings.Join(strings.Fields(firstLine(do(t, onprem, line))), ","))
	}
	for _, line := range []string{"Get-MessageTrace", "Get-MessageTrace | Get-MessageTraceDetail"} {
		do(t, cloud, line+" | fl "+strings.Join(strings.Fields(firstLine(do(t, cloud, line))), ","))
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

var _ cmdlet.Admin = (*admin)(nil)
