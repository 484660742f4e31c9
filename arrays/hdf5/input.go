package hdf5

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// An input is an open file that is read at addresses.
type input struct {
	path  string
	file  io.ReaderAt
	close func() error
	base  int64                    // of the superblock in the file: addresses count from there
	size  int64                    // of the file behind base
	width int                      // bytes of an address
	long  int                      // bytes of a length
	heaps map[int64]map[int][]byte // collections of texts, by address and number
}

// openInput opens a file and reads its superblock.
func openInput(path string) (*input, superblockInfo, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, superblockInfo{}, err
	}
	st, err := f.Stat()
	if err == nil && st.IsDir() {
		err = errors.New("is a folder, want a file")
	}
	if err != nil {
		return nil, superblockInfo{}, errors.Join(err, f.Close())
	}
	in := &input{path: path, file: f, close: f.Close, size: st.Size()}
	s, err := in.superblock()
	if err != nil {
		return nil, s, errors.Join(err, f.Close())
	}
	return in, s, nil
}

// bytes returns n bytes at an address in dst, or in new memory if it is nil.
func (in *input) bytes(dst []byte, address, n int64) ([]byte, error) {
	if address < 0 || n < 0 || address > in.size || n > in.size-address {
		return nil, &DamagedError{in.base + max(address, 0), fmt.Sprintf("%d bytes are wanted, the file has %d", n, in.base+in.size)}
	}
	if dst == nil {
		dst = make([]byte, n)
	}
	m, err := in.file.ReadAt(dst[:n], in.base+address)
	reads.bytes.Add(int64(m))
	if int64(m) == n {
		err = nil
	} else if errors.Is(err, io.EOF) {
		err = &DamagedError{in.base + address, fmt.Sprintf("%d bytes are wanted, the file has become shorter", n)}
	}
	return dst[:n], err
}

// cursor returns n bytes at an address to be taken apart.
func (in *input) cursor(address, n int64) *cursor {
	b, err := in.bytes(nil, address, n)
	return &cursor{b: b, at: in.base + address, width: in.width, long: in.long, err: err}
}

// block is cursor for a block that begins with a signature of four bytes.
func (in *input) block(address, n int64, signature string) *cursor {
	c := in.cursor(address, n)
	c.expect(signature)
	return c
}

// checked is block for one that ends in a checksum of all before.
func (in *input) checked(address, n int64, signature string) *cursor {
	c := in.block(address, n, signature)
	c.checksum(len(c.b))
	return c
}

// nowhere is the address of what is not there.
const nowhere = -1

// A cursor takes bytes apart. After an error everything is zero.
type cursor struct {
	b     []byte
	pos   int
	at    int64 // of the first byte in the file
	width int   // see input
	long  int
	err   error
}

func (c *cursor) fail(format string, args ...any) {
	if c.err == nil {
		c.err = &DamagedError{c.at + int64(c.pos), fmt.Sprintf(format, args...)}
	}
}

// left is the number of bytes not yet taken.
func (c *cursor) left() int { return len(c.b) - c.pos }

// take returns the next n bytes, nil after an error.
func (c *cursor) take(n int) []byte {
	if c.err == nil && (n < 0 || n > c.left()) {
		c.fail("%d bytes are wanted, %d are left", n, c.left())
	}
	if c.err != nil {
		return nil
	}
	c.pos += n
	return c.b[c.pos-n : c.pos]
}

func (c *cursor) skip(n int) { c.take(n) }

// uint takes a number of n bytes, eight at most.
func (c *cursor) uint(n int) uint64 {
	var v uint64
	for i, b := range c.take(n) {
		v |= uint64(b) << (8 * i)
	}
	return v
}

func (c *cursor) u8() int  { return int(c.uint(1)) }
func (c *cursor) u16() int { return int(c.uint(2)) }
func (c *cursor) u32() int { return int(c.uint(4)) }

// number takes a count or size of n bytes.
func (c *cursor) number(n int) int64 {
	v := c.uint(n)
	if v > math.MaxInt64 {
		c.fail("got a size of %d bytes", v)
		return 0
	}
	return int64(v)
}

func (c *cursor) length() int64 { return c.number(c.long) }

// address takes an address, or nowhere.
func (c *cursor) address() int64 {
	v := c.uint(c.width)
	if c.err != nil {
		return nowhere
	}
	if v == math.MaxUint64>>(64-8*c.width) {
		return nowhere
	}
	if v > math.MaxInt64 {
		c.fail("got address %d", v)
		return nowhere
	}
	return int64(v)
}

// expect takes a signature.
func (c *cursor) expect(signature string) {
	if b := c.take(len(signature)); b != nil && string(b) != signature {
		c.pos -= len(signature)
		c.fail("got %q, want %q", b, signature)
	}
}

// version takes a byte that is at most a number.
func (c *cursor) version(most int) int {
	v := c.u8()
	if v > most {
		c.pos--
		c.fail("got version %d, want at most %d", v, most)
	}
	return v
}

// text takes bytes up to a zero, and the zero.
func (c *cursor) text() string {
	n := bytes.IndexByte(c.b[min(c.pos, len(c.b)):], 0)
	if n < 0 {
		c.fail("a text has no end")
	}
	if b := c.take(n + 1); b != nil {
		return string(b[:n])
	}
	return ""
}

// checksum compares the last four of n bytes with the others.
func (c *cursor) checksum(n int) {
	if c.err != nil || n < 4 || n > len(c.b) {
		c.fail("no room for a checksum in %d bytes", n)
		return
	}
	if got, want := little.Uint32(c.b[n-4:]), lookup3(c.b[:n-4]); got != want {
		c.pos = n - 4
		c.fail("got checksum %08x, want %08x", got, want)
	}
}
