package class

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"hybridsim/sim/lab"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/web"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story/tell"
)

// card is a lab on the page of the course.
type card struct {
	Name, Title, Group string
	Limit              time.Duration
	progress
	Doors []edge.Entry
}

// start is the page of the course, or says how one gets in.
func (c *Class) start(w http.ResponseWriter, r *http.Request) {
	v := c.visitor(r)
	if v.student == nil {
		if v.teacher {
			http.Redirect(w, r, "/teach", http.StatusSeeOther)
			return
		}
		c.sorry(w, r, http.StatusUnauthorized, "You have not joined this class.",
			"Open the link that your instructor gave you. It is good once, in one browser.")
		return
	}
	var cards []card
	for i, u := range c.o.Course.Units {
		k := card{Name: u.Lab.Name, Title: c.title(u, i), Group: u.Group, Limit: u.Limit}
		c.mu.Lock()
		if p := v.student.Labs[u.Lab.Name]; p != nil {
			k.progress = *p
		}
		room := c.rooms[roomKey{v.student.ID, u.Lab.Name}]
		c.mu.Unlock()
		if room != nil {
			k.Doors = room.listening()
		}
		cards = append(cards, k)
	}
	c.page(w, http.StatusOK, v, frame{Kind: "start", Title: c.o.Course.Title, Content: cards})
}

// listening are the doors for mail clients that are open.
func (r *room) listening() []edge.Entry {
	if !r.mu.TryLock() { // it is being woken
		return nil
	}
	defer r.mu.Unlock()
	if r.life == nil {
		return nil
	}
	return r.life.told
}

// joinForm asks once more, since programs look at links, too, and a link is good once.
func (c *Class) joinForm(w http.ResponseWriter, r *http.Request) {
	s := c.invited(r.PathValue("token"))
	if s == nil {
		c.expired(w, r)
		return
	}
	c.page(w, http.StatusOK, visitor{}, frame{Kind: "join", Title: "Join", Who: s.Name, Content: r.URL.Path})
}

// invited finds the student whose link has the token.
func (c *Class) invited(token string) *student {
	c.mu.Lock()
	defer c.mu.Unlock()
	hash := hashed(token)
	s := c.roll.find(func(s *student) bool { return same(s.Link, hash) })
	if s == nil || time.Now().After(s.Until) {
		return nil
	}
	return s
}

func (c *Class) expired(w http.ResponseWriter, r *http.Request) {
	c.sorry(w, r, http.StatusGone,
		"This link is not good any more: it was used, it is too old, or there is a newer one.",
		"Ask your instructor for a new one. Nothing that you did is lost.")
}

func (c *Class) join(w http.ResponseWriter, r *http.Request) {
	s := c.invited(r.PathValue("token"))
	if s == nil {
		c.expired(w, r)
		return
	}
	session := c.admit(w, r, studentCookie)
	c.mu.Lock()
	s.Session, s.Link = session, ""
	err := c.roll.save(c.o.Folder)
	c.mu.Unlock()
	if err != nil {
		c.o.Warn("that somebody joined is not kept: " + err.Error())
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// leave forgets a browser.
func (c *Class) leave(w http.ResponseWriter, r *http.Request) {
	v := c.visitor(r)
	if !c.posted(w, r, v) {
		return
	}
	for _, name := range []string{studentCookie, teacherCookie} {
		http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true,
			SameSite: http.SameSiteLaxMode})
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// asStudent finds the student who asks, and the lab that the path names; if there is none the answer is given.
func (c *Class) asStudent(w http.ResponseWriter, r *http.Request) (v visitor, u lab.Unit, ok bool) {
	if v = c.visitor(r); v.student == nil {
		c.start(w, r)
		return v, u, false
	}
	u, i := c.unit(r.PathValue("lab"))
	if i < 0 {
		c.sorry(w, r, http.StatusNotFound, "There is no such lab in this course.",
			"The course's page leads to all of them.")
		return v, u, false
	}
	return v, u, true
}

// own is the student's own room.
func (c *Class) own(w http.ResponseWriter, r *http.Request) {
	v, u, ok := c.asStudent(w, r)
	if !ok {
		return
	}
	room := c.room(v.student, u)
	if r.Method == http.MethodPost {
		if !c.posted(w, r, v) || !c.inTime(w, r, v.student, u) {
			return
		}
		if err := c.spend(v.student, r.PostFormValue("lines"), time.Now()); err != nil {
			c.sorry(w, r, http.StatusTooManyRequests, "Nothing was done: "+err.Error()+".",
				"Wait a moment, and send it again.")
			return
		}
	}
	links := []web.Link{{Path: "/", Text: "Course"}}
	if _, i := c.unit(u.Lab.Name); i+1 < len(c.o.Course.Units) {
		links = append(links, web.Link{Path: "/lab/" + c.o.Course.Units[i+1].Lab.Name + "/console", Text: "Next lab"})
	}
	c.within(w, r, room, web.Dress{Root: "/lab/" + u.Lab.Name, Token: v.token, Links: links})
}

// inTime refuses what comes after a lab's time.
func (c *Class) inTime(w http.ResponseWriter, r *http.Request, s *student, u lab.Unit) bool {
	c.mu.Lock()
	late := time.Since(s.at(u.Lab.Name, time.Now()).Start) - u.Limit
	c.mu.Unlock()
	if u.Limit == 0 || late <= 0 || strings.TrimSpace(r.PostFormValue("lines")) == "grade" {
		return true
	}
	c.sorry(w, r, http.StatusForbidden, fmt.Sprintf("The time of this lab is over: %s.", u.Limit),
		"What you did stays, and can still be graded.")
	return false
}

// within answers a request by the site of a room, in a dress.
func (c *Class) within(w http.ResponseWriter, r *http.Request, room *room, d web.Dress) {
	own := inside(r)
	switch {
	case own.URL.Path == "/events" && !room.awake():
		w.WriteHeader(http.StatusNoContent) // a page that was left open does not wake a world
		return
	case !mayPass(r, own.URL.Path):
		c.sorry(w, r, http.StatusNotFound, "A class has pages, and nothing for programs.",
			"hybridsim serve --lab is for one person, with an interface for programs.")
		return
	}
	l, err := room.enter()
	if err != nil {
		c.o.Warn(fmt.Sprintf("%s, %s: %v", room.owner.Name, room.unit.Lab.Name, err))
		c.sorry(w, r, http.StatusServiceUnavailable, "The lab cannot be opened: "+mistake.Message(err)+".",
			"Your instructor can reset it; the other labs are not concerned.")
		return
	}
	if r.Method == http.MethodPost {
		if grades(r.PostFormValue("lines")) {
			c.heavy <- struct{}{}
			defer func() { <-c.heavy }()
		}
		defer room.note(l)
	}
	l.site.Load().Within(d, w, own)
}

// grades reports whether lines ask for a grade, which keeps a processor busy.
func grades(text string) bool {
	for line := range strings.Lines(text) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); word == "grade" {
			return true
		}
	}
	return false
}

// openDoors opens doors for mail clients to the student's own world.
func (c *Class) openDoors(w http.ResponseWriter, r *http.Request) {
	v, u, ok := c.asStudent(w, r)
	if !ok || !c.posted(w, r, v) {
		return
	}
	room := c.room(v.student, u)
	room.open()
	if _, err := room.enter(); err != nil {
		c.sorry(w, r, http.StatusServiceUnavailable, "The doors cannot be opened: "+mistake.Message(err)+".",
			"Ask your instructor.")
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// solution is shown once the instructor has released it, or the lab was passed.
func (c *Class) solution(w http.ResponseWriter, r *http.Request) {
	v, u, ok := c.asStudent(w, r)
	if !ok {
		return
	}
	room := c.room(v.student, u)
	c.mu.Lock()
	p := *v.student.at(u.Lab.Name, time.Now())
	c.mu.Unlock()
	if !p.Released && !p.Passed {
		c.sorry(w, r, http.StatusForbidden, "The solution is not released.",
			"It is when you have passed, or your instructor says so.")
		return
	}
	c.told(w, r, v, room, u, (*lab.Lab).Solution)
}

// told shows what a lab tells of itself.
func (c *Class) told(w http.ResponseWriter, r *http.Request, v visitor, room *room, u lab.Unit,
	tells func(*lab.Lab) ([]tell.Hint, error),
) {
	l := u.Lab
	if room != nil {
		room.mu.Lock()
		_ = room.draw()
		l = room.lab
		room.mu.Unlock()
	}
	steps, err := tells(l)
	if err != nil {
		c.sorry(w, r, http.StatusInternalServerError, mistake.Message(err), "Tell the authors.")
		return
	}
	_, i := c.unit(u.Lab.Name)
	c.page(w, http.StatusOK, v, frame{Kind: "steps", Title: c.title(u, i), Content: steps})
}
