// Package userfile reads and writes the files and folders that people name. What they name may be anything, of any
// size; and what they named to be read, or wrote themselves, is not written over.
//
//  1. [Read] and [ReadFrom] read a whole file, up to one limit; devices are no files.
//  2. [Apart] refuses, before any work is done, names of files to write that were named to be read.
//  3. [Write] writes a file so that nobody ever sees half of it. [Folder] replaces a folder of files, and
//     deletes nothing but what it wrote.
package userfile

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"hybridsim/sim/mistake"
)

// Limit is how large a file may be: larger than any message that a server takes, and than anything that people write.
const Limit = 256 << 20

// Read reads a file. The error of one that is not there, or may not be read, is that of package os.
func Read(name string) ([]byte, error) {
	info, err := os.Stat(name) // opening a device may have consequences
	if err != nil {
		return nil, err
	}
	if err := check(info, name); err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err == nil {
		err = check(info, name) // by now it may be another
	}
	if err != nil {
		return nil, err
	}
	return ReadFrom(f, name)
}

// ReadIn reads a file of a file system.
func ReadIn(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err == nil {
		err = check(info, name)
	}
	if err != nil {
		return nil, err
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadFrom(f, name)
}

// ReadFrom reads what comes from somewhere, such as standard input; the name is for people.
func ReadFrom(in io.Reader, name string) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(in, Limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", name, err)
	case len(content) > Limit:
		return nil, tooLarge(name)
	}
	return content, nil
}

// check refuses what is no file, or too large a one. A pipe is as good as a file.
func check(info fs.FileInfo, name string) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return wrong(name, "name one of its files", "is a folder")
	case mode&fs.ModeNamedPipe != 0:
	case mode&(fs.ModeDevice|fs.ModeCharDevice) != 0:
		return wrong(name, "name a file, or a pipe", "is a device, and no file")
	case !mode.IsRegular():
		return wrong(name, "name a file, or a pipe", "is no file")
	case info.Size() > Limit:
		return tooLarge(name)
	}
	return nil
}

func tooLarge(name string) error {
	return wrong(name, "name the file that was meant", fmt.Sprintf("is larger than %d MB", Limit>>20))
}

func wrong(name, hint, what string) error { return mistake.New(hint, "%s %s", name, what) }
