package source

// ReadBytes returns how many bytes of files were read, or mapped to be read, so
// far.
func ReadBytes() int64 { return readBytes.Load() }
