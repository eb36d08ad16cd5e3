package ident_test

import (
	"regexp"
	"testing"
	"time"

	"hybridsim/relay/ident"
)

// V1.5: the number is 2022-09-10 01:05:15.120, and the id keeps the day of its creation.
func TestMatchingConnectorsTellTheTimeAndTheConnector(t *testing.T) {
	at := time.Date(2022, time.September, 10, 1, 5, 15, 120_212_800, time.UTC)
	m := regexp.MustCompile(`^133072455151202128;\(([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})\);\(\)$`).
		FindStringSubmatch(ident.Matching("contoso Inbound", at))
	if m == nil {
		t.Fatal(ident.Matching("contoso Inbound", at))
	}
	created, ok := ident.TimeIn(m[1])
	if !ok || !created.Before(at) || created.Year() < 2012 {
		t.Errorf("created %v", created)
	}
	if again := ident.Matching("contoso Inbound", at.Add(time.Minute)); again[20:] != ident.Matching("contoso Inbound", at)[20:] {
		t.Error("the connector has another id a minute later")
	}
}
