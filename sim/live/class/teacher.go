package class

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hybridsim/sim/lab"
	"hybridsim/sim/live/web"
	"hybridsim/sim/mistake"
)

// maxTeachers is how many browsers of instructors are remembered.
const maxTeachers = 20

func (c *Class) teachForm(w http.ResponseWriter, r *http.Request) {
	if !same(r.PathValue("token"), c.entry) {
		c.expired(w, r)
		return
	}
	c.page(w, http.StatusOK, visitor{}, frame{Kind: "join", Title: "Teach", Who: "the instructor", Content: r.URL.Path})
}

func (c *Class) teachIn(w http.ResponseWriter, r *http.Request) {
	if !same(r.PathValue("token"), c.entry) {
		c.expired(w, r)
		return
	}
	session := c.admit(w, r, teacherCookie)
	c.mu.Lock()
	c.roll.Teachers = append(c.roll.Teachers[max(0, len(c.roll.Teachers)-maxTeachers+1):], session)
	err := c.roll.save(c.o.Folder)
	c.mu.Unlock()
	if err != nil {
		c.o.Warn("that an instructor came is not kept: " + err.Error())
	}
	http.Redirect(w, r, "/teach", http.StatusSeeOther)
}

// asTeacher lets instructors in, and nobody else; what changes something has to come from our forms.
func (c *Class) asTeacher(handle func(http.ResponseWriter, *http.Request, visitor)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := c.visitor(r)
		switch {
		case !v.teacher:
			c.sorry(w, r, http.StatusForbidden, "This page is for the instructor.",
				"The program that serves the class prints the instructor's link.")
		case r.Method != http.MethodGet && !c.posted(w, r, v):
		default:
			handle(w, r, v)
		}
	}
}

// row is a student on the instructor's page.
type row struct {
	ID, Name string
	Joined   bool
	Cells    []cell
}

// cell is a student's lab on the instructor's page.
type cell struct {
	Lab     string
	Begun   bool
	Awake   bool
	Verdict string
	progress
}

// table is the instructor's page.
type table struct {
	Labs []card
	Rows []row
	Key  string
}

func (c *Class) overview(w http.ResponseWriter, _ *http.Request, v visitor) {
	t := table{Key: c.Key()}
	for i, u := range c.o.Course.Units {
		t.Labs = append(t.Labs, card{Name: u.Lab.Name, Title: c.title(u, i), Group: u.Group})
	}
	c.mu.Lock()
	for _, s := range c.roll.Students {
		line := row{ID: s.ID, Name: s.Name, Joined: s.Session != ""}
		for _, u := range c.o.Course.Units {
			k := cell{Lab: u.Lab.Name}
			if p := s.Labs[u.Lab.Name]; p != nil {
				k.Begun, k.progress, k.Verdict = true, *p, p.verdict()
			}
			line.Cells = append(line.Cells, k)
		}
		t.Rows = append(t.Rows, line)
	}
	c.mu.Unlock()
	c.page(w, http.StatusOK, v, frame{Kind: "teach", Title: "The class", Live: true, Content: t})
}

func (p *progress) verdict() string {
	switch {
	case p.Passed:
		return "passed"
	case p.Graded:
		return "not yet"
	}
	return "at work"
}

// links shows new links of those who have not joined, or, posted for one of them, a new one for that student.
func (c *Class) links(w http.ResponseWriter, r *http.Request, v visitor) {
	id := r.PostFormValue("student")
	var list []Link
	c.mu.Lock()
	for _, s := range c.roll.Students {
		if r.Method == http.MethodPost && (s.ID == id || id == "" && s.Session == "") {
			s.Session = ""
			list = append(list, Link{s.Name, c.o.URL + "/join/" + s.invite(time.Now())})
		}
	}
	err := c.roll.save(c.o.Folder)
	c.mu.Unlock()
	if err != nil {
		c.sorry(w, r, http.StatusInsufficientStorage, "The links cannot be kept: "+err.Error()+".",
			"Make room on the disk.")
		return
	}
	c.page(w, http.StatusOK, v, frame{Kind: "links", Title: "Links", Content: list})
}

func (c *Class) enroll(w http.ResponseWriter, r *http.Request, _ visitor) {
	if err := c.Enroll(Names(r.PostFormValue("names"))...); err != nil {
		c.sorry(w, r, http.StatusBadRequest, "Nobody was added: "+err.Error(), "Go back and change the list.")
		return
	}
	http.Redirect(w, r, "/teach", http.StatusSeeOther)
}

// found is the room that a path names; if there is none the answer is given.
func (c *Class) found(w http.ResponseWriter, r *http.Request) *room {
	c.mu.Lock()
	s := c.roll.byID(r.PathValue("student"))
	c.mu.Unlock()
	u, i := c.unit(r.PathValue("lab"))
	if s == nil || i < 0 {
		c.sorry(w, r, http.StatusNotFound, "There is no such student, or no such lab.",
			"The page of the class has all of them.")
		return nil
	}
	return c.room(s, u)
}

// order does what the instructor wants with a student's lab.
func (c *Class) order(w http.ResponseWriter, r *http.Request, _ visitor) {
	room := c.found(w, r)
	if room == nil {
		return
	}
	var err error
	switch what := r.PostFormValue("what"); what {
	case "hint":
		var l *life
		if l, err = room.enter(); err == nil {
			err = l.console.Release(1)
			room.note(l)
		}
	case "solution", "reset":
		if what == "reset" {
			err = room.reset()
		}
		c.mu.Lock()
		p := room.owner.at(room.unit.Lab.Name, time.Now())
		if what == "reset" {
			*p = progress{Start: time.Now().UTC().Truncate(time.Second), Resets: p.Resets + 1, Grade: p.Grade,
				Passed: p.Passed, Graded: p.Graded}
		} else {
			p.Released = true
		}
		c.mu.Unlock()
		if err == nil {
			err = c.save()
		}
	}
	if err != nil {
		c.sorry(w, r, http.StatusInternalServerError, "That did not work: "+mistake.Message(err)+".",
			"Nothing else was changed.")
		return
	}
	http.Redirect(w, r, "/teach", http.StatusSeeOther)
}

// lookOn shows a student's world, in which nothing can be changed.
func (c *Class) lookOn(w http.ResponseWriter, r *http.Request, v visitor) { c.sit(w, r, v, true) }

// sit shows a student's world, to look on or to type beside.
func (c *Class) sit(w http.ResponseWriter, r *http.Request, v visitor, readOnly bool) {
	room := c.found(w, r)
	if room == nil {
		return
	}
	way, other, text := "/beside/", "/watch/", "Look on only"
	if readOnly {
		way, other, text = other, way, "Sit beside"
	}
	place := room.owner.ID + "/" + room.unit.Lab.Name
	c.within(w, r, room, web.Dress{Root: way + place, Token: v.token, ReadOnly: readOnly,
		Links: []web.Link{{Path: "/teach", Text: "Class: " + room.owner.Name}, {Path: other + place + "/console",
			Text: text}}})
}

// notes are what the author says of a lab to instructors.
func (c *Class) notes(w http.ResponseWriter, r *http.Request, v visitor) {
	u, i := c.unit(r.PathValue("lab"))
	if i < 0 {
		c.sorry(w, r, http.StatusNotFound, "There is no such lab in this course.",
			"The page of the class has all of them.")
		return
	}
	c.told(w, r, v, nil, u, (*lab.Lab).Solution)
}

// grades are the signed grades of all students, in the order of the roll and the course.
func (c *Class) grades(each func(s *student, name string, p *progress)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.roll.Students {
		for _, u := range c.o.Course.Units {
			if p := s.Labs[u.Lab.Name]; p != nil {
				each(s, u.Lab.Name, p)
			}
		}
	}
}

func (c *Class) gradesJSON(w http.ResponseWriter, _ *http.Request, _ visitor) {
	list := []json.RawMessage{}
	c.grades(func(_ *student, _ string, p *progress) {
		if len(p.Grade) > 0 {
			list = append(list, p.Grade)
		}
	})
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="grades.json"`)
	json.NewEncoder(w).Encode(list)
}

func (c *Class) gradesCSV(w http.ResponseWriter, _ *http.Request, _ visitor) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="grades.csv"`)
	table := csv.NewWriter(w)
	table.Write([]string{"student", "lab", "start", "seen", "graded", "passed", "hints", "lines", "resets"})
	c.grades(func(s *student, name string, p *progress) {
		table.Write([]string{tame(s.Name), tame(name), p.Start.Format(time.RFC3339), p.Seen.Format(time.RFC3339),
			strconv.FormatBool(p.Graded), strconv.FormatBool(p.Passed), strconv.Itoa(p.Hints), strconv.Itoa(p.Lines),
			strconv.Itoa(p.Resets)})
	})
	table.Flush()
}

// tame is a text that no spreadsheet takes for a formula.
func tame(s string) string {
	if strings.ContainsAny(s[:min(1, len(s))], "=+-@\t\r") {
		return "'" + s
	}
	return s
}
