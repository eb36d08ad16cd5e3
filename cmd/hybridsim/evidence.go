package main

import (
	"fmt"
	"path"

	"hybridsim/sim/evidence"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

const evidenceText = `Evidence written by hybridsim. Everything in this folder is made up: simulated servers, people and mail.

STORY/faulty    what is found while the fault is there, at the end of Symptoms
STORY/cured     what is found after the first cure, at the end of Verification
STORY/contrast  what is found where the cause does no harm
STORY/asserted  what is found at the end of an assertion
STORY/story.html  the story as a page: topology, diagrams, decisions, reports
sent            what is found after hybridsim send

The next --evidence into this folder replaces these files, and leaves all others alone. Take copies of what you want to keep or
change.
`

// evidenceFolder is a folder for evidence, as far as this program may have it.
func evidenceFolder(dir string) userfile.Folder {
	return userfile.Folder{Dir: dir, Mark: "EVIDENCE.txt", About: evidenceText, By: "run --evidence"}
}

// writeEvidence writes the evidence of stories.
func writeEvidence(dir string, played []*story.Report) error {
	return evidenceFolder(dir).Replace(func(write func(string, []byte) error) error {
		taken := map[string]bool{}
		for _, r := range played {
			folder := folderName(r.Story, taken)
			files, err := r.Story.EvidenceFiles()
			if err != nil {
				return err
			}
			content, err := renderPage([]*story.Report{r})
			if err != nil {
				return err
			}
			if err := writeUnder(folder, append(files, evidence.File{Name: "story.html", Content: content}),
				write); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeUnder writes files below a folder.
func writeUnder(folder string, files []evidence.File, write func(string, []byte) error) error {
	for _, f := range files {
		if err := write(path.Join(folder, f.Name), f.Content); err != nil {
			return err
		}
	}
	return nil
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
