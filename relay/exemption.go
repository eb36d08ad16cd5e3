package relay

import "time"

// TenantExemption pauses an enforcement of the service for a tenant (T15.15).
type TenantExemption struct {
	BlockingScenario string
	NumberOfDays     int
	From             time.Time
}

// UnpatchedOnPremServer is the BlockingScenario of servers that are out of date.
const UnpatchedOnPremServer = "UnpatchedOnPremServer"

// Until is the end of the exemption.
func (x TenantExemption) Until() time.Time { return x.From.AddDate(0, 0, x.NumberOfDays) }

// OutdatedServer is an on-premises server that the service has found to be out of date.
type OutdatedServer struct {
	Fqdn     string
	Build    Build     // as it was seen last
	Detected time.Time // from when its days count
	Seen     time.Time // last
}
