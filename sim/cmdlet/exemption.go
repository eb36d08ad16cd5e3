package cmdlet

import (
	"fmt"
	"slices"
	"time"

	"hybridsim/relay"
)

// exemptionOptions are what the cmdlets about exemptions are told.
type exemptionOptions struct {
	BlockingScenario string
	NumberOfDays     int
}

// exemption is an exemption as Get-TenantExemptionInfo prints it. The names beside the parameters' are ours: no source
// shows the print.
type exemption struct {
	BlockingScenario string
	NumberOfDays     int
	StartDate        time.Time
	EndDate          time.Time
	RemainingDays    int // that the tenant may still ask for this year
}

// outdatedServer is a row of Get-OnPremServerReportInfo; the names of its columns are ours.
type outdatedServer struct {
	ServerFqdn string
	Build      string
	FirstSeen  time.Time
	LastSeen   time.Time
}

// exemptionDays is how many days of exemption a tenant has in a calendar year (T15.15 [D] PS).
const exemptionDays = 90

func exemptionCmdlets() []*command {
	scenario := property{name: "BlockingScenario", access: writeOnly, values: []string{relay.UnpatchedOnPremServer}}
	days := property{name: "NumberOfDays", access: writeOnly, note: "up to 90 in a calendar year"}
	return []*command{
		{
			name: "New-TenantExemptionInfo", on: inTheCloud,
			synopsis:   "pauses the service's enforcement of up-to-date on-premises servers, from now on for some days",
			parameters: options[exemptionOptions](scenario, days), run: newExemption,
		},
		{
			name: "Get-TenantExemptionInfo", synopsis: "prints the exemptions of the tenant", on: inTheCloud,
			parameters: options[exemptionOptions](scenario), run: getExemptions,
		},
		{
			name: "Get-OnPremServerReportInfo", on: inTheCloud,
			synopsis: "prints the on-premises servers that the service has found to be out of date", run: reportServers,
		},
	}
}

func newExemption(c *call) error {
	if err := c.need("BlockingScenario", "NumberOfDays"); err != nil {
		return err
	}
	var o exemptionOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	now := c.here.admin.Now()
	if left := daysLeft(c.here.now, now.Year()); o.NumberOfDays < 1 || o.NumberOfDays > left {
		return c.blame(refuse("NumberOfDays", fmt.Sprintf("%d days are left to the tenant in %d", left, now.Year()),
			"ask for at least 1 and at most those"))
	}
	x := relay.TenantExemption{BlockingScenario: o.BlockingScenario, NumberOfDays: o.NumberOfDays, From: now}
	org := c.here.edit()
	org.Exemptions = append(slices.Clone(org.Exemptions), x)
	c.here.log("New", "TenantExemptionInfo", o.BlockingScenario)
	return nil
}

// daysLeft is how many days the tenant may still ask for in a year.
func daysLeft(o *relay.Organization, year int) int {
	left := exemptionDays
	for _, x := range o.Exemptions {
		if x.From.Year() == year {
			left -= x.NumberOfDays
		}
	}
	return left
}

var exemptionProperties = []property{
	{name: "BlockingScenario", access: readOnly}, {name: "NumberOfDays", access: readOnly},
	{name: "StartDate", access: readOnly}, {name: "EndDate", access: readOnly}, {name: "RemainingDays", access: readOnly},
}

func getExemptions(c *call) error {
	var o exemptionOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	for _, x := range c.here.now.Exemptions {
		c.emit("TenantExemptionInfo", x.BlockingScenario, inTheCloud, exemptionProperties, &exemption{
			x.BlockingScenario, x.NumberOfDays, x.From, x.Until(), daysLeft(c.here.now, x.From.Year()),
		})
	}
	return nil
}

var outdatedProperties = []property{
	{name: "ServerFqdn", access: readOnly}, {name: "Build", access: readOnly}, {name: "FirstSeen", access: readOnly},
	{name: "LastSeen", access: readOnly},
}

func reportServers(c *call) error {
	for _, s := range c.here.admin.OutdatedServers() {
		c.emit("OnPremServerReportInfo", s.Fqdn, inTheCloud, outdatedProperties, &outdatedServer{
			s.Fqdn, s.Build.String(), s.Detected, s.Seen,
		})
	}
	return nil
}
