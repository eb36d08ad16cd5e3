package cmdlet_test

import (
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// What administrators are used to: comparisons, parts of names, and asking what would be done.
func TestUsualHabits(t *testing.T) {
	_, cloud := newLab(relay.Exchange2016)
	for _, line := range []string{"New-AcceptedDomain one -DomainName one.example -DomainType Authoritative", "New-AcceptedDomain two -DomainName two.example -DomainType InternalRelay"} {
		if _, err := cmdlet.Run(cloud, line); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ line, has, lacks string }{
		{"Get-AcceptedDomain | Where-Object DomainType -eq InternalRelay | Format-Table Name", "two", "one"},
		{"Get-AcceptedDomain | where {$_.Name -like 'o*e'} | ft Name", "one", "two"},
		{"Get-AcceptedDomain | ? { $_.DomainType -ne InternalRelay } | fl name", "one", "two"},
		{"Get-AcceptedDomain | Where-Object Default | fl name", "", "two"},
		{"Get-AcceptedDomain one | fl *main*", "DomainName", "Name :"},
		{"Get-AcceptedDomain | Where-Object Name -eq two | Set-AcceptedDomain -DomainType Authoritative -WhatIf", "What if: ", ""},
		{"Get-AcceptedDomain two | fl DomainType", "InternalRelay", ""},
	} {
		out, err := cmdlet.Run(cloud, tt.line)
		if err != nil || !strings.Contains(out, tt.has) || tt.lacks != "" && strings.Contains(out, tt.lacks) {
			t.Errorf("%s: %v\n%s", tt.line, err, out)
		}
	}
	for line, want := range map[string]string{
		"Get-AcceptedDomain | Where-Object":                           "what is compared is missing",
		"Get-AcceptedDomain | Where-Object Nam -eq x":                 "has no property",
		"Get-AcceptedDomain | Where-Object Name -is x":                "-is is no comparison that is known",
		"Get-AcceptedDomain | Where-Object Name -eq":                  "what it is compared with is missing",
		"Get-AcceptedDomain | Where-Object {$_.Name -eq 'x'":          "the script block is not closed",
		"Get-AcceptedDomain | Where-Object {$x -eq 'x'}":              "only a comparison of $_.Property is read",
		"Get-AcceptedDomain | Where-Object {$_.Name -eq a -and $_.x}": "one comparison at a time",
		"Where-Object Name -eq x":                                     "stands behind a bar",
		"Get-AcceptedDomain | fl *nothing*":                           "has no property like",
	} {
		if _, err := cmdlet.Run(cloud, line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", line, err, want)
		}
	}
}
