package story

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Catalogue finds stories and bases in a tree of files: *.txtar, with the bases in base/.
type Catalogue struct {
	Files fs.FS
	bases map[string]*Story
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
	file := name + ".txtar"
	content, err := fs.ReadFile(c.Files, file)
	if err != nil {
		return nil, fmt.Errorf("there is no story %q; %s", name, didYouMean(name, c.Names()))
	}
	return Parse(path.Join("scenarios", file), content, c.Base)
}

// Base reads a base of the catalogue by its name. Each is parsed once.
func (c *Catalogue) Base(name string) (*Story, error) {
	if s := c.bases[name]; s != nil {
		return s, nil
	}
	file := path.Join("base", name+".txtar")
	content, err := fs.ReadFile(c.Files, file)
	if err != nil {
		return nil, fmt.Errorf("there is no base %q; %s", name, didYouMean(name, c.Bases()))
	}
	s, err := Parse(path.Join("scenarios", file), content, c.Base)
	if err != nil {
		return nil, err
	}
	if c.bases == nil {
		c.bases = map[string]*Story{}
	}
	c.bases[name] = s
	return s, nil
}
