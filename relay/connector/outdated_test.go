package connector

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestWhichBuildsAreOutOfDate(t *testing.T) {
	september := time.Date(2026, 9, 8, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		build relay.Build
		now   time.Time
		want  bool
	}{
		{"2010 from September 2023 on, whatever its update", relay.Build{14, 3, 513, 0}, time.Date(2023, 9, 2, 0, 0, 0, 0, time.UTC), true},
		{"and not before", relay.Build{14, 3, 513, 0}, time.Date(2023, 8, 2, 0, 0, 0, 0, time.UTC), false},
		{"2013 from 2024 on", relay.Build{15, 0, 1497, 48}, time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), true},
		{"2016 CU23 without the update", relay.Build{15, 1, 2507, 58}, september, true},
		{"with it", relay.Build{15, 1, 2507, 61}, september, false},
		{"2016 CU22", relay.Build{15, 1, 2375, 99}, september, true},
		{"2019 CU14 with the update, although CU15 is newer", relay.Build{15, 2, 1544, 36}, september, false},
		{"2019 CU15 without it", relay.Build{15, 2, 1748, 10}, september, true},
		{"2019 CU12", relay.Build{15, 2, 1118, 40}, september, true},
		{"SE is unaffected", relay.Build{15, 2, 2562, 17}, september, false},
		{"and what comes after it", relay.Build{15, 2, 2800, 1}, september, false},
		{"the service itself", relay.Build{15, 20, 1, 1}, september, false},
		{"2019 in summer 2026", relay.Build{15, 2, 1118, 7}, september.AddDate(0, -2, 0), false},
	} {
		if got := Outdated(tt.build, tt.now); got != tt.want {
			t.Errorf("%s: outdated %t, want %t", tt.name, got, tt.want)
		}
	}
}

// TestStagesOfEnforcement are W7's, by day since detection and minute of the hour.
func TestStagesOfEnforcement(t *testing.T) {
	detected := time.Date(2026, 9, 10, 6, 0, 0, 0, time.UTC)
	pause := []relay.TenantExemption{{From: detected.AddDate(0, 0, 65), NumberOfDays: 30}}
	for _, tt := range []struct {
		name        string
		day, minute int
		exempt      []relay.TenantExemption
		want        Enforcement
	}{
		{"day 20: report only", 20, 0, nil, Enforcement{20, 0, 0, Reported}},
		{"day 35: 5 minutes of each hour", 35, 4, nil, Enforcement{35, 5, 0, Throttled}},
		{"and the other 55 pass", 35, 5, nil, Enforcement{35, 5, 0, Reported}},
		{"day 65: throttled for 30", 65, 29, nil, Enforcement{65, 30, 5, Throttled}},
		{"blocked for 5", 65, 34, nil, Enforcement{65, 30, 5, Blocked}},
		{"open for the rest", 65, 35, nil, Enforcement{65, 30, 5, Reported}},
		{"day 95: blocked", 95, 59, nil, Enforcement{95, 0, 60, Blocked}},
		{"exempt on day 65: off", 80, 0, pause, Enforcement{65, 30, 5, Reported}},
		{"30 days later the stage of day 65 goes on", 96, 0, pause, Enforcement{66, 30, 5, Throttled}},
	} {
		now := detected.AddDate(0, 0, tt.day).Add(time.Duration(tt.minute) * time.Minute)
		if diff := cmp.Diff(tt.want, Enforce(detected, now, tt.exempt)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestWhoHandsAMessageOver(t *testing.T) {
	for _, tt := range []struct {
		name, received string
		want           Trace
		ok             bool
	}{
		{"an Exchange server", "from EX01.contoso.com (10.0.0.1) by\r\n\tEX01.contoso.com (10.0.0.1) with Microsoft SMTP Server (version=TLS1_2) id\r\n\t15.1.2507.6; Mon, 2 Mar 2026",
			Trace{"EX01.contoso.com", relay.Build{15, 1, 2507, 6}}, true},
		{"a gateway", "from EX01.contoso.com ([203.0.113.10])\r\n\tby gate.litware.com with ESMTPS id 00000001", Trace{}, false},
		{"nobody", "", Trace{}, false},
		{"a number that is none", "by EX01 with Microsoft SMTP Server id 15.1.2507.99999999999999999999", Trace{}, false},
	} {
		got, ok := ReadTrace(tt.received)
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != tt.ok {
			t.Errorf("%s: ok %t (-want +got):\n%s", tt.name, ok, diff)
		}
	}
}

func FuzzReadTrace(f *testing.F) {
	f.Add("from a by b (1.2.3.4) with Microsoft SMTP Server id 15.1.2507.6")
	f.Fuzz(func(t *testing.T, text string) {
		if got, ok := ReadTrace(text); ok && got.Fqdn == "" {
			t.Errorf("%q has no name", text)
		}
	})
}
