package edge_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"

	"hybridsim/sim/live/edge"
)

// TestIdleClientsKeepNobodyOut fills a server with clients who say nothing: others are served, and it is the silent ones who go,
// the longest first.
func TestIdleClientsKeepNobodyOut(t *testing.T) {
	const most = 4
	l, err := edge.Listen("127.0.0.1:0", most)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "here") })}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		server.Close()
		<-ended
	})
	var idle []net.Conn
	for range 3 * most {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		idle = append(idle, c)
	}
	for range 2 * most {
		client := &http.Client{Transport: &http.Transport{}}
		response, err := client.Get("http://" + l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	for i, c := range idle[:2*most] {
		if _, err := io.ReadAll(c); err != nil {
			t.Logf("client %d: %v", i, err)
		}
	}
}
