package zarr

import "encoding/json"

// Reads returns how many objects and bytes were read so far.
func Reads() (objects, bytes int64) { return reads.objects.Load(), reads.bytes.Load() }

// Syncs returns how many files were put on the disk so far.
func Syncs() int64 { return syncs.Load() }

// Decode undoes one codec.
func Decode(name string, config string, src []byte, limit int) ([]byte, error) {
	c, err := newByteCodec(name, json.RawMessage(config), 2)
	if err != nil {
		return nil, err
	}
	return c.decode(src, limit)
}

// Encode applies one codec.
func Encode(name string, config string, item int, src []byte) ([]byte, error) {
	c, err := newByteCodec(name, json.RawMessage(config), item)
	if err != nil {
		return nil, err
	}
	return c.encode(src)
}

// Unfilter undoes one filter.
func Unfilter(name, config string, src []byte) ([]byte, error) {
	f, err := newFilter(name, json.RawMessage(config), "int32")
	if err != nil {
		return nil, err
	}
	return f.undo(src)
}

// CheckDocument parses the metadata of an array.
func CheckDocument(b []byte) error {
	_, err := parseArray(b)
	return err
}
