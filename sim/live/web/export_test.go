package web

import "time"

// Documents are what the server answers with, for the test of the manual.
var Documents = []any{forgottenJSON{}, problem{}}

func init() {
	for _, p := range routes {
		if p.answer != nil {
			Documents = append(Documents, p.answer)
		}
	}
}

// Routes are the patterns of all paths.
func Routes() (list []string) {
	for _, p := range routes {
		list = append(list, p.pattern)
	}
	return list
}

// Queries are the parameters of each path, by its pattern.
func Queries() map[string][]string {
	all := map[string][]string{}
	for _, p := range routes {
		for _, q := range p.query {
			all[p.pattern] = append(all[p.pattern], q.name)
		}
	}
	return all
}

// Unsaid are paths for programs that OpenAPI would leave out.
func Unsaid() (list []string) {
	for _, p := range routes {
		if p.does == "" && (p.answer != nil || p.media != "") {
			list = append(list, p.pattern)
		}
	}
	return list
}

// AnswerWithin sets how long an answer may take.
func AnswerWithin(s *Site, most time.Duration) { s.answerWithin(most) }

// Occupy has the turn of a diagnosis until release is called.
func Occupy() (release func()) {
	turn <- struct{}{}
	return func() { <-turn }
}
