package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"hybridsim/sim/page"
	"hybridsim/sim/story"
)

// writePage writes the HTML page about played stories. The file appears whole or not at all.
func writePage(file string, reports []*story.Report) error {
	var b bytes.Buffer
	if err := page.Write(&b, reports); err != nil {
		return err
	}
	return writeWhole(file, b.Bytes())
}

// writeWhole writes a file beside its place and moves it there.
func writeWhole(file string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(file), ".hybridsim-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.Write(content)
	if closing := temporary.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(temporary.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", file, err)
	}
	return nil
}
