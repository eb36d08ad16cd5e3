package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hybridsim/sim/evidence"
	"hybridsim/sim/story"
)

// evidenceMark is the file by which a folder of evidence is known as one that this program made and may replace.
const evidenceMark = "EVIDENCE.txt"

const evidenceText = `Evidence written by hybridsim. Everything in this folder is made up: simulated servers, people and mail.

STORY/faulty    what is found while the fault is there, at the end of Symptoms
STORY/cured     what is found after the first cure, at the end of Verification
STORY/contrast  what is found where the cause does no harm
STORY/asserted  what is found at the end of an assertion
STORY/story.html  the story as a page: topology, diagrams, decisions, reports
sent            what is found after hybridsim send

The next --evidence into this folder replaces it. Take copies of what you want to keep or change.
`

// checkEvidenceFolder refuses a folder that holds something else.
func checkEvidenceFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("looking at the folder for evidence: %w\n    hint: name a new folder", err)
	}
	if _, err := os.Stat(filepath.Join(dir, evidenceMark)); err != nil {
		return fmt.Errorf("%s is not empty and was not made by run --evidence; it stays as it is\n    hint: name a new or an empty folder", dir)
	}
	return nil
}

// writeEvidence writes the evidence of stories.
func writeEvidence(dir string, played []*story.Report) error {
	return replaceEvidence(dir, func(fresh string) error {
		taken := map[string]bool{}
		for _, r := range played {
			folder := filepath.Join(fresh, folderName(r.Story, taken))
			files, err := r.Story.EvidenceFiles()
			if err != nil {
				return err
			}
			if err := writeEvidenceFiles(folder, files); err != nil {
				return err
			}
			content, err := renderPage([]*story.Report{r})
			if err != nil {
				return err
			}
			if err := writeFile(filepath.Join(folder, "story.html"), content); err != nil {
				return err
			}
		}
		return nil
	})
}

// replaceEvidence lets fill write evidence beside the folder and puts it in place when it is complete, so that nothing
// half-written stays.
func replaceEvidence(dir string, fill func(fresh string) error) (err error) {
	if err := checkEvidenceFolder(dir); err != nil {
		return err
	}
	dir, err = realPath(dir)
	if err != nil {
		return fmt.Errorf("finding the folder for evidence: %w", err)
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("making the folder for evidence: %w", err)
	}
	draft, err := os.MkdirTemp(parent, ".hybridsim-evidence-")
	if err != nil {
		return fmt.Errorf("making the folder for evidence: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(draft)) }()
	fresh := filepath.Join(draft, "new")
	if err := writeFile(filepath.Join(fresh, evidenceMark), []byte(evidenceText)); err != nil {
		return err
	}
	if err := fill(fresh); err != nil {
		return err
	}
	return replaceFolder(dir, fresh, filepath.Join(draft, "old"))
}

// realPath is the folder itself, whatever links lead to it: it is going to be renamed.
func realPath(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real, nil
	}
	return dir, nil
}

// folderName is the story's name; of two files with the same name the second gets a number.
func folderName(s *story.Story, taken map[string]bool) string {
	name := s.Name
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", s.Name, n)
	}
	taken[name] = true
	return name
}

func writeEvidenceFiles(folder string, files []evidence.File) error {
	for _, f := range files {
		if err := writeFile(filepath.Join(folder, filepath.FromSlash(f.Name)), f.Content); err != nil {
			return err
		}
	}
	return nil
}

// replaceFolder puts fresh in the place of dir. What was there goes to old, and comes back if that fails.
func replaceFolder(dir, fresh, old string) error {
	err := os.Rename(dir, old)
	there := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replacing the evidence of an earlier run: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		if there {
			err = errors.Join(err, os.Rename(old, dir))
		}
		return fmt.Errorf("putting the evidence in its place: %w", err)
	}
	return nil
}

func writeFile(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("writing evidence: %w", err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return fmt.Errorf("writing evidence: %w", err)
	}
	return nil
}
