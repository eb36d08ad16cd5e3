package main

import (
	"bytes"

	"hybridsim/sim/page"
	"hybridsim/sim/story"
	"hybridsim/sim/userfile"
)

// writePage writes the HTML page about played stories.
func writePage(file string, reports []*story.Report) error {
	content, err := renderPage(reports)
	if err != nil {
		return err
	}
	return userfile.Write(file, content, 0o644)
}

func renderPage(reports []*story.Report) ([]byte, error) {
	var b bytes.Buffer
	err := page.Write(&b, reports)
	return b.Bytes(), err
}
