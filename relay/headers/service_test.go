package headers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/headers"
)

const tenant, hub = "5b1e2f2a-1111-4222-8333-444455556666", "DM6PR11MB4567.namprd11.prod.outlook.com"

// marks are those of a message of one day.
func marks(day string, kind headers.ServiceKind) headers.Marks {
	at, _ := time.Parse(time.DateOnly, day)
	s := &headers.Service{Hosts: []string{"BY5PR11MB0001.namprd11.prod.outlook.com", hub}, Tenant: tenant, Entity: "Hosted", Kind: kind}
	m := headers.Marks{Auth: relay.Auth{As: relay.AuthInternal, Source: s.Hosts[0], Mechanism: "04"}, Direction: relay.Originating, NetworkMessageID: "guid", Arrived: at, Service: s}
	switch kind {
	case headers.Attributed:
		s.Hosts[0], s.Entity, s.Matching, s.Connecting, s.Hello = "SJ5PEPF000001E8.mail.protection.outlook.com", "HybridOnPrem", "1;(x);()", "203.0.113.10", "mail.contoso.com"
		m.Auth = relay.Auth{As: relay.AuthAnonymous, Source: s.Hosts[0]}
	case headers.Reported:
		s.Hosts = s.Hosts[1:]
		m.Auth.Mechanism = "05"
	}
	return m
}

// V1.17, V1.19 and the eras of 1.5: what the service writes, in its order.
func TestTheServicesFieldsFollowTheYear(t *testing.T) {
	for _, tt := range []struct {
		name  string
		marks headers.Marks
		want  string
	}{
		{"a mailbox's mail of 2018 has what was there always", marks("2018-06-01", headers.Hosted), `Subject: s
Organization-AuthSource: BY5PR11MB0001.namprd11.prod.outlook.com
Organization-AuthAs: Internal
Organization-AuthMechanism: 04
Organization-Network-Message-Id: guid
X-MS-Office365-Filtering-Correlation-Id: guid
Organization-MessageDirectionality: Originating
`},
		{"one of 2019 names one host, and not who vouches for it", marks("2019-06-01", headers.Hosted), `Subject: s
X-MS-PublicTrafficType: Email
Organization-AuthSource: BY5PR11MB0001.namprd11.prod.outlook.com
Organization-AuthAs: Internal
Organization-AuthMechanism: 04
Organization-Network-Message-Id: guid
X-MS-TrafficTypeDiagnostic: BY5PR11MB0001:
X-MS-Office365-Filtering-Correlation-Id: guid
SenderADCheck: 1
X-Microsoft-Antispam: BCL:0;
CrossTenant-Network-Message-Id: guid
CrossTenant-OriginalArrivalTime: 01 Jun 2019 00:00:00.0908 (UTC)
CrossTenant-FromEntityHeader: Hosted
CrossTenant-Id: 5b1e2f2a-1111-4222-8333-444455556666
CrossTenant-MailboxType: HOSTED
Transport-CrossTenantHeadersStamped: DM6PR11MB4567
Organization-MessageDirectionality: Originating
`},
		{"a front door of 2026 names itself and the hub behind it, and whose server connected", marks("2026-03-09", headers.Attributed), `Subject: s
X-MS-PublicTrafficType: Email
Organization-AuthSource: SJ5PEPF000001E8.mail.protection.outlook.com
Organization-AuthAs: Anonymous
Organization-Network-Message-Id: guid
X-MS-TrafficTypeDiagnostic: SJ5PEPF000001E8:EE_|DM6PR11MB4567:EE_
X-MS-Office365-Filtering-Correlation-Id: guid
X-Matching-Connectors: 1;(x);()
X-EOPAttributedMessage: 0
X-Microsoft-Antispam: BCL:0;ARA:13230040|7416014|376014|1800799024|366016;
CrossTenant-Network-Message-Id: guid
CrossTenant-AuthSource: SJ5PEPF000001E8.mail.protection.outlook.com
CrossTenant-AuthAs: Anonymous
CrossTenant-OriginalArrivalTime: 09 Mar 2026 00:00:00.0908 (UTC)
CrossTenant-FromEntityHeader: HybridOnPrem
CrossTenant-Id: 5b1e2f2a-1111-4222-8333-444455556666
CrossTenant-OriginalAttributedTenantConnectingIp: TenantId=5b1e2f2a-1111-4222-8333-444455556666;Ip=[203.0.113.10];Helo=[mail.contoso.com]
Transport-CrossTenantHeadersStamped: DM6PR11MB4567
Organization-MessageDirectionality: Originating
`},
		{"a report of December 2021 expires after a day from when it was made", marks("2021-12-01", headers.Reported), `Subject: s
X-MS-PublicTrafficType: Email
Organization-AuthSource: BY5PR11MB0001.namprd11.prod.outlook.com
Organization-AuthAs: Internal
Organization-AuthMechanism: 05
Organization-Network-Message-Id: guid
X-MS-TrafficTypeDiagnostic: DM6PR11MB4567:EE_
Organization-ExpirationStartTime: 01 Dec 2021 00:00:00.0908 (UTC)
Organization-ExpirationStartTimeReason: SideEffectMessage
Organization-ExpirationInterval: 1:00:00:00.0000000
Organization-ExpirationIntervalReason: SideEffectMessage
X-Microsoft-Antispam: BCL:0;
X-Forefront-Antispam-Report: CIP:255.255.255.255;CTRY:;LANG:en;SCL:-1;SRV:;IPV:NLI;SFV:SKI;H:;PTR:;CAT:NONE;SFS:;DIR:INB;
CrossTenant-Network-Message-Id: guid
CrossTenant-AuthSource: BY5PR11MB0001.namprd11.prod.outlook.com
CrossTenant-AuthAs: Internal
CrossTenant-OriginalArrivalTime: 01 Dec 2021 00:00:00.0908 (UTC)
CrossTenant-FromEntityHeader: Hosted
CrossTenant-Id: 5b1e2f2a-1111-4222-8333-444455556666
Transport-CrossTenantHeadersStamped: DM6PR11MB4567
Organization-MessageDirectionality: Originating
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := headers.Stamp(fields("Subject: s"), tt.marks).String()
			got = strings.ReplaceAll(strings.ReplaceAll(got, "\r\n", "\n"), "X-MS-Exchange-", "")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
		})
	}
}

// V1.17: the organization that mail comes from is named before what tells tenants apart. V1.19: what delivery adds.
func TestWhatIsAddedOnTheWayOutAndAtDelivery(t *testing.T) {
	h := headers.Originate(fields("Subject: s", "X-Microsoft-Antispam: BCL:0;", "X-MS-Exchange-CrossTenant-Network-Message-Id: guid"), "contoso.onmicrosoft.com")
	h = headers.Originate(h, "contoso.com")
	h = headers.Arrive(h, time.Date(2021, 12, 1, 8, 4, 29, 0, time.UTC), 504_070_900*time.Nanosecond)
	want := fields("Subject: s", "X-Microsoft-Antispam: BCL:0;", "X-OriginatorOrg: contoso.com", "X-MS-Exchange-CrossTenant-Network-Message-Id: guid",
		"X-MS-Exchange-Transport-EndToEndLatency: 00:00:00.5040709", "X-MS-Exchange-Processed-By-BccFoldering: 15.20.4734.025")
	if diff := cmp.Diff(want, h); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
}
