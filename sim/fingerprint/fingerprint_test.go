package fingerprint_test

import (
	"strings"
	"testing"

	"hybridsim/sim/fingerprint"
)

// what is not like the real thing is found: a check that could not fail would prove nothing.
func TestWhatIsNotLikeTheRealThingIsFound(t *testing.T) {
	files := []fingerprint.File{
		{Name: "a/cloud/mailboxes/x/001.eml", Content: []byte(
			"Received: from a.simprd01.prod.outlook.com (1.2.3.4) by\r\n\ta.simprd01.prod.outlook.com (1.2.3.4) with mapi id\r\n\t15.20.1.1; Tue, 3 Mar 2026 09:00:00 +0000\r\n" +
				"Received: from x.example (1.2.3.4) by EX01.contoso.com (1.2.3.5) with\r\n Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.0.1367.3; Tue, 3 Mar\r\n 2026 09:00:00 +0000\r\n" +
				"Received: from x.example (1.2.3.4) by ABC1FT001.mail.protection.outlook.com\r\n (1.2.3.5) with Microsoft SMTP Server id 15.20.1.1 via Frontend Transport; Tue,\r\n 3 Mar 2026 09:00:00 +0000\r\n" +
				"Message-ID: <ABC@a.simprd01.prod.outlook.com>\r\nX-MS-Exchange-Organization-Network-Message-Id: c38a69e3-3621-1018-1fef-08d46c4271d5\r\n\r\n")},
		{Name: "a/cloud/mailboxes/x/002.eml", Content: []byte(
			"X-MS-Exchange-Organization-AuthAs: Internal\r\nX-MS-PublicTrafficType: Email\r\nX-MS-TrafficTypeDiagnostic: a.simprd01.prod.outlook.com:\r\n" +
				"From: a@b\r\nMessage-ID: <A0123456789ABCDEF012381122@A.simprd01.prod.outlook.com>\r\nX-MS-Exchange-CrossTenant-OriginalArrivalTime: 3 Mar 2026 09:00:00.1 (UTC)\r\n\r\n")},
		{Name: "a/cloud/mailboxes/x/003.eml", Content: []byte(
			"Received: from a (1.2.3.4) by b (1.2.3.5) with Microsoft SMTP Server id 15.20.1.17; Tue, 3 Mar 2026 09:00:00 +0000\r\n" +
				"Received: from a ([fe80::1]) by a ([fe80::1%3]) with mapi id 15.20.0001.017; Tue, 3 Mar 2026 09:00:00 +0000\r\n" +
				"X-MS-TrafficTypeDiagnostic: a.simprd01.prod.outlook.com:\r\nX-MS-Exchange-CrossTenant-OriginalArrivalTime: 03 Mar 2026 09:00:00.1000 (UTC)\r\n\r\n")},
		{Name: "a/cloud/reports/x/001.eml", Content: []byte(
			"X-MS-PublicTrafficType: Email\r\nFrom: <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@a>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\nContent-Language: en-US\r\nX-MS-Exchange-Message-Is-Ndr: \r\n" +
				"X-MS-Exchange-Organization-AuthMechanism: 04\r\nMessage-ID: <1@a>\r\n\r\n--x\r\n\r\na\tb\r\nMessage Hops\r\n1   3/3/2026 9:00:00 AM x\r\n--x\r\nContent-Type: text/html\r\n\r\n<html><p face=3D\"Arial\">>How to Fix It<\r\nHow to Fix It\r\n>Message Hops<\r\n</html>\r\n" +
				"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns;a.outlook.com\r\nArrival-Date: Tue, 3 Mar 2026 09:00:00 +0100\r\n\r\nAction: failed\r\n\r\n--x--\r\n")},
		{Name: "a/onprem/V15/FrontEnd/RECV1.LOG", Content: []byte("#Version: 8\r\n#Fields: date-time,session-id,event,data,context\r\n" +
			"2026-03-03T09:00:00.003Z,1,<,MAIL FROM:<a@b>,\r\n2026-03-03T09:00:00.003Z,1,<,x,\r\n" +
			"2026-03-03T09:00:00.003Z,1,*,AcceptHeadersRouting,Set Session Permissions\r\n2026-03-03T09:00:00.003Z,1,>,250-a Hello [1],\r\n" +
			"2026-03-03T09:00:00.003Z,1,*,,Certificate subject\r\n2026-03-03T09:00:00.003Z,1,>,250 2.6.0 x,\r\n" +
			"2026-03-03T09:00:00.003Z,1,*,,TlsDomainCapabilities='None'\r\n2026-03-03T09:00:00.003Z,1,<,RCPT TO:<a@b>,\r\n2026-03-03T09:00:00.003Z,1,>,550 5.7.1 x,\r\n")},
		{Name: "a/onprem/V14/RECV1.LOG", Content: []byte("#Version: 8\r\n#Fields: date-time,session-id,event,data,context\r\n2026-03-03T09:00:00.003Z,1,+,,\r\n")},
		{Name: "a/onprem/V14/SEND1.LOG", Content: []byte("#Version: 8\r\n#Fields: date-time,session-id,event,data,context\r\n" +
			"2026-03-03T09:00:00.003Z,1,<,250-a Hello [1],\r\n2026-03-03T09:00:00.003Z,1,>,MAIL FROM:<a@b>,\r\n")},
		{Name: "a/onprem/V15/SEND2.LOG", Content: []byte("#Version: 8\r\n#Fields: date-time,session-id,sequence-number,local-endpoint,event,data,context\r\n2026-03-03T09:00:00.003Z,1,0,1.2.3.4:5,+,,\r\n")},
		{Name: "a/onprem/V15/MSGTRK1.LOG", Content: []byte("#Version: 8\r\n#Fields: date-time,source-context,source,event-id,internal-message-id,network-message-id,log-id\r\n" +
			"2026-03-03T09:00:00.003Z,,SMTP,RECEIVE,17,x,x\r\n2026-03-03T09:00:00.003Z,,STOREDRIVER,RECEIVE,17,x,x\r\n2026-03-03T09:00:00.003Z,,ROUTING,RESOLVE,17,x,x\r\n" +
			"2026-03-03T09:00:00.003Z,,AGENT,AGENTINFO,17,x,x\r\n2026-03-03T09:00:00.003Z,EX02=250 ok,SMTP,HAREDIRECT,18,x,x\r\n" +
			"2026-03-03T09:00:00.003Z,,STOREDRIVER,DELIVER,17,x,x\r\n")},
	}
	for _, v := range fingerprint.Look(files) {
		if v.Looked() && v.Holds() {
			t.Errorf("%s of %q is not missed: %s (%d places)", v.Label, v.Kind, v.Says, v.Places)
		}
	}
}

func TestThePageNamesEachFact(t *testing.T) {
	page := fingerprint.Page()
	for _, f := range fingerprint.Facts {
		if !strings.Contains(page, f.Says) {
			t.Errorf("%s is missing", f.Label)
		}
	}
}
