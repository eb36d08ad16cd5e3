package relay_test

import (
	"testing"
	"time"

	"hybridsim/relay"
)

// V2.7: months and what was most common in them.
func TestTheServiceShowsTheBuildsOfItsTime(t *testing.T) {
	for day, most := range map[string][4]int{
		"2017-03-16": {15, 1, 985, 1005}, "2019-06-12": {15, 20, 1943, 2032}, "2022-09-10": {15, 20, 5566, 5676},
		"2024-04-21": {15, 20, 7386, 7519}, "2026-03-20": {15, 20, 9632, 9745}, "2026-06-20": {15, 21, 71, 181},
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		b := relay.ServiceBuild(at)
		if b[0] != most[0] || b[1] != most[1] || b[2] < most[2] || b[2] > most[3] {
			t.Errorf("%s: %v is not within %v", day, b, most)
		}
		if b[3] < 10 || b[3] > 30 {
			t.Errorf("%s: %v: the last number is 10 to 30", day, b)
		}
	}
}

func TestNoWeekGoesBack(t *testing.T) {
	var last relay.Build
	for at := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2029; at = at.AddDate(0, 0, 1) {
		b := relay.ServiceBuild(at)
		less := b[0] < last[0] || b[0] == last[0] && (b[1] < last[1] || b[1] == last[1] && b[2] < last[2]-40)
		if less { // months overlap by a few builds: servers are not all updated at once
			t.Fatalf("%v: %v after %v", at, b, last)
		}
		last = b
	}
}
