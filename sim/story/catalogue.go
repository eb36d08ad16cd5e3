package story

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Catalogue finds stories and bases in a tree of files: *.txtar, with the bases in base/. It is for one goroutine.
type Catalogue struct {
	Files fs.FS
	bases map[string]*Story
	files map[string]*Story // bases that are files of their own
}

// Names lists the stories, sorted.
func (c *Catalogue) Names() []string { return c.list(".") }

// Bases lists the bases, sorted.
func (c *Catalogue) Bases() []string { return c.list("base") }

func (c *Catalogue) list(dir string) []string {
	entries, err := fs.ReadDir(c.Files, dir)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".txtar"); ok && !e.IsDir() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Story reads a story of the catalogue by its name.
func (c *Catalogue) Story(name string) (*Story, error) {
	if !slices.Contains(c.Names(), name) {
		return nil, mistake.New(suggest.DidYouMean(name, c.Names()), "there is no story %q", name)
	}
	file := name + ".txtar"
	content, err := fs.ReadFile(c.Files, file)
	if err != nil {
		return nil, fmt.Errorf("reading the story: %w", err)
	}
	s, err := Parse(path.Join("scenarios", file), content, c.Base)
	if err == nil && s.Contrast != "" && !slices.Contains(c.Names(), s.Contrast) {
		return nil, s.mistaken(suggest.DidYouMean(s.Contrast, c.Names()), "there is no story %q to be a contrast to",
			s.Contrast)
	}
	return s, err
}

// Base reads a base of the catalogue by its name. Each is parsed once.
func (c *Catalogue) Base(name string) (*Story, error) {
	if s := c.bases[name]; s != nil {
		return s, nil
	}
	if !slices.Contains(c.Bases(), name) {
		return nil, mistake.New(suggest.DidYouMean(name, c.Bases()), "there is no base %q", name)
	}
	file := path.Join("base", name+".txtar")
	content, err := fs.ReadFile(c.Files, file)
	if err != nil {
		return nil, fmt.Errorf("reading the base: %w", err)
	}
	s, err := Parse(path.Join("scenarios", file), content, func(string) (*Story, error) {
		return nil, errors.New("a base stands on no other base")
	})
	if err != nil {
		return nil, err
	}
	if c.bases == nil {
		c.bases = map[string]*Story{}
	}
	c.bases[name] = s
	return s, nil
}
