package check

import (
	"fmt"
	"time"

	"hybridsim/relay/connector"
	"hybridsim/sim"
)

// Outdated is a server on the letter's way that the service takes for out of date, and how it treats its mail (T15).
type Outdated struct {
	Server   string              `json:"server"`
	Build    string              `json:"build"`
	Since    time.Time           `json:"since"`    // when the service saw it first
	Day      int                 `json:"day"`      // since then, without days of exemption
	Throttle int                 `json:"throttle"` // minutes of each hour
	Block    int                 `json:"block"`    // and the minutes behind those
	Now      connector.Treatment `json:"now"`
}

// String says it in a sentence.
func (o Outdated) String() string {
	stage := "reported, and its mail passes"
	if o.Throttle+o.Block > 0 {
		stage = fmt.Sprintf("throttled for %d minutes of each hour, blocked for %d", o.Throttle, o.Block)
	}
	return fmt.Sprintf("%s runs %s, out of date for the service since %s, day %d: %s (now: %s)", o.Server, o.Build,
		o.Since.UTC().Format(time.DateOnly), o.Day, stage, o.Now)
}

// outdatedSince are the servers that the service has met since a time and found to be out of date.
func outdatedSince(w *sim.World, began time.Time) []Outdated {
	list := []Outdated{}
	for _, side := range w.Sides() {
		for _, s := range side.OutdatedServers() {
			if s.Seen.Before(began) {
				continue
			}
			e := connector.Enforce(s.Detected, s.Seen, side.Organization().Exemptions)
			list = append(list, Outdated{s.Fqdn, s.Build.String(), s.Detected, e.Day, e.Throttle, e.Block, e.Now})
		}
	}
	return list
}
