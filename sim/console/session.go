package console

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Session is one person at a console: it knows who the prompt is.
type Session struct {
	Console *Console
	Files   fs.FS // where messages to be sent are looked for; nil: nowhere

	actor string
}

// first is the prompt of a new session.
const first = "onprem"

// Prompt is what stands before the line that is typed.
func (s *Session) Prompt() string {
	if s.actor == "" {
		s.actor = first
	}
	return s.actor + "> "
}

// nobodys are the words of lines that have no actor.
var nobodys = []string{"want", "wait", "trace", "explain", "show", "perhaps"}

// whole makes a whole line of what was typed at the prompt, and says how many characters were put before it.
func (s *Session) whole(line string) (whole string, added int) {
	text := strings.TrimSpace(line)
	word, _, _ := strings.Cut(text, " ")
	switch {
	case text == "", strings.HasPrefix(text, "#"), strings.HasSuffix(word, ":"), strings.HasPrefix(text, "=="),
		strings.Contains(word, ">"), commandNamed(word) != nil:
		return line, 0
	}
	for _, n := range nobodys {
		if word == n {
			return line, 0
		}
	}
	return s.Prompt() + line, utf8.RuneCountInString(s.Prompt())
}

// Do does what was typed at the prompt. A mistake's column is one of what was typed.
func (s *Session) Do(line string) (Answer, error) {
	text := strings.TrimSpace(line)
	if actor, ok := strings.CutSuffix(text, ">"); ok && !strings.ContainsAny(actor, " \t>") {
		return Answer{}, s.become(actor)
	}
	whole, added := s.whole(line)
	answer, err := s.Console.Do(whole, s.Files)
	if m, ok := err.(*mistake.Error); ok && added > 0 {
		moved := *m
		moved.Column = max(m.Column-added, min(m.Column, 1))
		err = &moved
	}
	return answer, err
}

// become changes the prompt.
func (s *Session) become(actor string) error {
	_, words := s.Console.Complete("")
	var actors []string
	for _, w := range words {
		if name, ok := strings.CutSuffix(w, ">"); ok {
			if name == actor {
				s.actor = actor
				return nil
			}
			actors = append(actors, name)
		}
	}
	return mistake.At(1, fmt.Sprintf("%q is nobody who could do something", actor), suggest.DidYouMean(actor, actors))
}

// Complete returns what the last word that was typed can go on as, and where it begins, in bytes.
func (s *Session) Complete(line string) (start int, words []string) {
	typed := strings.TrimLeft(line, " ")
	if !strings.ContainsAny(typed, " >") { // it may yet become a line of the prompt's, of somebody else or of nobody
		_, words = s.Console.Complete(s.Prompt() + typed)
		_, others := s.Console.Complete(typed)
		return len(line) - len(typed), append(words, others...)
	}
	whole, _ := s.whole(line)
	start, words = s.Console.Complete(whole)
	return max(start-(len(whole)-len(line)), 0), words
}
