// Package durable has names of files on the disk before they are relied on.
package durable

import (
	"errors"
	"os"
	"runtime"
)

// Folder has the names in a folder on the disk. Windows keeps them by itself,
// and has no call for it.
func Folder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
