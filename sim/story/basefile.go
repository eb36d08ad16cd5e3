package story

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
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

// BaseFor finds the base that a story in a file names. A base in a file is parsed once for all stories. It may stand on
// another base, which is found in the same way.
func (c *Catalogue) BaseFor(file, name string, open func(name string) ([]byte, error)) (*Story, error) {
	return c.baseOf([]string{path.Clean(file)}, name, open)
}

// baseOf is BaseFor for the last of several files, of which each names the next one as its base.
func (c *Catalogue) baseOf(chain []string, name string, open func(name string) ([]byte, error)) (*Story, error) {
	file := chain[len(chain)-1]
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
	case beside == file:
		return nil, mistake.New("name another file, or leave the Base header out where the file describes the healthy "+
			"hybrid itself", "a file cannot be its own base")
	case slices.Contains(chain, beside):
		return nil, circle(append(chain[slices.Index(chain, beside):], beside), open)
	}
	if s := c.files[beside]; s != nil {
		return s, nil
	}
	content, err := open(beside)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, mistake.New("a base's file is named from the folder of the file that names it",
			"there is no file %s", beside)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the base: %w", err)
	}
	s, err := Parse(beside, content, func(lower string) (*Story, error) {
		return c.baseOf(append(slices.Clip(chain), beside), lower, open)
	})
	if err != nil {
		return nil, err
	}
	if s.Base != nil {
		return nil, mistake.New("a base has no sections, and no Kind, Source or Contrast",
			"%s is %s, and %s names it as a base", beside, s.what(), file)
	}
	if c.files == nil {
		c.files = map[string]*Story{}
	}
	c.files[beside] = s
	return s, nil
}

// circle tells of bases that stand on each other, with the place where each names the next.
func circle(chain []string, open func(name string) ([]byte, error)) error {
	var places []string
	for i, file := range chain[:len(chain)-1] {
		line := 1
		content, _ := open(file)
		for n, text := range strings.Split(string(content), "\n") {
			if strings.HasPrefix(text, "Base:") {
				line = n + 1
				break
			}
		}
		places = append(places, fmt.Sprintf("%s:%d names %s", file, line, chain[i+1]))
	}
	return mistake.New("let one of them stand on its own",
		"these bases stand on each other: %s", strings.Join(places, ", "))
}
