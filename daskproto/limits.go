package daskproto

// Limits bound what a peer can make a reader allocate. A zero field means its
// default.
type Limits struct {
	// Message is the size in bytes of one message, of all its frames together,
	// both as they arrive and once they are decompressed.
	Message int64
	// Frames is how many frames a message may have.
	Frames int
	// Depth is how far maps and arrays may nest.
	Depth int
	// Trust is how many bytes of a frame are allocated because the peer says
	// that they will come. Larger frames grow as their bytes arrive.
	Trust int
}

// The defaults of [Limits].
const (
	DefaultMessage = 16 << 30 // partitions of a scan are hundreds of megabytes
	DefaultFrames  = 1 << 20
	DefaultDepth   = 64       // real messages need about ten
	DefaultTrust   = 64 << 20 // what Python's sender cuts frames to
)

// OrDefaults returns l with its zero fields replaced by the defaults.
func (l Limits) OrDefaults() Limits {
	if l.Message == 0 {
		l.Message = DefaultMessage
	}
	if l.Frames == 0 {
		l.Frames = DefaultFrames
	}
	if l.Depth == 0 {
		l.Depth = DefaultDepth
	}
	if l.Trust == 0 {
		l.Trust = DefaultTrust
	}
	return l
}

// A LimitError reports input that is larger than a limit allows, or that
// claims to be.
type LimitError struct {
	What       string // such as "message bytes"
	Got, Limit int64
}
