package smtpio_test

import (
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
)

// V7.1, V7.2: what the service's front door says first, by date.
func TestTheFrontDoorSpeaksAsInItsTime(t *testing.T) {
	for day, want := range map[string]struct{ banner, last string }{
		"2014-02-01": {"Sat, 1 Feb 2014 09:00:00 +0000", "CHUNKING"},
		"2022-07-04": {"Mon, 4 Jul 2022 09:00:00 +0000", "SMTPUTF8"},
		"2026-03-27": {"Fri, 27 Mar 2026 09:00:00 +0000 [08DE8A01A0B45E1B]", "SMTPUTF8"},
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		at = at.Add(9 * time.Hour).In(time.FixedZone("", -7*60*60)) // its clock shows UTC
		svc := service(relay.DialectEOP)
		svc.SessionID, svc.Now = "08DE8A01A0B45E1B", func() time.Time { return at }
		h := newLab(t, svc, &recorder{}).connect(t)
		if h.banner != "220 "+svc.Fqdn+" Microsoft ESMTP MAIL Service ready at "+want.banner {
			t.Errorf("%s: %s", day, h.banner)
		}
		if got := h.say("EHLO client.example"); !strings.HasSuffix(got, "\n250 "+want.last) {
			t.Errorf("%s: the last extension is not %s:\n%s", day, want.last, got)
		}
		h.close()
	}
}
