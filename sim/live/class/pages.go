package class

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"time"

	"hybridsim/sim/live/web"
)

//go:embed class.html class.js
var assets embed.FS

var pages = template.Must(template.New("class.html").Funcs(template.FuncMap{
	"time": func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Local().Format("2 Jan 15:04")
	},
	"minutes": func(d time.Duration) int { return int(d.Minutes()) },
}).ParseFS(assets, "class.html"))

// frame is what every page of the class has around its content.
type frame struct {
	Kind    string // the template that shows Content
	Title   string
	Course  string
	Who     string
	Teacher bool
	Token   string
	Live    bool // the page fetches itself again
	Content any
}

func (c *Class) page(w http.ResponseWriter, status int, v visitor, f frame) {
	f.Course, f.Token, f.Teacher = c.o.Course.Title, v.token, v.teacher
	if v.student != nil {
		f.Who = v.student.Name
	}
	var b bytes.Buffer
	if err := pages.Execute(&b, f); err != nil {
		http.Error(w, "the page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// sorry is what is wrong with a request, and what to do.
func (c *Class) sorry(w http.ResponseWriter, r *http.Request, status int, message, hint string) {
	v := visitor{}
	if c.ours(r.Host) {
		v = c.visitor(r)
	}
	c.page(w, status, v, frame{Kind: "sorry", Title: http.StatusText(status), Content: [2]string{message, hint}})
}

func (c *Class) routes() {
	c.mux = http.NewServeMux()
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /{$}":                         c.start,
		"GET /join/{token}":                c.joinForm,
		"POST /join/{token}":               c.join,
		"GET /teach/{token}":               c.teachForm,
		"POST /teach/{token}":              c.teachIn,
		"POST /leave":                      c.leave,
		"POST /doors/{lab}":                c.openDoors,
		"GET /solution/{lab}":              c.solution,
		"/lab/{lab}/{rest...}":             c.own,
		"GET /teach":                       c.asTeacher(c.overview),
		"GET /teach/links":                 c.asTeacher(c.links),
		"POST /teach/links":                c.asTeacher(c.links),
		"POST /teach/enroll":               c.asTeacher(c.enroll),
		"POST /teach/do/{student}/{lab}":   c.asTeacher(c.order),
		"GET /teach/notes/{lab}":           c.asTeacher(c.notes),
		"GET /teach/grades.csv":            c.asTeacher(c.gradesCSV),
		"GET /teach/grades.json":           c.asTeacher(c.gradesJSON),
		"/watch/{student}/{lab}/{rest...}": c.asTeacher(c.lookOn),
		"/beside/{student}/{lab}/{rest...}": c.asTeacher(func(w http.ResponseWriter, r *http.Request, v visitor) {
			c.sit(w, r, v, false)
		}),
		"GET /style.css": file("text/css", web.Asset("style.css")),
		"GET /class.js":  file("text/javascript", mustAsset("class.js")),
		"/": func(w http.ResponseWriter, r *http.Request) {
			c.sorry(w, r, http.StatusNotFound, "There is no page "+r.URL.Path+".",
				"The course's page leads to all there is.")
		},
	} {
		c.mux.HandleFunc(pattern, handle)
	}
}

func mustAsset(name string) []byte {
	content, err := assets.ReadFile(name)
	if err != nil {
		panic(err) // unreachable: it is embedded
	}
	return content
}

func file(mediaType string, content []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
		w.Write(content)
	}
}

// inside is the path of a request as the site of a room has it.
func inside(r *http.Request) *http.Request {
	own := r.Clone(r.Context())
	own.URL.Path, own.URL.RawPath = "/"+r.PathValue("rest"), ""
	own.Body = r.Body
	return own
}

// mayPass reports whether a site's path is one of its pages, or what they need: what programs ask for is not here.
func mayPass(r *http.Request, path string) bool {
	if r.Method == http.MethodPost {
		return !strings.HasPrefix(path, "/api/")
	}
	return r.Method == http.MethodGet
}
