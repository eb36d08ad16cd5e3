package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"hybridsim/sim/diagnose"
	"hybridsim/sim/exports"
	"hybridsim/sim/mistake"
)

// maxSymptom is of what somebody pastes or hands in, with the fields around it; diagnose takes 10 MiB of a symptom.
const maxSymptom = 11 << 20

// diagnosisRoutes are for programs that have a symptom explained.
func diagnosisRoutes() []route {
	const hidden = http.StatusForbidden
	return []route{
		{pattern: "POST /api/diagnose", handle: (*Site).apiDiagnose, takes: []string{"text/plain", "message/rfc822"},
			does:   "begins a diagnosis of the symptom in the body, in worlds of its own; not in a lab",
			answer: diagnosisJSON{}, status: http.StatusAccepted,
			query: []parameter{{name: "from", kind: anAddress, does: "who sent; as the symptom says if not given"},
				{name: "to", kind: anAddress, does: "for whom it was"},
				{name: "also", kind: aText, does: "what else was seen, or an answer: yes: MARK or no: MARK", many: true}},
			errors: []int{hidden, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType}},
		{pattern: "GET /api/diagnose", handle: (*Site).apiDiagnosis, answer: diagnosisJSON{}, errors: []int{hidden},
			does: "the visitor's last diagnosis: how far it is, or what came of it",
			query: []parameter{{name: "wait", kind: aDuration,
				does: "wait so long, of the wall clock, until it is over: 30s, at most 45s"}}},
		{pattern: "DELETE /api/diagnose", handle: (*Site).apiUndiagnose, answer: diagnosisJSON{}, errors: []int{hidden},
			does: "cancels it, answered when it has ended"},
		{pattern: "GET /diagnose", handle: (*Site).pageDiagnosis},
		{pattern: "POST /diagnose", handle: (*Site).pageDiagnose},
		{pattern: "POST /diagnose/answer", handle: (*Site).pageAnswer},
		{pattern: "POST /diagnose/cancel", handle: (*Site).pageUndiagnose},
	}
}

// diagnosisJSON is a diagnosis as it is now.
type diagnosisJSON struct {
	State  string           `json:"state"`            // none, waits, works, done, failed or cancelled
	Played int              `json:"played"`           // messages
	Plays  int              `json:"plays"`            // as far as it is known
	Error  string           `json:"error,omitempty"`  // of one that failed
	Hint   string           `json:"hint,omitempty"`   // what to do then
	Report *diagnose.Report `json:"report,omitempty"` // of one that is done, as diagnose --json prints it
}

// now is a diagnosis as it is now; nil is none.
func (d *diagnosis) now() diagnosisJSON {
	if d == nil {
		return diagnosisJSON{State: noDiagnosis}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	j := diagnosisJSON{State: d.state, Played: d.played, Plays: d.plays, Report: d.report}
	if d.err != nil {
		told := mistook(d.err)
		j.Error, j.Hint = told.Error, told.Hint
	}
	return j
}

// mistook is an error as an answer tells it.
func mistook(err error) problem {
	var at *mistake.Error
	if errors.As(err, &at) {
		return problem{at.Message, at.Hint}
	}
	return problem{err.Error(), ""}
}

// visitor tells those apart who ask: a site within another one has one visitor, and others are told by their address.
func visitor(r *http.Request) string {
	if dressOf(r).Root != "" {
		return ""
	}
	return hostOnly(r.RemoteAddr)
}

// mayDiagnose answers that a lab is not explained, and reports whether this is none.
func (s *Site) mayDiagnose(w http.ResponseWriter) bool {
	if s.console.Hidden() {
		fail(w, http.StatusForbidden, "a diagnosis would tell what the lab is about",
			"look at what an administrator sees: queues, logs, traces and reports; hint tells more")
		return false
	}
	return true
}

// newDiagnosis reads what somebody has seen.
func newDiagnosis(content []byte, from, to string, also []string) (*diagnosis, error) {
	text := exports.AsText(content)
	d := &diagnosis{text: strings.ToValidUTF8(string(text), "\uFFFD"), answers: also}
	d.o.From, d.o.To = strings.TrimSpace(from), strings.TrimSpace(to)
	var err error
	if d.symptom, err = diagnose.Read(text); err != nil {
		return nil, err
	}
	for _, a := range also {
		more, err := diagnose.Read([]byte(a))
		if err != nil {
			return nil, err
		}
		d.o.Also = append(d.o.Also, more)
	}
	return d, nil
}

// diagnose begins a diagnosis, or answers why not.
func (s *Site) diagnose(w http.ResponseWriter, r *http.Request, content []byte, from, to string, also []string) bool {
	d, err := newDiagnosis(content, from, to, also)
	if err != nil {
		told := mistook(err)
		fail(w, http.StatusBadRequest, told.Error, told.Hint)
		return false
	}
	if err := s.ward.begin(visitor(r), d, s.console.Configured, s.stopping); err != nil {
		fail(w, http.StatusConflict, err.Error(), "wait until it is over, or cancel it")
		return false
	}
	return true
}

func (s *Site) apiDiagnose(w http.ResponseWriter, r *http.Request) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "text/plain" && kind != "message/rfc822" {
		fail(w, http.StatusUnsupportedMediaType, "a symptom is text/plain, not "+quoted(r.Header.Get("Content-Type")),
			"curl -H 'Content-Type: text/plain' --data-binary @report.eml")
		return
	}
	if !s.mayDiagnose(w) {
		return
	}
	content, ok := body(w, r, maxSymptom)
	q := r.URL.Query()
	if ok && s.diagnose(w, r, content, q.Get("from"), q.Get("to"), q["also"]) {
		write(w, http.StatusAccepted, s.ward.last(visitor(r)).now())
	}
}

func (s *Site) apiDiagnosis(w http.ResponseWriter, r *http.Request) {
	wait, ok := duration(w, r, "wait", longestWait)
	if !ok || !s.mayDiagnose(w) {
		return
	}
	d := s.ward.last(visitor(r))
	if d != nil && wait > 0 {
		s.within(r, d, wait)
	}
	write(w, http.StatusOK, d.now())
}

func (s *Site) apiUndiagnose(w http.ResponseWriter, r *http.Request) {
	if !s.mayDiagnose(w) {
		return
	}
	d := s.ward.last(visitor(r))
	if d != nil {
		d.stop()
		s.within(r, d, longestWait)
	}
	write(w, http.StatusOK, d.now())
}

// diagnosisView is a diagnosis as a page.
type diagnosisView struct {
	diagnosisJSON
	Busy, ReadOnly bool
	Symptom        string
	From, To       string
	Answers        []string
	Once           string
}

// maxPasted is of a symptom that a form shows again.
const maxPasted = 64 << 10

func (s *Site) pageDiagnosis(w http.ResponseWriter, r *http.Request) {
	if !s.mayDiagnose(w) {
		return
	}
	d := s.ward.last(visitor(r))
	v := diagnosisView{diagnosisJSON: d.now(), Once: s.once1(), ReadOnly: dressOf(r).ReadOnly}
	v.Busy = v.State == waits || v.State == works
	if d != nil {
		v.From, v.To, v.Answers = d.o.From, d.o.To, d.answers
		if len(d.text) <= maxPasted {
			v.Symptom = d.text
		}
	}
	s.page(w, r, "diagnose", "From a symptom to its cause", false, v)
}

// pageDiagnose begins a diagnosis of what a form brings, once, and leads back to the page.
func (s *Site) pageDiagnose(w http.ResponseWriter, r *http.Request) {
	if !s.mayDiagnose(w) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxSymptom)
	if err := r.ParseMultipartForm(maxSymptom); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		fail(w, http.StatusRequestEntityTooLarge, "the symptom is too large",
			"give at most 10 MB: the part that tells it")
		return
	}
	content := []byte(r.PostFormValue("symptom"))
	if file, _, err := r.FormFile("file"); err == nil {
		defer file.Close()
		uploaded, err := io.ReadAll(file)
		if err != nil {
			fail(w, http.StatusBadRequest, "the file ends too early", "send it again")
			return
		}
		if len(uploaded) > 0 {
			content = uploaded
		}
	}
	if s.typed.first(r.PostFormValue("once")) &&
		!s.diagnose(w, r, content, r.PostFormValue("from"), r.PostFormValue("to"), nil) {
		return
	}
	http.Redirect(w, r, dressOf(r).Root+"/diagnose", http.StatusSeeOther)
}

// pageAnswer begins the same diagnosis again, with the answer to a question.
func (s *Site) pageAnswer(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxTyped)
	d, answer := s.ward.last(visitor(r)), r.PostFormValue("answer")
	if !s.mayDiagnose(w) {
		return
	}
	if d != nil && answer != "" && s.typed.first(r.PostFormValue("once")) &&
		!s.diagnose(w, r, []byte(d.text), d.o.From, d.o.To, append(slices.Clip(d.answers), answer)) {
		return
	}
	http.Redirect(w, r, dressOf(r).Root+"/diagnose", http.StatusSeeOther)
}

func (s *Site) pageUndiagnose(w http.ResponseWriter, r *http.Request) {
	if !s.mayDiagnose(w) {
		return
	}
	if d := s.ward.last(visitor(r)); d != nil {
		d.stop()
		s.within(r, d, longestWait)
	}
	http.Redirect(w, r, dressOf(r).Root+"/diagnose", http.StatusSeeOther)
}
