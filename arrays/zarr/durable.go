package zarr

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/gloam-go/gloam/internal/durable"
)

// Unsynced leaves it to the system when files reach the disk. By default each
// chunk is on the disk before it gets its name, and all of them are before the
// array appears, so that what is there after a power cut is whole and [Resume]
// may trust it. That costs about half a millisecond a file (ext4 on a virtual
// disk, two workers): a tenth of the time for chunks of 1 MiB and more, four
// fifths of it for chunks of 32 KiB. Without, what a power cut has left should be
// removed, not resumed. A process that ends early does no harm either way.
func Unsynced() SaveOption { return func(s *save) { s.unsynced = true } }

// syncs counts files that were put on the disk, for tests.
var syncs atomic.Int64

// syncFile has what was written to a file on the disk.
func syncFile(f *os.File) error {
	syncs.Add(1)
	return f.Sync()
}

// syncFolders has the names in a folder and those below it on the disk.
func syncFolders(name string) error {
	return filepath.WalkDir(name, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return durable.Folder(name)
	})
}

// syncNames has all names of an array on the disk, and those of the groups
// around it.
func (s *save) syncNames() error {
	if s.unsynced {
		return nil
	}
	if err := syncFolders(file(s.path, s.name)); err != nil {
		return err
	}
	for _, parent := range parents(s.name) {
		if err := durable.Folder(file(s.path, parent)); err != nil {
			return err
		}
	}
	return nil
}
