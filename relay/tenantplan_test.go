package relay_test

import (
	"testing"
	"time"

	"hybridsim/relay"
)

func TestTheTenantsLimitOfExternalRecipients(t *testing.T) {
	day := func(text string) time.Time { d, _ := time.Parse(time.DateOnly, text); return d }
	tests := []struct {
		name  string
		plan  relay.TenantPlan
		now   string
		want  int // 0: there is no limit
		other int // for senders under onmicrosoft.com
	}{
		{"P5.3: 500 * n^0.7 + 9500", relay.TenantPlan{Seats: 1}, "2026-03-02", 10000, 100},
		{"of a hundred seats", relay.TenantPlan{Seats: 100}, "2026-03-02", 22059, 100},
		{"P5.3: trial 500", relay.TenantPlan{Trial: true}, "2026-03-02", 500, 100},
		{"P5.3: tenant age under 31 days 10 %", relay.TenantPlan{Seats: 1, Since: day("2026-02-10")}, "2026-03-02", 1000, 100},
		{"P5.3: to 60 days 25 %", relay.TenantPlan{Seats: 1, Since: day("2026-01-10")}, "2026-03-02", 2500, 100},
		{"then all of it", relay.TenantPlan{Seats: 1, Since: day("2025-12-01")}, "2026-03-02", 10000, 100},
		{"G2.152: others March to end April 2025: not before", relay.TenantPlan{Seats: 1}, "2025-04-30", 0, 0},
		{"G2.152: trial tenants before 2025-02", relay.TenantPlan{Trial: true}, "2025-02-01", 500, 0},
		{"G2.155: 2025-10-15 trial", relay.TenantPlan{Trial: true}, "2025-10-15", 500, 100},
		{"G2.155: 12-01 under 3 seats", relay.TenantPlan{Seats: 2}, "2025-12-01", 10312, 100},
		{"G2.155: not yet for more", relay.TenantPlan{Seats: 3}, "2025-12-01", 10578, 0},
		{"G2.155: 2026-06-01 above 10,000", relay.TenantPlan{Seats: 20000}, "2026-05-31", 521996, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Side: relay.Cloud, Product: relay.ExchangeOnline, Plan: tt.plan}
			got, other := 0, 0
			if r, ok := o.ExternalRate(day(tt.now)); ok {
				got = r.Limit
			}
			if r, ok := o.InitialDomainRate(day(tt.now)); ok {
				other = r.Limit
			}
			if got != tt.want || other != tt.other {
				t.Errorf("%d and %d, want %d and %d", got, other, tt.want, tt.other)
			}
		})
	}
}
