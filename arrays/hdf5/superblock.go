package hdf5

import "fmt"

// signature begins every HDF5 file, at 0 or at 512 times a power of two.
const signature = "\x89HDF\r\n\x1a\n"

// A superblockInfo is what the superblock leads to.
type superblockInfo struct {
	version int
	root    int64 // header of the root group
}

// superblock finds and reads the superblock. What stands before it belongs to
// whoever made the file. Marks of files that a program has open, or had when it
// crashed, are not looked at: what they describe is read or is an error.
func (in *input) superblock() (superblockInfo, error) {
	whole := in.size
	for base := int64(0); base <= whole-int64(len(signature)); base = max(512, 2*base) {
		var head [len(signature)]byte
		if _, err := in.file.ReadAt(head[:], base); err != nil {
			return superblockInfo{}, err
		}
		if string(head[:]) == signature {
			in.base, in.size = base, whole-base
			return in.readSuperblock()
		}
	}
	return superblockInfo{}, ErrNotHDF5
}

func (in *input) readSuperblock() (superblockInfo, error) {
	c := in.cursor(0, min(in.size, 128))
	c.expect(signature)
	s := superblockInfo{version: c.version(3)}
	if s.version < 2 {
		c.skip(4) // versions of other parts, all 0
	}
	in.width, in.long = c.u8(), c.u8()
	for _, n := range []int{in.width, in.long} {
		if n != 2 && n != 4 && n != 8 {
			c.fail("got addresses of %d and lengths of %d bytes, want 2, 4 or 8", in.width, in.long)
			return s, fmt.Errorf("superblock: %w", c.err)
		}
	}
	c.width, c.long = in.width, in.long
	if s.version >= 2 {
		c.skip(1 + in.width) // marks, base address
		c.skip(2 * in.width) // extension, end
		s.root = c.address()
		c.checksum(c.pos + 4)
	} else {
		c.skip(1 + 4 + 4) // sizes of nodes, marks
		if s.version == 1 {
			c.skip(4)
		}
		c.skip(4*in.width + in.width) // base, free room, end, driver; name of the root
		s.root = c.address()
	}
	if c.err == nil && (s.root < 0 || s.root >= in.size) {
		c.fail("the root group is said to be at %d, the file has %d bytes", s.root, in.base+in.size)
	}
	if c.err != nil {
		return s, fmt.Errorf("superblock: %w", c.err)
	}
	return s, nil
}
