package pickle

import (
	"encoding/binary"
	"fmt"
)

// Decode reads one pickle of protocol 0 to 5. buffers are the out-of-band
// buffers that came with it, in order; nil if there are none. Bytes after the
// pickle are ignored, as Python does. []byte, ByteArray and Buffer values
// share memory with data and buffers.
//
// The error is a *[DecodeError]. Decode calls nothing that the pickle names,
// and its memory is bounded by the input and the limits.
func Decode(data []byte, buffers [][]byte, limits Limits) (any, error) {
	d := decoder{
		data: data, buffers: buffers, limits: limits.withDefaults(),
		work:  keyWork(len(data)),
		stack: make([]slot, 0, min(64, len(data))),
	}
	d.run()
	if d.err == nil && d.late {
		d.err = measure(d.stack[0].v, d.limits)
	}
	if d.err != nil {
		return nil, &DecodeError{Offset: d.op, Op: d.opName(), Err: d.err}
	}
	return d.stack[0].v, nil
}

// A slot is a value on the stack or in the memo with its measures.
type slot struct {
	v any
	// size counts the values in v, each shared one as often as it occurs.
	size int64
	// depth counts the levels of containers; a scalar has none.
	depth int32
	// memo is one more than the memo position under which v is known, if any.
	// In the memo itself it tells that v has been fetched from there.
	memo int32
}

// A decoder runs the program in data. Sizes and depths of values are added up
// on the way: a container is measured when it takes in its items. That is
// exact unless a container grows after others have seen it, which happens only
// in cyclic values; late says so, and the result is measured again at the end.
type decoder struct {
	data    []byte
	buffers [][]byte
	limits  Limits

	at    int // next byte
	op    int // offset of the current opcode
	stack []slot
	marks []int
	memo  memo

	proto  int
	pushed int
	work   int // what may still be spent on hashing keys
	buffer int // next buffer
	late   bool
	done   bool
	err    error
}

func (d *decoder) run() {
	for !d.done && d.err == nil {
		d.op = d.at
		if d.at == len(d.data) {
			d.err = ErrTruncated
			return
		}
		do := opcodes[d.data[d.at]].do
		if do == nil {
			d.err = ErrOpcode
			return
		}
		d.at++
		do(d)
	}
}

// opName returns the name of the opcode at d.op.
func (d *decoder) opName() string {
	if d.op >= len(d.data) {
		return "end of input"
	}
	if name := opcodes[d.data[d.op]].name; name != "" {
		return name
	}
	return fmt.Sprintf("opcode 0x%02x", d.data[d.op])
}

// fail stops decoding; the first error counts.
func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// take returns the next n bytes, and nil after an error.
func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.data)-d.at) {
		d.fail(fmt.Errorf("%w: %d bytes wanted, %d left", ErrTruncated, n, len(d.data)-d.at))
		return nil
	}
	b := d.data[d.at : d.at+int(n) : d.at+int(n)]
	d.at += int(n)
	return b
}

func (d *decoder) u8() uint64 {
	if b := d.take(1); b != nil {
		return uint64(b[0])
	}
	return 0
}

func (d *decoder) u32() uint64 {
	if b := d.take(4); b != nil {
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return 0
}

func (d *decoder) u64() uint64 {
	if b := d.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// push pushes a scalar.
func (d *decoder) push(v any) { d.pushSlot(slot{v: v, size: 1}) }

func (d *decoder) pushSlot(s slot) {
	if d.err != nil {
		return
	}
	if d.pushed++; d.pushed > d.limits.Nodes {
		d.err = &LimitError{"values", d.pushed, d.limits.Nodes}
		return
	}
	d.stack = append(d.stack, s)
}

// floor is the height of the stack at the last mark: what lies below is out of
// reach until the mark is popped.
func (d *decoder) floor() int {
	if n := len(d.marks); n > 0 {
		return d.marks[n-1]
	}
	return 0
}

// top returns the n values on top of the stack, which stay there.
func (d *decoder) top(n int) []slot {
	base := len(d.stack) - n
	if base < d.floor() {
		d.fail(malformed("%d values wanted, %d on the stack", n, len(d.stack)-d.floor()))
		return nil
	}
	return d.stack[base:]
}

// pop removes and returns the top of the stack.
func (d *decoder) pop() slot {
	s := d.top(1)
	if s == nil {
		return slot{}
	}
	d.drop(1)
	return s[0]
}

func (d *decoder) drop(n int) { d.stack = d.stack[:len(d.stack)-n] }

// toMark removes the last mark and returns the values above it, which stay on
// the stack.
func (d *decoder) toMark() ([]slot, bool) {
	n := len(d.marks)
	if n == 0 {
		d.fail(malformed("no mark on the stack"))
		return nil, false
	}
	base := d.marks[n-1]
	d.marks = d.marks[:n-1]
	return d.stack[base:], true
}

func (d *decoder) protocol() {
	d.proto = int(d.u8())
	if d.proto > 5 {
		d.fail(malformed("protocol %d, want at most 5", d.proto))
	}
}

// frame checks that the frame is all there; its bounds do not matter else.
func (d *decoder) frame() {
	if n := d.u64(); n > uint64(len(d.data)-d.at) {
		d.fail(fmt.Errorf("%w: frame of %d bytes, %d left", ErrTruncated, n, len(d.data)-d.at))
	}
}

func (d *decoder) stop() {
	if len(d.marks) > 0 || len(d.stack) != 1 {
		d.fail(malformed("%d values and %d marks left on the stack", len(d.stack), len(d.marks)))
		return
	}
	d.done = true
}

func (d *decoder) mark() {
	if d.pushed++; d.pushed > d.limits.Nodes {
		d.fail(&LimitError{"values", d.pushed, d.limits.Nodes})
		return
	}
	d.marks = append(d.marks, len(d.stack))
}

// popTop pops a value, or a mark if there is nothing above it.
func (d *decoder) popTop() {
	if n := len(d.marks); n > 0 && d.marks[n-1] == len(d.stack) {
		d.marks = d.marks[:n-1]
		return
	}
	d.pop()
}

func (d *decoder) popToMark() {
	if s, ok := d.toMark(); ok {
		d.drop(len(s))
	}
}

// dup gives a container a second place on the stack, where growing it goes
// unseen by the first.
func (d *decoder) dup() {
	if s := d.top(1); s != nil {
		d.late = true
		d.pushSlot(s[0])
	}
}
