package story

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"hybridsim/sim/mistake"
)

// Read reads a story or a base that is no part of the catalogue. The Base of a story is one of the catalogue, or a file
// named from the story's folder: "ours.txtar", "../bases/ours.txtar". open reads a file by its name, with slashes.
func (c *Catalogue) Read(file string, open func(name string) ([]byte, error)) (*Story, error) {
	content, err := open(file)
	if err != nil {
		return nil, fmt.Errorf("reading the story: %w", err)
	}
	return Parse(file, content, func(name string) (*Story, error) { return c.BaseFor(file, name, open) })
}

// BaseFor finds the base that a story in a file names. A base in a file is parsed once for all stories.
func (c *Catalogue) BaseFor(file, name string, open func(name string) ([]byte, error)) (*Story, error) {
	beside := path.Join(path.Dir(file), name)
	switch {
	case !strings.ContainsAny(name, `/\`) && !strings.HasSuffix(name, ".txtar"):
		base, err := c.Base(name)
		if _, here := open(beside + ".txtar"); err != nil && here == nil {
			return nil, mistake.New("a base in a file is named with its ending: Base: "+name+".txtar",
				"there is no base %q in the catalogue", name)
		}
		return base, err
	case strings.Contains(name, `\`):
		return nil, mistake.New("write Base: "+strings.ReplaceAll(name, `\`, "/"),
			"a base's file is named with slashes")
	case path.IsAbs(name) || strings.Contains(name, ":"):
		return nil, mistake.New("write a relative path, such as Base: ../bases/"+path.Base(name),
			"a base's file is named from the story's folder, so that both can move together")
	case !strings.HasSuffix(name, ".txtar"):
		return nil, mistake.New("a base in a file is named with its ending: Base: "+name+".txtar",
			"%q is neither a base of the catalogue nor a file of stories", name)
	case beside == path.Clean(file):
		return nil, mistake.New("a base is a file without Base header, cause and claims",
			"a story cannot be its own base")
	}
	if s := c.files[beside]; s != nil {
		return s, nil
	}
	content, err := open(beside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, mistake.New("a base's file is named from the folder of the story", "there is no file %s", beside)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the base: %w", err)
	}
	s, err := Parse(beside, content, func(string) (*Story, error) {
		return nil, mistake.New("a base has no Base header: it describes the healthy hybrid itself",
			"this is a story, and %s names it as a base; a base stands on no other base", file)
	})
	if err != nil {
		return nil, err
	}
	if c.files == nil {
		c.files = map[string]*Story{}
	}
	c.files[beside] = s
	return s, nil
}
