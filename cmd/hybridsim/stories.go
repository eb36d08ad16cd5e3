package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// privateDir holds stories that are not shared; it is played when present.
const privateDir = "scenarios/private"

// loadStories reads the stories that the arguments name: of the catalogue, a file, or a folder. Without arguments it is the
// whole catalogue and the private folder. All mistakes of all files are reported together.
func loadStories(args []string) ([]*story.Story, error) {
	c := &story.Catalogue{Files: scenarios.Files}
	var stories []*story.Story
	var mistakes []error
	add := func(s *story.Story, err error) {
		if err != nil {
			mistakes = append(mistakes, err)
		} else {
			stories = append(stories, s)
		}
	}
	if len(args) == 0 {
		for _, name := range c.Names() {
			add(c.Story(name))
		}
		if info, err := os.Stat(privateDir); err == nil && info.IsDir() {
			args = []string{privateDir}
		}
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case slices.Contains(c.Names(), arg):
			add(c.Story(arg))
		case err == nil && info.IsDir():
			files, err := filepath.Glob(filepath.Join(arg, "*.txtar"))
			if err == nil && len(files) == 0 && arg != privateDir {
				err = fmt.Errorf("%s holds no stories: no *.txtar file", arg)
			}
			if err != nil {
				mistakes = append(mistakes, err)
			}
			for _, f := range files {
				add(readStory(c, f))
			}
		case err == nil:
			add(readStory(c, arg))
		case strings.ContainsAny(arg, `/\`) || strings.HasSuffix(arg, ".txtar"):
			mistakes = append(mistakes, fmt.Errorf("there is no file or folder %s", arg))
		default:
			add(c.Story(arg)) // for its error, which names the nearest story
		}
	}
	return stories, errors.Join(mistakes...)
}

func readStory(c *story.Catalogue, file string) (*story.Story, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the story: %w", err)
	}
	s, err := story.Parse(filepath.ToSlash(file), content, c.Base)
	if err == nil && s.Base == nil {
		return nil, fmt.Errorf("%s is a base, not a story: it has no Base header. Stories name it with \"Base: %s\"", file, s.Name)
	}
	return s, err
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
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(stories)) {
		workers.Go(func() {
			for i := range next {
				r, err := stories[i].Run()
				results[i] <- result{r, err}
			}
		})
	}
	go func() {
		for i := range stories {
			next <- i
		}
		close(next)
	}()
	for i, s := range stories {
		r := <-results[i]
		seen.clear()
		see(s, r)
		seen.step()
	}
	workers.Wait()
}
