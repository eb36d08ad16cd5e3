package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeInPlace writes a file so that nobody ever sees half of it: beside its place, and then moved there.
func writeInPlace(name string, content []byte, mode fs.FileMode) (err error) {
	draft, err := os.CreateTemp(filepath.Dir(name), ".hybridsim-")
	if err != nil {
		return fmt.Errorf("writing %s: %w\n    hint: its folder must exist", name, err)
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
	return os.Rename(draft.Name(), name)
}
