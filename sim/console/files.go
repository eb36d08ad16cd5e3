package console

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// largestFile is the size up to which a file is read as a message: above Exchange's own limits, below what hurts.
const largestFile = 64 << 20

// attach reads the message that a line names from files, unless the world has it or nothing is named.
func (c *Console) attach(name string, files fs.FS) *mistake.Error {
	known := c.player.Attachments()
	if name == script.Greeting || slices.Contains(known, name) && c.own(name) {
		return nil
	}
	nowhere := &mistake.Error{Message: fmt.Sprintf("there is no message %q", name), Hint: suggest.DidYouMean(name, append(known, script.Greeting))}
	if files == nil || !fs.ValidPath(name) {
		return nowhere
	}
	content, err := readMessage(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		nowhere.Message += ", and no such file where hybridsim was started"
		return nowhere
	}
	if err != nil {
		return &mistake.Error{Message: strings.TrimPrefix(err.Error(), "open ")}
	}
	c.player.Attach(name, content)
	return nil
}

// own reports whether a message is the story's, which no file replaces.
func (c *Console) own(name string) bool { return slices.Contains(c.story.Attachments(), name) }

func readMessage(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file", name)
	case info.Size() > largestFile:
		return nil, fmt.Errorf("%s is larger than %d MB", name, largestFile>>20)
	}
	return fs.ReadFile(files, name)
}
