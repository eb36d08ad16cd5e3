package web

import (
	"encoding/json"
	"net/http"
	"time"
)

// maxAnswer is how long an answer may take to be made. It is less than the time after which the connection is closed,
// so that a client is told.
const maxAnswer = 50 * time.Second

// inTime answers with an error what takes too long. The stream of events is never done, and no answer to wait for.
func inTime(next http.Handler, most time.Duration) http.Handler {
	late, err := json.MarshalIndent(problem{"the answer takes too long",
		"what was asked for goes on all the same; ask again, or for less (?limit=)"}, "", "  ")
	if err != nil {
		panic(err) // unreachable: two texts
	}
	bounded := http.TimeoutHandler(next, most, string(late)+"\n")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/events" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json") // of the error; an answer has its own
		bounded.ServeHTTP(w, r)
	})
}
