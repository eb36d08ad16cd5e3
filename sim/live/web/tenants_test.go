package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/console"
	"hybridsim/sim/story"
)

// Records are each organization's own, and lists hold those of all.
func TestRecordsOfEveryOrganization(t *testing.T) {
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-two-tenants")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	l := open(t, s, w, console.New(s))
	if status, got := l.run("wendy@woodgrove.com> send to walter@woodgrove.com\nwait 1m\nwalter@woodgrove.com> send to someone@nowhere.example\nwait 1m"); status != http.StatusOK {
		t.Fatalf("%d %+v", status, got)
	}
	for _, row := range []struct {
		path string
		want int // rows
	}{
		{"/api/trace", 0}, {"/api/trace?side=cloud", 0}, {"/api/trace?side=cloud:woodgrove", 1}, {"/api/trace?side=CLOUD:Woodgrove", 1},
	} {
		var got []struct{ RecipientAddress string }
		l.get(row.path, &got)
		if len(got) != row.want || row.want > 0 && got[0].RecipientAddress != "walter@woodgrove.com" {
			t.Errorf("%s: %+v, want %d rows", row.path, got, row.want)
		}
	}
	var tracking struct{ Entries []struct{ EventId string } }
	if l.get("/api/tracking?side=onprem:woodgrove", &tracking); len(tracking.Entries) < 2 {
		t.Errorf("tracking of woodgrove: %+v", tracking)
	}
	if a := l.ask("GET", "/api/trace?side=cloud:woodgrov", ""); a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "did you mean cloud:woodgrove?") {
		t.Errorf("an unknown tenant: %d %s", a.StatusCode, a.body)
	}
	var queues struct{ Sides []struct{ Side string } }
	l.get("/api/queues", &queues)
	if !slices.ContainsFunc(queues.Sides, func(q struct{ Side string }) bool { return q.Side == "onprem:woodgrove" }) {
		t.Errorf("queues are of %+v", queues.Sides)
	}
	var talks struct{ Conversations []struct{ At string } }
	l.get("/api/conversations", &talks)
	if !slices.ContainsFunc(talks.Conversations, func(c struct{ At string }) bool { return c.At == "cloud:woodgrove" }) {
		t.Errorf("conversations are of %+v", talks.Conversations)
	}
	for _, heading := range []string{"Cloud: message trace", "Cloud woodgrove: message trace", "On-premises woodgrove: message tracking"} {
		if page := l.ask("GET", "/trace", "").body; !strings.Contains(page, heading) {
			t.Errorf("the page of traces has no %q", heading)
		}
	}
	var logs struct{ Logs []struct{ Name string } }
	l.get("/api/logs", &logs)
	for _, name := range []string{"cloud_woodgrove/MessageTrace.csv", "onprem_woodgrove/Application.csv"} {
		if !slices.ContainsFunc(logs.Logs, func(l struct{ Name string }) bool { return l.Name == name }) {
			t.Errorf("there is no %s among %+v", name, logs.Logs)
		}
	}
}
