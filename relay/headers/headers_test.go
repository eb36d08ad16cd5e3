package headers_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/headers"
)

// fields makes a header of lines, "name: value".
func fields(lines ...string) (h relay.Header) {
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h = append(h, relay.Field{Name: name, Value: value})
	}
	return h
}

// internet is a header with one field of every class.
func internet() relay.Header {
	return fields(
		"Received: from a by b; now",
		"X-MS-Exchange-Organization-AuthAs: Internal",
		"x-ms-exchange-organization-scl: -1",
		"X-MS-Exchange-Forest-RulesExecuted: ex01",
		"X-MS-Exchange-CrossPremises-AuthAs: Internal",
		"Resent-From: a@b",
		"Subject: hello",
	)
}

func names(h relay.Header) string {
	var list []string
	for _, f := range h {
		list = append(list, f.Name)
	}
	return strings.Join(list, "\n")
}

func without(h relay.Header, names ...string) relay.Header {
	h, _ = h.Without(func(name string) bool {
		for _, n := range names {
			if strings.EqualFold(n, name) {
				return true
			}
		}
		return false
	})
	return h
}

// S7.1: a header class needs its right; without it the class is removed.
func TestFirewall(t *testing.T) {
	const organization, scl, forest, received, resent = "X-MS-Exchange-Organization-AuthAs", "X-MS-Exchange-Organization-SCL", "X-MS-Exchange-Forest-RulesExecuted", "Received", "Resent-From"
	tests := []struct {
		name   string
		rights relay.Rights
		want   relay.Header
	}{
		{"S7.1: an anonymous session keeps routing headers only", relay.RightsOf(relay.AnonymousUsers), without(internet(), organization, scl, forest)},
		{"S1.4: an externally secured one keeps no more", relay.ExternallySecured(), without(internet(), organization, scl, forest)},
		{"S1.4: an Exchange server may send all", relay.RightsOf(relay.ExchangeServers), internet()},
		{"S7.1: without any right all three go, cross-premises headers are none of them", nil, without(internet(), organization, scl, forest, received, resent)},
		{"S7.1: each class has its own right", relay.Rights{relay.RightHeadersForest}, without(internet(), organization, scl, received, resent)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, why := headers.Firewall(internet(), tt.rights)
			if diff := cmp.Diff(names(tt.want), names(got)); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if len(why.Candidates) != 3 || why.Because == "" {
				t.Errorf("the decision does not tell about three classes: %+v", why)
			}
		})
	}
}

// S7.3: what CloudServicesMailEnabled, or 2010's flags, do on the way out.
func TestDemote(t *testing.T) {
	tests := []struct {
		name     string
		in       relay.Header
		preserve bool
		want     relay.Header
	}{
		{"S7.3: organization headers become cross-premises headers", fields("Received: r", "X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-Organization-SCL: -1", "Subject: s"), true,
			fields("X-OrganizationHeadersPreserved: ex01", "Received: r", "X-MS-Exchange-CrossPremises-AuthAs: Internal", "X-MS-Exchange-CrossPremises-SCL: -1", "Subject: s")},
		{"R7.1: anonymous stays anonymous", fields("X-MS-Exchange-Organization-AuthAs: Anonymous"), true,
			fields("X-OrganizationHeadersPreserved: ex01", "X-MS-Exchange-CrossPremises-AuthAs: Anonymous")},
		{"what somebody else had demoted does not pass as ours", fields("X-OrganizationHeadersPreserved: elsewhere", "X-MS-Exchange-CrossPremises-AuthAs: Internal", "X-MS-Exchange-Organization-AuthAs: Anonymous"), true,
			fields("X-OrganizationHeadersPreserved: ex01", "X-MS-Exchange-CrossPremises-AuthAs: Anonymous")},
		{"S7.1: to the Internet organization headers stay at home", fields("Received: r", "X-MS-Exchange-Organization-AuthAs: Internal", "Subject: s"), false,
			fields("Received: r", "Subject: s")},
		{"KB3212872: a connector that does not preserve says what it took", fields("X-MS-Exchange-CrossPremises-AuthAs: Internal", "Subject: s"), false,
			fields("X-CrossPremisesHeadersFilteredBySendConnector: ex01", "Subject: s")},
		{"S7.1: forest headers never leave", fields("X-MS-Exchange-Forest-RulesExecuted: ex01"), true, fields("X-OrganizationHeadersPreserved: ex01")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := append(relay.Header(nil), tt.in...)
			got, why := headers.Demote(tt.in, headers.Demotion{Preserve: tt.preserve, Property: "CloudServicesMailEnabled", Host: "ex01"})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, tt.in); diff != "" {
				t.Errorf("the message in the queue changed (-want +got):\n%s", diff)
			}
			if why.Chosen == "" || why.Candidates[0].Chosen != tt.preserve {
				t.Errorf("the decision does not tell: %+v", why)
			}
		})
	}
}

// S7.3: what trust in the sender does on the way in.
func TestPromote(t *testing.T) {
	demoted := fields("X-OrganizationHeadersPreserved: ex01", "X-MS-Exchange-CrossPremises-AuthAs: Internal", "X-MS-Exchange-CrossPremises-authsource: ex01", "X-MS-Exchange-Organization-AuthAs: Anonymous", "Subject: s")
	plain := fields("Subject: s")
	tests := []struct {
		name  string
		in    relay.Header
		trust headers.Trust
		want  relay.Header
		state relay.Promotion
	}{
		{"S7.3: trusted headers replace existing ones, and both markers appear", demoted, headers.Trusted, fields(
			"X-CrossPremisesHeadersPromoted: eop", "X-CrossPremisesHeadersFiltered: eop", "X-OrganizationHeadersPreserved: ex01",
			"X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-Organization-authsource: ex01", "Subject: s",
		), relay.Promotion{Present: true, Promoted: true, Filtered: true}},
		{"S7.3: a connector without CloudServicesMailEnabled removes them", demoted, headers.Distrusted, fields(
			"X-CrossPremisesHeadersFiltered: eop", "X-OrganizationHeadersPreserved: ex01", "X-MS-Exchange-Organization-AuthAs: Anonymous", "Subject: s",
		), relay.Promotion{Present: true, Filtered: true}},
		{"S7.3, the leak: where nothing matched they stay in sight, unbelieved", demoted, headers.Unmatched, demoted, relay.Promotion{Present: true}},
		{"R7.8: trusted, but a gateway lost the headers", plain, headers.Trusted, plain, relay.Promotion{}},
		{"not trusted and nothing there", plain, headers.Unmatched, plain, relay.Promotion{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, state, why := headers.Promote(tt.in, headers.Promotion{Trust: tt.trust, Property: "CloudServicesMailEnabled", Host: "eop"})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.state, state); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
			if why.Because == "" || len(why.Candidates) != 1 || why.Candidates[0].Chosen != state.Promoted {
				t.Errorf("the decision does not tell: %+v", why)
			}
		})
	}
}

// S13.1: attribution, identity, promotion and AuthAs are four states. Here each combination of a claim, the headers' way and
// the receiving side's trust goes through Demote, Firewall, Promote and Authenticate, and only one comes out internal.
func TestTrustIsNotOneFlag(t *testing.T) {
	type result struct {
		Auth   relay.AuthAs
		Source string
		Leak   bool // cross-premises headers are still there
	}
	here := "eop.example"
	tests := []struct {
		name     string
		claim    relay.AuthAs
		preserve bool
		trust    headers.Trust
		want     result
	}{
		{"R7.2, R7.5: demoted, trusted, internal", relay.AuthInternal, true, headers.Trusted, result{relay.AuthInternal, "ex01.contoso.com", false}},
		{"R7.1: promotion is not elevation", relay.AuthAnonymous, true, headers.Trusted, result{relay.AuthAnonymous, "ex01.contoso.com", false}},
		{"R7.9: attributed by a connector that takes no cloud services mail", relay.AuthInternal, true, headers.Distrusted, result{relay.AuthAnonymous, here, false}},
		{"S7.3: demoted and never promoted: the leak", relay.AuthInternal, true, headers.Unmatched, result{relay.AuthAnonymous, here, true}},
		{"R7.8: attributed and trusted, but the sender does not preserve", relay.AuthInternal, false, headers.Trusted, result{relay.AuthAnonymous, here, false}},
		{"R7.9: the same with a connector that takes none", relay.AuthInternal, false, headers.Distrusted, result{relay.AuthAnonymous, here, false}},
		{"R7.3: neither", relay.AuthInternal, false, headers.Unmatched, result{relay.AuthAnonymous, here, false}},
		{"R7.3: neither, anonymous from the start", relay.AuthAnonymous, false, headers.Unmatched, result{relay.AuthAnonymous, here, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := headers.Stamp(fields("Subject: s"), headers.Marks{Auth: relay.Auth{As: tt.claim, Source: "ex01.contoso.com", Mechanism: "04"}, Direction: relay.Originating, NetworkMessageID: "id"})
			h, _ = headers.Demote(h, headers.Demotion{Preserve: tt.preserve, Host: "ex01.contoso.com"})
			h, _ = headers.Firewall(h, relay.RightsOf(relay.AnonymousUsers))
			h, promotion, _ := headers.Promote(h, headers.Promotion{Trust: tt.trust, Host: here})
			auth, why := headers.Authenticate(h, headers.Evidence{Promotion: promotion, Host: here})
			h = headers.Deliver(headers.Stamp(h, headers.Marks{Auth: auth, Direction: relay.Incoming, NetworkMessageID: "id"}), false)
			got := result{relay.AuthAs(h.Get("X-MS-Exchange-Organization-AuthAs")), h.Get("X-MS-Exchange-Organization-AuthSource"), h.Has("X-MS-Exchange-CrossPremises-AuthAs")}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("delivered (-want +got):\n%s%+v", diff, why)
			}
			if h.Count("X-MS-Exchange-Organization-AuthAs") != 1 {
				t.Error("AuthAs is not there just once")
			}
		})
	}
}

// S7.4: the other roads to internal, and their order.
func TestAuthenticate(t *testing.T) {
	claim := func(as string) relay.Header {
		return fields("X-MS-Exchange-Organization-AuthAs: "+as, "X-MS-Exchange-Organization-AuthSource: ex01", "X-MS-Exchange-Organization-AuthMechanism: 04")
	}
	promoted := relay.Promotion{Present: true, Promoted: true, Filtered: true}
	tests := []struct {
		name   string
		header relay.Header
		by     headers.Evidence
		want   relay.Auth
	}{
		{"R7.2: promoted and internal", claim("Internal"), headers.Evidence{Promotion: promoted}, relay.Auth{As: relay.AuthInternal, Source: "ex01", Mechanism: "04"}},
		{"R7.1: promoted and anonymous, although the client logged on", claim("Anonymous"), headers.Evidence{Promotion: promoted, Authenticated: true}, relay.Auth{As: relay.AuthAnonymous, Source: "ex01", Mechanism: "04"}},
		{"R7.2: promoted, but AuthAs was not among them", nil, headers.Evidence{Promotion: promoted}, relay.Auth{As: relay.AuthAnonymous, Source: "here"}},
		{"R7.2: promoted, with a value that nobody documents", claim("Trusted"), headers.Evidence{Promotion: promoted}, relay.Auth{As: relay.AuthAnonymous, Source: "ex01", Mechanism: "04"}},
		{"S7.3: present, not promoted", nil, headers.Evidence{Promotion: relay.Promotion{Present: true}}, relay.Auth{As: relay.AuthAnonymous, Source: "here"}},
		{"S1.4: an Exchange server's own headers are believed", claim("Internal"), headers.Evidence{Rights: relay.RightsOf(relay.ExchangeServers)}, relay.Auth{As: relay.AuthInternal, Source: "ex01", Mechanism: "04"}},
		{"S1.4: a stranger's are not, even if they slipped in", claim("Internal"), headers.Evidence{Rights: relay.RightsOf(relay.AnonymousUsers)}, relay.Auth{As: relay.AuthAnonymous, Source: "here"}},
		{"RELAY (b): externally secured is mechanism 10", nil, headers.Evidence{External: true}, relay.Auth{As: relay.AuthInternal, Source: "here", Mechanism: "10"}},
		{"S7.2: a client that logged on is mechanism 06", nil, headers.Evidence{Authenticated: true}, relay.Auth{As: relay.AuthInternal, Source: "here", Mechanism: "06"}},
		{"R7.6: TreatMessagesAsInternal", nil, headers.Evidence{TreatInternal: true}, relay.Auth{As: relay.AuthInternal, Source: "here"}},
		{"R7.3: nothing at all", nil, headers.Evidence{}, relay.Auth{As: relay.AuthAnonymous, Source: "here"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.by.Host = "here"
			got, why := headers.Authenticate(tt.header, tt.by)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("auth (-want +got):\n%s", diff)
			}
			if why.Because == "" || len(why.Candidates) == 0 {
				t.Errorf("the decision does not tell: %+v", why)
			}
		})
	}
}

// S7.1: mailbox submission strips what a client may not claim, and stamps.
func TestSubmit(t *testing.T) {
	h, auth := headers.Submit(fields(
		"X-MS-Exchange-Organization-AuthAs: Anonymous", "X-MS-Exchange-Forest-X: 1", "X-MS-Exchange-CrossPremises-AuthAs: Internal",
		"X-CrossPremisesHeadersPromoted: x", "Subject: s",
	), "ex01.contoso.com")
	h = headers.Stamp(h, headers.Marks{Auth: auth, Direction: relay.Originating, NetworkMessageID: "guid", Arrived: time.Date(2024, 3, 9, 20, 19, 11, 0, time.UTC)})
	want := fields("Subject: s",
		"X-MS-Exchange-Organization-OriginalArrivalTime: 09 Mar 2024 20:19:11.0908 (UTC)", "X-MS-Exchange-Organization-Network-Message-Id: guid",
		"X-MS-Exchange-Organization-AuthSource: ex01.contoso.com", "X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-Organization-AuthMechanism: 04",
		"X-MS-Exchange-Organization-MessageDirectionality: Originating",
	)
	if diff := cmp.Diff(want, h); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(relay.Auth{As: relay.AuthInternal, Source: "ex01.contoso.com", Mechanism: "04"}, auth); diff != "" {
		t.Errorf("auth (-want +got):\n%s", diff)
	}
}

// V1.17: what the store makes of a mailbox's message says that it is MIME.
func TestAMailboxesMailIsMIME(t *testing.T) {
	for _, tt := range []struct {
		name     string
		in, want relay.Header
		body     string
	}{
		{"plain text", fields("Subject: s"), fields("Subject: s", `Content-Type: text/plain; charset="us-ascii"`, "Content-Transfer-Encoding: 7bit", "MIME-Version: 1.0"), "hello"},
		{"text beyond ASCII", fields("Subject: s"), fields("Subject: s", `Content-Type: text/plain; charset="utf-8"`, "Content-Transfer-Encoding: 8bit", "MIME-Version: 1.0"), "grüß"},
		{"a type of its own stays", fields("Content-Type: text/calendar"), fields("Content-Type: text/calendar", "MIME-Version: 1.0"), "BEGIN"},
		{"MIME stays as it is", fields("MIME-Version: 1.0", "Subject: s"), fields("MIME-Version: 1.0", "Subject: s"), "hello"},
	} {
		if diff := cmp.Diff(tt.want, headers.Converted(tt.in, []byte(tt.body))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestStampLeavesNoMechanismOfAnother(t *testing.T) {
	h := headers.Stamp(fields("X-MS-Exchange-Organization-authmechanism: 04"), headers.Marks{Auth: relay.Auth{As: relay.AuthAnonymous, Source: "here"}, Direction: relay.Incoming})
	if h.Has("X-MS-Exchange-Organization-AuthMechanism") {
		t.Errorf("an anonymous message kept the mechanism of somebody else:\n%s", h)
	}
}

// S7.1: mailbox delivery keeps seven organization headers of the page, and two that are seen in delivered mail.
func TestDeliver(t *testing.T) {
	var in, want relay.Header
	for _, kept := range []string{"SCL", "AuthDomain", "AuthMechanism", "AuthSource", "AuthAs", "OriginalArrivalTime", "OriginalSize", "Network-Message-Id", "MessageDirectionality"} {
		in = append(in, relay.Field{Name: "x-ms-exchange-organization-" + kept, Value: "1"})
	}
	in = append(in, relay.Field{Name: "X-MS-Exchange-CrossPremises-AuthAs", Value: "Internal"}, relay.Field{Name: "Received", Value: "r"})
	want = append(want, in...)
	in = append(in, relay.Field{Name: "X-MS-Exchange-Organization-ExpirationInterval", Value: "1"}, relay.Field{Name: "X-MS-Exchange-Forest-X", Value: "1"})
	if diff := cmp.Diff(want, headers.Deliver(in, false)); diff != "" {
		t.Errorf("delivered (-want +got):\n%s", diff)
	}
	if !headers.Deliver(in, true).Has("X-MS-Exchange-Organization-ExpirationInterval") {
		t.Error("V1.19: a mailbox of the service keeps when a message expires")
	}
}

// S7.5: the shapes of Received fields.
func TestReceived(t *testing.T) {
	at := time.Date(2022, time.July, 4, 14, 14, 15, 0, time.FixedZone("", 2*60*60))
	tests := []struct {
		name string
		hop  headers.Hop
		want string
	}{
		{"EOP's front door", headers.Hop{
			FromName: "mail.contoso.com", FromIP: netip.MustParseAddr("203.0.113.10"), ByName: "BN8NAM11FT004.mail.protection.outlook.com", ByIP: netip.MustParseAddr("10.13.1.1"),
			With: "Microsoft SMTP Server", TLS: "version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", Via: "Frontend Transport", Build: relay.Build{15, 20, 5395, 19}, Time: at,
		}, "from mail.contoso.com (203.0.113.10) by\r\n BN8NAM11FT004.mail.protection.outlook.com (10.13.1.1) with Microsoft SMTP\r\n Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n 15.20.5395.19 via Frontend Transport; Mon, 4 Jul 2022 12:14:15 +0000"},
		{"in clear", headers.Hop{
			FromName: "mx.example", FromIP: netip.MustParseAddr("198.51.100.1"), ByName: "ex01.contoso.com", ByIP: netip.MustParseAddr("10.0.0.1"),
			With: "Microsoft SMTP Server", Build: relay.Build{15, 0, 1367, 3}, Time: at,
		}, "from mx.example (198.51.100.1) by ex01.contoso.com (10.0.0.1) with\r\n Microsoft SMTP Server id 15.0.1367.3; Mon, 4 Jul 2022 12:14:15 +0000"},
		{"from a mailbox, within one server, with its link-local addresses and the padded build", headers.Hop{FromName: "ex01.contoso.com", ByName: "ex01.contoso.com", With: headers.Mapi, Build: relay.Build{15, 0, 1367, 3}, Time: at},
			"from ex01.contoso.com ([fe80::1a33:a3a2:cca3:a2b5]) by\r\n ex01.contoso.com ([fe80::1a33:a3a2:cca3:a2b5%9]) with mapi id 15.00.1367.003;\r\n Mon, 4 Jul 2022 12:14:15 +0000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(relay.Field{Name: "Received", Value: tt.want}, headers.Received(tt.hop)); diff != "" {
				t.Errorf("field (-want +got):\n%s", diff)
			}
		})
	}
}

// V1.19: a mailbox of the service gets its mail over HTTPS, in a field without a build.
func TestTheFieldOfHTTPSNamesNoBuild(t *testing.T) {
	got := headers.Received(headers.Hop{FromName: "hub.example", FromIP: netip.MustParseAddr("2603:10a6::1"), ByName: "mbx.example", ByIP: netip.MustParseAddr("2603:10a6::2"),
		With: headers.HTTPS, Build: relay.Build{15, 20, 5395, 19}, Time: time.Date(2022, time.July, 4, 12, 14, 15, 0, time.UTC)})
	want := relay.Field{Name: "Received", Value: "from hub.example (2603:10a6::1) by mbx.example (2603:10a6::2) with\r\n HTTPS; Mon, 4 Jul 2022 12:14:15 +0000"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("field (-want +got):\n%s", diff)
	}
}

// V2.6: inside the service 1.3 is spoken to front ends alone, and 256_CBC before 2019.
func TestHowTheServiceTellsOfTLSInside(t *testing.T) {
	for _, tt := range []struct {
		day      string
		frontEnd bool
		want     string
	}{
		{"2016-06-20", true, "TLS"},
		{"2018-05-21", false, "version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384"},
		{"2022-09-10", true, "version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
		{"2026-03-02", true, "version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384"},
		{"2026-03-02", false, "version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
	} {
		at, err := time.Parse(time.DateOnly, tt.day)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, headers.ServicePhrase(tt.frontEnd, at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.day, diff)
		}
	}
}

// V5.1: who is a report's Received-From-MTA.
func TestWhoBroughtAMessage(t *testing.T) {
	received := func(from, by, with string) relay.Field {
		return relay.Field{Name: "Received", Value: "from " + from + " (10.0.0.1) by\r\n " + by + " (10.0.0.2) with " + with + "; Mon, 4 Jul 2022 12:14:15 +0000"}
	}
	const smtp, door = "Microsoft SMTP\r\n Server id 15.1.2507.17", "Microsoft SMTP Server id 15.1.2507.17 via Frontend\r\n Transport"
	for _, tt := range []struct {
		name   string
		header relay.Header
		want   string
	}{
		{"the client of the topmost hop of SMTP", relay.Header{received("ca.example", "hub.example", smtp), received("mx.example", "ca.example", door)}, "ca.example"},
		{"behind a front end of the same server, whom that spoke to", relay.Header{received("ex01.example", "ex01.example", smtp), received("mx.example", "ex01.example", door)}, "mx.example"},
		{"of a mailbox's mail its server, also where there is no other", relay.Header{received("ex01.example", "ex01.example", smtp), received("ex01.example", "ex01.example", "mapi id 15.01.2507.017")}, "ex01.example"},
		{"of a mailbox's mail in the service the mailbox's server", relay.Header{received("mb1.example", "mb2.example", smtp), received("mb1.example", "mb1.example", "mapi id 15.20.2507.017")}, "mb1.example"},
		{"a front end before another server's hub", relay.Header{received("ex01.example", "ex02.example", smtp), received("mx.example", "ex01.example", door)}, "ex01.example"},
		{"nobody where no server of Exchange took it by SMTP", relay.Header{received("a", "a", "mapi id 14.03.0513.000"), {Name: "Received", Value: "by x with LMTP; Mon, 4 Jul 2022 12:14:15 +0000"}}, ""},
		{"what is no field of a hop", relay.Header{{Name: "Received", Value: ""}, {Name: "Received", Value: "from with Microsoft SMTP Server"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, headers.BroughtBy(tt.header)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
