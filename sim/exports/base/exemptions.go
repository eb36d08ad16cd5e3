package base

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// exemptionNoun is what pauses the enforcement of up-to-date servers for a tenant (T15.15).
const exemptionNoun = "TenantExemptionInfo"

// exemptions writes the exemptions of the tenant with the days that they have left: the cmdlet begins them now.
func (b *builder) exemptions() {
	heading := false
	for _, t := range b.all(relay.Cloud, exemptionNoun) {
		now := b.headers.Clock
		days, _ := strconv.Atoi(t.text("NumberOfDays"))
		from, until := b.dates.parse(t.text("StartDate")), b.dates.parse(t.text("EndDate"))
		if from.IsZero() {
			from = now
		}
		if until.IsZero() {
			until = from.AddDate(0, 0, days)
		}
		left := int((until.Sub(now) + 24*time.Hour - 1) / (24 * time.Hour))
		scenario := cmp.Or(t.text("BlockingScenario"), relay.UnpatchedOnPremServer)
		if left <= 0 {
			b.report.ignore(exemptionNoun, fmt.Sprintf("that of %s is over since %s", scenario,
				until.Format(time.DateOnly)))
			continue
		}
		if !heading {
			b.heading("The enforcement of up-to-date servers is paused.")
			heading = true
		}
		if left != days {
			b.report.assume(fmt.Sprintf("the exemption of %s has %d days left", scenario, left), "it ends on %s",
				until.Format(time.DateOnly))
		}
		b.do(fmt.Sprintf("cloud> New-TenantExemptionInfo -BlockingScenario %s -NumberOfDays %d",
			cmdlet.Quote(scenario), left), t.from())
	}
}
