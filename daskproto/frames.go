package daskproto

import (
	"encoding/binary"
	"io"
	"math/bits"
	"net"
)

// word is the size of the integers that frame a message.
const word = 8

// ReadFrames reads one message from r, in either of the forms in use: up to
// Dask 2023.10 the outer length covers the whole message, since then it may
// end after any frame and the others follow. It returns io.EOF if r ends
// before the message starts and io.ErrUnexpectedEOF if it ends within. Frames
// are newly allocated and belong to the caller; small ones share one buffer.
func ReadFrames(r io.Reader, limits Limits) ([][]byte, error) {
	limits = limits.OrDefaults()
	lengths, err := readPrelude(r, limits)
	if err != nil {
		return nil, err
	}
	frames := make([][]byte, len(lengths))
	var small slab
	for i, n := range lengths {
		if n > smallFrame {
			frames[i], err = readLarge(r, int(n), limits.Trust)
		} else {
			frames[i], err = small.read(r, int(n))
		}
		if err != nil {
			return nil, err
		}
	}
	return frames, nil
}

// readPrelude returns the lengths of the frames that follow.
func readPrelude(r io.Reader, limits Limits) ([]uint64, error) {
	var head [2 * word]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	outer, count := binary.LittleEndian.Uint64(head[:]), binary.LittleEndian.Uint64(head[word:])
	if count == 0 {
		return nil, malformed("no frames")
	}
	if count > uint64(limits.Frames) {
		return nil, &LimitError{What: "frames", Got: clamp(count), Limit: int64(limits.Frames)}
	}
	if prelude := word * (count + 1); outer < prelude {
		return nil, malformed("outer length %d, prelude of %d frames needs %d", outer, count, prelude)
	}
	lengths, err := readLengths(r, int(count))
	if err != nil {
		return nil, err
	}
	return lengths, checkLengths(outer, lengths, limits)
}

// readLengths reads count integers, at first into little memory: the frames
// they announce may be as untrue as their count.
func readLengths(r io.Reader, count int) ([]uint64, error) {
	const step = 4096
	lengths := make([]uint64, 0, min(count, step))
	var buf [64 * word]byte
	for len(lengths) < count {
		part := buf[:word*min(count-len(lengths), len(buf)/word)]
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, cut(err)
		}
		for ; len(part) > 0; part = part[word:] {
			lengths = append(lengths, binary.LittleEndian.Uint64(part))
		}
	}
	return lengths, nil
}

// checkLengths verifies that the frames fit the limit and that the outer
// length ends at the end of one of them.
func checkLengths(outer uint64, lengths []uint64, limits Limits) error {
	sum, covered := uint64(0), outer == word*uint64(len(lengths)+1)
	for _, n := range lengths {
		var carry uint64
		if sum, carry = bits.Add64(sum, n, 0); carry != 0 || sum > uint64(limits.Message) {
			return &LimitError{What: "message bytes", Got: clamp(sum | -carry), Limit: limits.Message}
		}
		covered = covered || outer == word*uint64(len(lengths)+1)+sum
	}
	if !covered {
		return malformed("outer length %d does not end with a frame", outer)
	}
	if sum > uint64(maxInt) {
		return &LimitError{What: "message bytes", Got: clamp(sum), Limit: maxInt}
	}
	return nil
}

const maxInt = int64(^uint(0) >> 1)

func clamp(n uint64) int64 { return int64(min(n, 1<<63-1)) }

// smallFrame is the size up to which frames share a buffer: below it an
// allocation costs more than the memory that a neighbour keeps alive.
const smallFrame = 4096

// A slab hands out memory for small frames. Each starts at a multiple of a
// word, where any number may start.
type slab struct {
	free []byte
	size int // of the last piece of memory, which grows with the message
}

func (s *slab) read(r io.Reader, n int) ([]byte, error) {
	need := (n + word - 1) &^ (word - 1)
	if need > len(s.free) {
		s.size = max(need, min(2*s.size, 16*smallFrame))
		s.free = make([]byte, s.size)
	}
	frame := s.free[:n:n]
	s.free = s.free[need:]
	_, err := io.ReadFull(r, frame)
	return frame, cut(err)
}

// readLarge reads n bytes, believing in trust of them before they arrive.
func readLarge(r io.Reader, n, trust int) ([]byte, error) {
	buf := make([]byte, min(n, trust))
	for done := 0; ; {
		if _, err := io.ReadFull(r, buf[done:]); err != nil {
			return nil, cut(err)
		}
		if done = len(buf); done == n {
			return buf, nil
		}
		grown := make([]byte, done+min(n-done, 3*done))
		copy(grown, buf)
		buf = grown
	}
}

// cut names the end of input within a message.
func cut(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// WriteFrames writes one message in the form that every release reads: with
// the full outer length. Large frames are handed to w as they are (in one
// system call if w is a TCP connection), small ones are gathered. The frames
// must not change until it returns.
func WriteFrames(w io.Writer, frames [][]byte) error {
	buffers := gather(frames)
	_, err := buffers.WriteTo(w)
	return err
}

// FramesSize returns the number of bytes that [WriteFrames] writes.
func FramesSize(frames [][]byte) int64 {
	n := int64(word * (len(frames) + 2))
	for _, f := range frames {
		n += int64(len(f))
	}
	return n
}

// gather returns the message as few buffers: the prelude and every run of
// small frames in a buffer of their own.
func gather(frames [][]byte) net.Buffers {
	const copied = 16 << 10 // cheaper to copy than to hand over
	head := make([]byte, 0, word*(len(frames)+2)+1024)
	head = binary.LittleEndian.AppendUint64(head, uint64(FramesSize(frames)-word))
	head = binary.LittleEndian.AppendUint64(head, uint64(len(frames)))
	for _, f := range frames {
		head = binary.LittleEndian.AppendUint64(head, uint64(len(f)))
	}
	var out net.Buffers
	for _, f := range frames {
		if len(f) <= copied {
			head = append(head, f...)
			continue
		}
		if len(head) > 0 {
			out = append(out, head)
		}
		out, head = append(out, f), nil
	}
	if len(head) > 0 {
		out = append(out, head)
	}
	return out
}
