package base_test

import (
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

func TestASideThatNothingTellsIsAssumedFromWhatLiesBeside(t *testing.T) {
	domain := func(side relay.Side, file, name string) *exports.Object {
		return at(0, file, shown(side, "AcceptedDomain", "Name", name, "DomainName", name, "DomainType", "InternalRelay", "MatchSubDomains", "False"))
	}
	in := at(0, "x/in.json", inbound("192.0.2.7"))
	tests := []struct {
		name    string
		objects []*exports.Object
		want    string // among what is assumed
	}{
		{"the folder has the cloud's only", []*exports.Object{in, domain("", "x/d.txt", "fourthcoffee.com")}, "AcceptedDomain of d.txt is in the cloud"},
		{"the file has on-premises only", []*exports.Object{in, at(0, "x/all.txt", sendConnector()), domain("", "x/all.txt", "fourthcoffee.com")}, "AcceptedDomain of all.txt is on-premises"},
		{"the cloud's are there already", []*exports.Object{in, domain(relay.Cloud, "x/c.txt", "fourthcoffee.com"), domain("", "x/d.txt", "fourthcoffee.com")}, "AcceptedDomain of d.txt is on-premises"},
		{"nothing tells", []*exports.Object{domain("", "x/d.txt", "fourthcoffee.com")}, "AcceptedDomain of d.txt is on-premises"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			report := build(t, tt.objects, base.Options{}).Report
			for _, a := range report.Assumed {
				if a.What == tt.want {
					return
				}
			}
			t.Errorf("want %q, got %+v", tt.want, report.Assumed)
		})
	}
}
