package userfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hybridsim/sim/mistake"
)

// Folder is a folder of files that is written as a whole, again and again. A file in it, the mark, lists what was
// written, so that nothing else is ever deleted.
type Folder struct {
	Dir  string
	Mark string // name of the file, which begins with About
	// About tells people what the folder is, without the list.
	About string
	By    string // what makes such folders, for people
}

// list begins the list of files in the mark.
const list = "\nThe files:\n"

// Check refuses a folder that holds something else, and that this program therefore may not write into.
func (f Folder) Check() error {
	_, err := f.foreign()
	return err
}

// foreign are the files in the folder, with slashes, that this program did not write, or that were changed since.
func (f Folder) foreign() (foreign []string, err error) {
	entries, err := os.ReadDir(f.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
		return nil, nil
	case err != nil:
		return nil, mistake.New("name a new folder", "looking at the folder: %w", err)
	}
	mark, err := Read(filepath.Join(f.Dir, f.Mark))
	first, _, _ := strings.Cut(f.About, "\n")
	if err != nil || !strings.HasPrefix(string(mark), first) {
		return nil, wrong(f.Dir, "name a new or an empty folder",
			"is not empty and was not made by "+f.By+"; it stays as it is")
	}
	_, names, listed := strings.Cut(string(mark), list)
	if !listed {
		return nil, wrong(f.Dir, "delete it, or name a new folder",
			"was made by an older hybridsim, which did not say what it wrote; it stays as it is")
	}
	ours := map[string]bool{f.Mark: true}
	for name := range strings.Lines(names) {
		ours[strings.TrimSuffix(name, "\n")] = true
	}
	marked, err := os.Stat(filepath.Join(f.Dir, f.Mark)) // it was written after all others
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(os.DirFS(f.Dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil && (!ours[name] || info.ModTime().After(marked.ModTime().Add(momentLater))) {
			foreign = append(foreign, name)
		}
		return err
	})
	return foreign, err
}

// momentLater is what the times of two files may differ by that were written one after the other.
const momentLater = time.Second

// Replace puts the files that fill writes, by their names with slashes, in the place of those that an earlier Replace
// wrote: all or none. What others have put into the folder stays, and is not written over.
func (f Folder) Replace(fill func(write func(name string, content []byte) error) error) (err error) {
	if f.Dir, err = realPath(f.Dir); err != nil {
		return fmt.Errorf("finding the folder: %w", err)
	}
	foreign, err := f.foreign()
	if err != nil {
		return err
	}
	parent := filepath.Dir(f.Dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	draft, err := os.MkdirTemp(parent, ".hybridsim-")
	if err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	fresh, old := filepath.Join(draft, "new"), filepath.Join(draft, "old")
	var names []string
	err = fill(func(name string, content []byte) error {
		if slices.Contains(foreign, name) {
			return wrong(filepath.Join(f.Dir, name), "move it, or name a new folder",
				"would be written over, and somebody else made or changed it")
		}
		names = append(names, name)
		return writeUnder(fresh, name, content)
	})
	if err == nil {
		slices.Sort(names)
		err = writeUnder(fresh, f.Mark, []byte(f.About+list+strings.Join(names, "\n")+"\n"))
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(draft))
	}
	if err := swap(f.Dir, fresh, old); err != nil {
		return errors.Join(err, os.RemoveAll(fresh), os.Remove(draft))
	}
	for _, name := range foreign {
		if err := moveUnder(old, f.Dir, name); err != nil {
			return mistake.New(fmt.Sprintf("what is yours is in %s now", old), "%w", err)
		}
	}
	return os.RemoveAll(draft)
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

func writeUnder(folder, name string, content []byte) error {
	file := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("writing %s: %w", path.Base(name), err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path.Base(name), err)
	}
	return nil
}

func moveUnder(from, to, name string) error {
	name = filepath.FromSlash(name)
	if err := os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o755); err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
		return fmt.Errorf("keeping %s: %w", name, err)
	}
	return nil
}

// swap puts fresh in the place of dir. What was there goes to old, and comes back if that fails.
func swap(dir, fresh, old string) error {
	err := os.Rename(dir, old)
	there := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replacing what an earlier run wrote: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		if there {
			err = errors.Join(err, os.Rename(old, dir))
		}
		return fmt.Errorf("putting the folder in its place: %w", err)
	}
	return nil
}
