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
	"hybridsim/sim/userfile"
)

// attach reads the message that a line names from files, unless the world has it or nothing is named.
func (c *Console) attach(name string, files fs.FS) *mistake.Error {
	known := c.player.Attachments()
	if name == script.Greeting || slices.Contains(known, name) && c.own(name) {
		return nil
	}
	nowhere := &mistake.Error{Message: fmt.Sprintf("there is no message %q", name),
		Hint: suggest.DidYouMean(name, append(known, script.Greeting))}
	if files == nil || !fs.ValidPath(name) {
		return nowhere
	}
	content, err := userfile.ReadIn(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		nowhere.Message += ", and no such file where hybridsim was started"
		return nowhere
	}
	var wrong *mistake.Error
	switch {
	case errors.As(err, &wrong):
		return wrong
	case err != nil:
		return mistake.New("", "%s", strings.TrimPrefix(err.Error(), "open "))
	}
	c.player.Attach(name, content)
	return nil
}

// own reports whether a message is the story's, which no file replaces.
func (c *Console) own(name string) bool { return slices.Contains(c.story.Attachments(), name) }
