package hdf5

// Syncs returns how often a file was put on the disk so far.
func Syncs() int64 { return syncs.Load() }
