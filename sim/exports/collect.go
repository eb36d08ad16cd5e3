package exports

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Read reads the exports at the given paths: files, folders with all that is in them, and zip archives. The formats are
// recognised by content. What is damaged is read as far as it goes, with a notice; what is nothing that can be read is
// an input with the reason. It is an error when a path does not exist, when a limit is passed, and when a file is made
// so that no honest tool would have made it. The progress may be nil.
func Read(paths []string, seen Progress) (*Export, error) {
	c := &collector{limits: standardLimits, export: &Export{}, seen: seen}
	defer c.close()
	for _, p := range paths {
		if err := c.find(p); err != nil {
			return nil, err
		}
	}
	for _, f := range c.files {
		if err := c.open(f); err != nil {
			return nil, err
		}
	}
	return c.export, nil
}

// ReadBytes reads one file from its content. The name is for messages, and for what it suggests about the side.
func ReadBytes(name string, content []byte) (*Export, error) {
	return readWithin(standardLimits, name, content)
}

func readWithin(limits limits, name string, content []byte) (*Export, error) {
	c := &collector{limits: limits, export: &Export{}, total: int64(len(content))}
	if err := c.take(name, string(content), c.total); err != nil {
		return nil, err
	}
	return c.export, nil
}

// collector gathers the files of one import and keeps count of them.
type collector struct {
	limits      limits
	export      *Export
	roots       []*os.Root // folders that are being read
	files       []file
	seen        Progress
	done, total int64 // bytes of the input, as they lie on disk
	unpacked    int64 // bytes of text and archives so far
	count       int   // files in folders and archives so far
}

// file is a file that is to be read.
type file struct {
	name string
	size int64
	open func() (io.ReadCloser, error)
}

func (c *collector) close() {
	for _, r := range c.roots {
		r.Close()
	}
}

// find adds the file at a path, or the files in the folder there.
func (c *collector) find(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return wrong(name, "cannot be read: "+reason(err), "give the path of a file, a folder or a zip archive")
	}
	if info.IsDir() {
		return c.findIn(name)
	}
	if !info.Mode().IsRegular() {
		return wrong(name, "is neither a file nor a folder", "give the path of a file, a folder or a zip archive")
	}
	return c.add(file{name, info.Size(), func() (io.ReadCloser, error) { return os.Open(name) }})
}

// findIn adds the files in a folder. Nothing outside of it is read, wherever its links point.
func (c *collector) findIn(folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return wrong(folder, "cannot be read: "+reason(err), "")
	}
	c.roots = append(c.roots, root)
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		shown := path.Join(filepath.ToSlash(folder), name)
		if err != nil {
			c.ignore(shown, "it cannot be read: "+reason(err))
			return nil
		}
		if entry.IsDir() {
			if name != "." && strings.HasPrefix(entry.Name(), ".") {
				c.ignore(shown, "a hidden folder")
				return fs.SkipDir
			}
			return nil
		}
		info, err := root.Stat(name) // follows a link, but not out of the folder
		switch {
		case err != nil && entry.Type()&fs.ModeSymlink != 0:
			c.ignore(shown, "a link that leads out of the folder, or nowhere")
			return nil
		case err != nil:
			c.ignore(shown, "it cannot be read: "+reason(err))
			return nil
		case !info.Mode().IsRegular():
			c.ignore(shown, "neither a file nor a folder, or a link to a folder")
			return nil
		}
		return c.add(file{shown, info.Size(), func() (io.ReadCloser, error) { return root.Open(name) }})
	})
}

func (c *collector) add(f file) error {
	c.files = append(c.files, f)
	c.total += f.size
	return c.countFile(f.name)
}

func (c *collector) countFile(name string) error {
	if c.count++; c.count > c.limits.files {
		return wrong(name, fmt.Sprintf("is file number %d; %d are read at most", c.count, c.limits.files),
			"give the folder with the exports only")
	}
	return nil
}

// open reads a file and takes its content.
func (c *collector) open(f file) error {
	r, err := f.open()
	if err != nil {
		c.ignore(f.name, "it cannot be read: "+reason(err))
		c.advance(f.size)
		return nil
	}
	defer r.Close()
	content, err := c.load(f.name, r, f.size)
	if err != nil {
		return err
	}
	return c.take(f.name, content, f.size)
}

// load reads a file whole, within the limits. The size is what is said of it, which need not be true.
func (c *collector) load(name string, r io.Reader, size int64) (string, error) {
	tooLarge := wrong(name, fmt.Sprintf("holds more than %d MB; an export has a few", c.limits.file>>20),
		"is it an export?")
	if size < 0 || size > c.limits.file {
		return "", tooLarge
	}
	var b strings.Builder
	b.Grow(int(min(size, 1<<20))) // what is said may be a lie
	if n, err := io.Copy(&b, io.LimitReader(r, c.limits.file+1)); err != nil {
		return "", wrong(name, "cannot be read: "+reason(err), "make the export or the archive again")
	} else if n > c.limits.file {
		return "", tooLarge
	}
	if c.unpacked += int64(b.Len()); c.unpacked > c.limits.total {
		return "", wrong(name, fmt.Sprintf("all files up to this one hold more than %d MB together",
			c.limits.total>>20), "import fewer at once")
	}
	return b.String(), nil
}

// take reads what is in a file: an archive's files, or objects. The share is what it counts for in the progress.
func (c *collector) take(name, content string, share int64) error {
	if isArchive(content) {
		return c.unpack(name, content, share)
	}
	return c.read(name, content, share)
}

// read finds the objects in a file that is no archive.
func (c *collector) read(name, content string, share int64) error {
	defer c.advance(share)
	text, remark, ok := DecodeText(content)
	if !ok {
		c.ignore(name, "it is not text")
		return nil
	}
	text = unquoted(text)
	f, why := recognise(text)
	if f == nil {
		c.ignore(name, why)
		return nil
	}
	s := &source{name: name, text: text, hint: hintOf(name), export: c.export}
	if c.seen != nil && len(text) > 0 {
		s.passed = func(offset int) { c.seen(c.done+int64(float64(share)*float64(offset)/float64(len(text))), c.total) }
	}
	if remark != "" {
		s.notice(0, "%s", remark)
	}
	before := len(c.export.Objects)
	err := f.read(s)
	s.settleSides(c.export.Objects[before:])
	c.export.Inputs = append(c.export.Inputs, Input{Name: name, Format: f.name, Objects: s.objects})
	return err
}

func (c *collector) advance(share int64) {
	c.done += share
	if c.seen != nil {
		c.seen(c.done, c.total)
	}
}

func (c *collector) ignore(name, why string) {
	c.export.Inputs = append(c.export.Inputs, Input{Name: name, Ignored: why})
}

// reason is an error of the file system without the path, which the message names already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}
