package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"hybridsim/scenarios"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// privateDir holds stories that are not shared; it is played when present.
const privateDir = "scenarios/private"

// loadStories reads the stories that the arguments name, as readStories does, and all of them or none. All mistakes of
// all files are reported together.
func loadStories(args []string) ([]*story.Story, error) {
	stories, mistakes := readStories(args)
	return stories, errors.Join(mistakes...)
}

// readStories reads the stories that the arguments name: of the catalogue, a file, or a folder. Without arguments it is
// the whole catalogue and the private folder. What cannot be read is in mistakes.
func readStories(args []string) (stories []*story.Story, mistakes []error) {
	l := &loader{catalogue: &story.Catalogue{Files: scenarios.Files}}
	if len(args) == 0 {
		for _, name := range l.catalogue.Names() {
			l.add(l.catalogue.Story(name))
		}
		if info, err := os.Stat(privateDir); err == nil && info.IsDir() {
			args = []string{privateDir}
		}
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case slices.Contains(l.catalogue.Names(), arg):
			l.add(l.catalogue.Story(arg))
		case err == nil && info.IsDir():
			l.folder(arg)
		case err == nil:
			s, err := readFile(l.catalogue, arg)
			if err == nil && s.Base == nil {
				err = fmt.Errorf("%s is a base, not a story. Stories name it with \"Base: %s\"",
					arg, filepath.Base(arg))
			}
			l.add(s, err)
		case strings.ContainsAny(arg, `/\`) || strings.HasSuffix(arg, ".txtar"):
			l.add(nil, fmt.Errorf("there is no file or folder %s", arg))
		default:
			l.add(l.catalogue.Story(arg)) // for its error, which names the nearest story
		}
	}
	return l.stories, l.mistakes
}

// loader gathers stories and mistakes.
type loader struct {
	catalogue *story.Catalogue
	stories   []*story.Story
	mistakes  []error
}

// add keeps a story, or a mistake that was not told yet: stories of one base have its mistakes in common.
func (l *loader) add(s *story.Story, err error) {
	switch {
	case err == nil:
		l.stories = append(l.stories, s)
	case !slices.ContainsFunc(l.mistakes, func(told error) bool { return told.Error() == err.Error() }):
		l.mistakes = append(l.mistakes, err)
	}
}

// folder reads the stories of a folder. The bases among the files are for the stories, which name them.
func (l *loader) folder(dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		l.add(nil, err)
		return
	}
	stories := 0
	for _, f := range files {
		if s, err := readFile(l.catalogue, f); err != nil || s.Base != nil {
			l.add(s, err)
			stories++
		}
	}
	switch {
	case stories > 0 || dir == privateDir:
	case len(files) > 0:
		l.add(nil, mistake.New(fmt.Sprintf("a story names its base: Base: %s", filepath.Base(files[0])),
			"%s holds bases only, and no story", dir))
	default:
		l.add(nil, fmt.Errorf("%s holds no stories: no *.txtar file", dir))
	}
}

// readFile reads a file that holds a story or a base.
func readFile(c *story.Catalogue, file string) (*story.Story, error) {
	return c.Read(filepath.ToSlash(file), openFile)
}

// openFile reads a text by its file's name with slashes.
func openFile(name string) ([]byte, error) {
	content, err := userfile.Read(filepath.FromSlash(name))
	return unmarked(content), err
}

// result is a played story.
type result struct {
	report *story.Report
	err    error
}

// playAll plays stories on all processors and hands the results to see in the order of the stories.
func playAll(stories []*story.Story, seen *progress, see func(*story.Story, result)) {
	results := make([]chan result, len(stories))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	go func() {
		var workers errgroup.Group
		workers.SetLimit(runtime.GOMAXPROCS(0))
		for i := range stories {
			workers.Go(func() error {
				r, err := stories[i].Run()
				results[i] <- result{r, err}
				return nil
			})
		}
	}()
	for i, s := range stories {
		r := <-results[i]
		seen.clear()
		see(s, r)
		seen.step()
	}
}
