package relay

import (
	"cmp"
	"fmt"
	"math"
	"time"
)

// TenantPlan is what the service has sold to a tenant. The zero value says nothing: each mailbox of the cloud has a
// seat, and the tenant is an old one.
type TenantPlan struct {
	Seats int
	Trial bool
	Since time.Time // when the tenant was made
}

// String is the plan in the words of its line.
func (p TenantPlan) String() string {
	text := fmt.Sprintf("%d seats", p.Seats)
	if p.Trial {
		text = "trial"
	}
	if !p.Since.IsZero() {
		text += " since " + p.Since.UTC().Format(time.DateOnly)
	}
	return text
}

// A Rate is how many recipients outside a tenant may write to within 24 hours.
type Rate struct {
	Limit    int
	Property string // whence the number is
}

// Number of recipients whom senders under onmicrosoft.com may write to [D] MOERA, and what a trial may.
const (
	initialDomainRate = 100
	trialRate         = 500
)

// ExternalRate is the tenant's limit of external recipients on a day (P5.3 [D] TERRL); ok is false while the service
// has none. That the parts of a young tenant are of a paid quota only is inferred.
func (o *Organization) ExternalRate(now time.Time) (rate Rate, ok bool) {
	p, day := o.Plan, o.Day(now)
	if p.Trial {
		return Rate{trialRate, "a trial"}, TrialRate.Holds(day)
	}
	seats := cmp.Or(p.Seats, o.mailboxes())
	rate = Rate{int(500*math.Pow(float64(seats), 0.7)) + 9500, fmt.Sprintf("%d seats", seats)}
	if p.Since.IsZero() {
		return rate, ExternalRate.Holds(day)
	}
	switch age := int(now.Sub(p.Since).Hours() / 24); {
	case age < 31:
		rate = Rate{rate.Limit / 10, rate.Property + fmt.Sprintf(", a tenant of %d days: 10 %%", age)}
	case age <= 60:
		rate = Rate{rate.Limit / 4, rate.Property + fmt.Sprintf(", a tenant of %d days: 25 %%", age)}
	}
	return rate, ExternalRate.Holds(day)
}

// InitialDomainRate is the limit for senders in the tenant's onmicrosoft.com domains (G2.155 [D] MOERA): it came from
// the small tenants to the large.
func (o *Organization) InitialDomainRate(now time.Time) (rate Rate, ok bool) {
	seats := cmp.Or(o.Plan.Seats, o.mailboxes())
	from := InitialDomains.From
	if !o.Plan.Trial {
		for _, step := range initialDomainSteps {
			if from = step.from; seats <= step.seats {
				break
			}
		}
	}
	return Rate{initialDomainRate, fmt.Sprintf("for %d seats from %s on", seats, from.Date())}, o.Day(now) >= from
}

// initialDomainSteps are the days from which tenants of up to so many seats have the limit; the last is for all others.
var initialDomainSteps = []struct {
	seats int
	from  Era
}{
	{2, 20251201}, {10, 20260107}, {50, 20260202}, {200, 20260302}, {2000, 20260401}, {10000, 20260504},
	{math.MaxInt, 20260601},
}

// mailboxes is how many mailboxes a tenant has.
func (o *Organization) mailboxes() (n int) {
	for _, r := range o.Recipients {
		if r.Type == UserMailbox {
			n++
		}
	}
	return n
}
