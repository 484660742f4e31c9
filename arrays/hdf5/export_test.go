package hdf5

// Syncs returns how often a file was put on the disk so far.
func Syncs() int64 { return syncs.Load() }

// Undo takes one filter off.
func Undo(id int, values []uint32, src []byte, limit int) ([]byte, error) {
	return filter{id, values}.undo(src, limit)
}

// ReadBytes returns how many bytes were read of files so far.
func ReadBytes() int64 { return reads.bytes.Load() }
