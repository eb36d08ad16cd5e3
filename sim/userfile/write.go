package userfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hybridsim/sim/mistake"
)

// Output is a file that somebody wants written, and the flag that says so.
type Output struct{ Flag, Name string }

// Apart refuses an output that is one of the files that are read, a folder, or another output. Names may be empty,
// and files may not be there yet.
func Apart(inputs []string, outputs ...Output) error {
	for i, o := range outputs {
		if o.Name == "" {
			continue
		}
		if info, err := os.Stat(o.Name); err == nil && info.IsDir() {
			return wrong(o.Flag+" "+o.Name, "name a file in it", "is a folder")
		}
		for _, in := range inputs {
			if same(in, o.Name) {
				return wrong(o.Flag+" "+o.Name, "name another file", "would be written over, and it is to be read")
			}
		}
		for _, other := range outputs[:i] {
			if same(other.Name, o.Name) && !device(o.Name) {
				return wrong(o.Flag+" "+o.Name, "name another file", "is already what "+other.Flag+" writes")
			}
		}
	}
	return nil
}

// same reports whether two names are of one file, which may not be there yet.
func same(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	one, err := os.Stat(a)
	other, missing := os.Stat(b)
	if err == nil && missing == nil {
		return os.SameFile(one, other)
	}
	a, err = filepath.Abs(a)
	b, missing = filepath.Abs(b)
	return err == nil && missing == nil && a == b
}

func device(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular()
}

// Write writes a file so that nobody ever sees half of it: beside its place, and then moved there. Links are
// followed; what is no file, such as /dev/stdout, is written to.
func Write(name string, content []byte, mode fs.FileMode) (err error) {
	if device(name) {
		return os.WriteFile(name, content, mode)
	}
	place := name
	if real, err := filepath.EvalSymlinks(name); err == nil {
		place = real
	}
	draft, err := os.CreateTemp(filepath.Dir(place), ".hybridsim-")
	if err != nil {
		return mistake.New("its folder must exist", "writing %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("writing %s: %w", name, err), os.Remove(draft.Name()))
		}
	}()
	if _, err = draft.Write(content); err != nil {
		return errors.Join(err, draft.Close())
	}
	if err = errors.Join(draft.Chmod(mode), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), place)
}
