package class_test

import (
	"flag"
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

var (
	loadFor  = flag.Duration("load", 0, "how long TestLoad goes on; 0: a moment")
	students = flag.Int("students", 4, "how many students TestLoad has")
)

// TestLoad lets students type a line every five seconds and send two messages a minute, and tells how long a line took and what
// all of it takes of memory. It asserts that all were answered, not how fast: that is for a quiet machine to say.
func TestLoad(t *testing.T) {
	var names []string
	for i := range *students {
		names = append(names, fmt.Sprintf("student %d", i+1))
	}
	g := give(t, t.TempDir(), names...)
	links, err := g.Join()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var all []*browser
	for _, l := range links {
		all = append(all, g.browser().enter(l.URL))
	}
	var entering sync.WaitGroup
	for _, b := range all {
		entering.Go(func() { b.get("/lab/" + first + "/console") })
	}
	entering.Wait()
	t.Logf("%d students have entered after %.1f s; memory %d MB", len(all), time.Since(began).Seconds(), memory())
	var mu sync.Mutex
	var took []time.Duration
	end := time.Now().Add(max(*loadFor, 2*time.Second))
	var typing sync.WaitGroup
	for i, b := range all {
		typing.Go(func() {
			token := b.token("/lab/" + first + "/console")
			time.Sleep(time.Duration(i) * 5 * time.Second / time.Duration(len(all)))
			for n := 0; n == 0 || time.Now().Before(end); n++ {
				line := []string{"cloud> Get-MessageTrace", "onprem> Get-Queue", "cloud> Get-AcceptedDomain", "onprem> Get-ReceiveConnector | Format-Table Name,Enabled",
					"cloud> Get-InboundConnector", "alice@contoso.com> send hello.eml to bob@contoso.com"}[n%6]
				at := time.Now()
				status, _ := b.post("/lab/"+first+"/console", url.Values{"token": {token}, "lines": {line}})
				if status != 200 {
					t.Errorf("%s: %d", line, status)
				}
				mu.Lock()
				took = append(took, time.Since(at))
				mu.Unlock()
				time.Sleep(5*time.Second - time.Since(at))
			}
		})
	}
	half := time.AfterFunc(time.Until(end)/2, func() { t.Logf("in the middle: memory %d MB", memory()) })
	typing.Wait()
	half.Stop()
	slices.Sort(took)
	t.Logf("%d lines: half took less than %v, 99 of 100 less than %v, the longest %v; at the end memory %d MB, %d worlds awake", len(took),
		took[len(took)/2].Round(time.Millisecond), took[len(took)*99/100].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond), memory(), g.Awake())
}

// memory is what lives on the heap, in MB.
func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}
