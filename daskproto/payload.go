package daskproto

// A Serialized is a value in one of Dask's serialization families, as it
// travels: a header that says how to read the frames. Package codec turns it
// into a Go value; whoever only passes it on leaves it as it is.
//
// Header lacks the entries that describe the cutting and compression of
// frames: Frames are whole and plain. They may share memory with the message
// that they came in.
type Serialized struct {
	Header Map
	Frames [][]byte
	// Compression names how [EncodeMessage] compresses the frames that shrink.
	// It is empty after decoding.
	Compression string
}

// Size returns the bytes of the frames, which is what Dask counts as the size
// of a result.
func (s *Serialized) Size() int64 {
	n := int64(0)
	for _, f := range s.Frames {
		n += int64(len(f))
	}
	return n
}

// Family returns the serialization family, such as "dask" or "pickle", or ""
// for a collection.
func (s *Serialized) Family() string {
	f := Read("header", s.Header)
	return f.Text("serializer")
}

// A Pickled is a value that every party unpickles, the scheduler too: a
// pickle and the buffers that it keeps outside.
type Pickled struct {
	Bytes   []byte
	Buffers [][]byte
}

// bookkeeping are the header entries about the cutting of frames.
var bookkeeping = []string{"num-sub-frames", "split-num-sub-frames", "split-offsets", "compression"}
