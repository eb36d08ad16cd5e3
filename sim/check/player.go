package check

import (
	"hybridsim/sim"
)

// Player plays letters through a subject, each in a world of its own. What the subject types is typed once.
type Player struct {
	subject *Subject
	worlds  worlds
}

// Player returns a player of the subject. Hosts take each other's word in handshakes: the outcome is the same.
func (s *Subject) Player() *Player { return &Player{subject: s} }

// Perhaps are the lines of what is not known about a subject, each with its question.
func (s *Subject) Perhaps() (lines [][2]string) {
	for _, u := range s.story.Unknowns() {
		lines = append(lines, [2]string{u.Question, u.Step.Text})
	}
	return lines
}

// World is a world in which the subject's lines are typed, and more lines after them. The caller closes it. An error
// says which line cannot be typed.
func (p *Player) World(lines ...string) (*sim.World, error) {
	changed, err := p.subject.With(lines...)
	if err != nil {
		return nil, err
	}
	w, err := p.worlds.typed(p.subject)
	if err != nil || len(lines) == 0 {
		return w, err
	}
	if err := p.subject.story.Continue(w, changed.more); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// Send sends a letter through such a world.
func (p *Player) Send(l Letter, lines ...string) (*Sent, error) {
	w, err := p.World(lines...)
	if err != nil {
		return nil, err
	}
	sent, err := send(w, l)
	if err != nil {
		w.Close()
		return nil, err
	}
	return sent, nil
}

// Close closes what was kept for the next letter.
func (p *Player) Close() { p.worlds.forget(p.subject) }
