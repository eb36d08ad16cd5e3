package exports

import (
	"archive/zip"
	"io/fs"
	"path"
	"strings"
)

// isArchive tells a zip archive by its first bytes. The second form is an empty one.
func isArchive(content string) bool {
	return strings.HasPrefix(content, "PK\x03\x04") || strings.HasPrefix(content, "PK\x05\x06")
}

// unpack reads the files in an archive. They are unpacked in memory only, one at a time; an archive in an archive stays
// closed.
func (c *collector) unpack(name, content string, share int64) error {
	end := c.done + share
	archive, err := zip.NewReader(strings.NewReader(content), int64(len(content)))
	if err != nil {
		return wrong(name, "is a damaged zip archive: "+err.Error(), "make the archive again")
	}
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if err := c.unpackFile(name, f); err != nil {
			return err
		}
		c.done = min(c.done, end)
	}
	c.advance(end - c.done)
	return nil
}

func (c *collector) unpackFile(archive string, f *zip.File) error {
	inside := strings.ReplaceAll(f.Name, `\`, "/") // as some tools of Windows write it
	shown := path.Join(archive, inside)
	if !fs.ValidPath(inside) {
		return wrong(archive, "holds a file whose path leads out of the archive: "+clip(f.Name),
			"do not trust this archive; ask who made it")
	}
	if err := c.countFile(shown); err != nil {
		return err
	}
	share := int64(min(f.CompressedSize64, uint64(c.limits.file)))
	skip := func(why string) error {
		c.ignore(shown, why)
		c.advance(share)
		return nil
	}
	switch {
	case f.Mode()&fs.ModeType != 0:
		return skip("a link or device in an archive")
	case f.Flags&1 != 0:
		return skip("it is encrypted")
	}
	r, err := f.Open()
	if err != nil {
		return skip("it cannot be unpacked: " + err.Error())
	}
	defer r.Close()
	content, err := c.load(shown, r, int64(min(f.UncompressedSize64, uint64(c.limits.file)+1)))
	switch {
	case err != nil:
		return err
	case isArchive(content):
		return skip("an archive in an archive is not opened; unpack it first")
	}
	return c.read(shown, content, share)
}
