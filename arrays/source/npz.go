package source

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gloam-go/gloam/arrays"
	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

func init() { arrays.RegisterSource[NPZ]("npz") }

// NPZ is a compressed array of a NumPy archive. Compressed data can only be
// read from the start, so a process decodes the array once and all readers
// share it in memory; see [MaxDecoded]. Arrays that are stored without
// compression become a [Raw] and cost no memory.
type NPZ struct {
	Path   string
	Member string // with ".npy"
	Dims   []int  // navigation axes, then signal axes, as shown
	Sig    int    // number of signal axes
	Type   ndarray.DType
	Frames int // stored
	Sync   int // see arrays.SourceInfo
}

// MaxDecoded is the size in bytes of the largest compressed array that can be
// read: decoded, it has to be in memory as a whole. Idle decoded arrays, which
// no reader uses, keep a quarter of that at most.
const MaxDecoded = 4 << 30

// openNPZ describes an array of an .npz file.
func openNPZ(path string, c *config) (arrays.Source, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	m, h, err := c.chooseMember(&z.Reader)
	if err != nil {
		return nil, err
	}
	if m.Method == zip.Store {
		start, err := m.DataOffset()
		if err != nil {
			return nil, err
		}
		return c.npySource(path, "npz", h, start+h.Offset)
	}
	dims, sig, split, err := c.fitArray(h)
	if err != nil {
		return nil, inMember(m.Name, err)
	}
	return asSource(NewNPZ(NPZ{
		Path: path, Member: m.Name, Dims: dims, Sig: sig, Type: h.DType,
		Frames: product(h.Shape[:len(h.Shape)-split]), Sync: c.sync,
	}, c.allowShort))
}

// NewNPZ returns n, or an error if its fields contradict each other. With
// allowShort Dims may have more positions than there are frames.
func NewNPZ(n NPZ, allowShort bool) (NPZ, error) {
	return n, inFile(n.Path, "npz", n.check(allowShort))
}

// Check reports what makes the source unusable.
func (n NPZ) Check() error { return inFile(n.Path, "npz", n.check(true)) }

func (n NPZ) check(allowShort bool) error {
	if n.Sig < 1 || n.Sig > len(n.Dims) {
		return fmt.Errorf("%d signal axes, want between 1 and %d for shape %s", n.Sig, len(n.Dims), wording.Shape(n.Dims))
	}
	nav := n.Dims[:len(n.Dims)-n.Sig]
	if _, err := ndarray.CheckShape(ndarray.Uint8, nav); err != nil {
		return err
	}
	l, err := newLayout(n.Type, nativeOrder, n.Dims[len(nav):], 0)
	if err != nil {
		return err
	}
	if n.Frames < 1 || int64(n.Frames) > MaxDecoded/l.stored {
		return fmt.Errorf("member %s: %d frames of %d bytes, want at least one and at most %d bytes in all: store it without compression", n.Member, n.Frames, l.stored, int64(MaxDecoded))
	}
	return checkCounts(nav, n.Frames, n.Sync, allowShort)
}

// Kind implements arrays.Source.
func (NPZ) Kind() string { return "npz" }

// Info implements arrays.Source.
func (n NPZ) Info() arrays.SourceInfo {
	info := arrays.SourceInfo{Format: "npz", Path: n.Path, Shape: n.Dims, Sig: n.Sig, DType: n.Type, Stored: n.Frames, Sync: n.Sync}
	if n.Sig >= 0 && n.Sig <= len(n.Dims) {
		info.FrameBytes = int64(product(info.Frame())) * int64(n.Type.Size())
	}
	return info
}

// Open implements arrays.Source. The first Open of an array decodes it, others
// wait for it.
func (n NPZ) Open(ctx context.Context) (arrays.Frames, error) {
	if err := n.Check(); err != nil {
		return nil, err
	}
	a, release, err := members.get(ctx, n)
	if err != nil {
		return nil, inFile(n.Path, "npz", inMember(n.Member, err))
	}
	shape := append([]int{n.Frames}, n.Info().Frame()...)
	if a.DType() != n.Type || a.Size() != product(shape) {
		release()
		return nil, inFile(n.Path, "npz", inMember(n.Member, fmt.Errorf("holds %s %s, want %s %s", a.DType(), wording.Shape(a.Shape()), n.Type, wording.Shape(shape))))
	}
	all, err := a.Reshape(shape...)
	if err != nil {
		release()
		return nil, err
	}
	return &memoryFrames{all: all, close: release}, nil
}

// chooseMember finds the array to read and reads its header.
func (c *config) chooseMember(z *zip.Reader) (*zip.File, ndarray.Header, error) {
	var found []*zip.File
	var headers []ndarray.Header
	var names []string
	var last error
	for _, m := range z.File {
		name, isArray := strings.CutSuffix(m.Name, ".npy")
		if !isArray || c.has("Member") && c.member != name && c.member != m.Name {
			continue
		}
		names = append(names, name)
		h, err := memberHeader(m)
		if err != nil {
			last = inMember(m.Name, err) // text and objects, say
			continue
		}
		found, headers = append(found, m), append(headers, h)
	}
	if i := only(headers); i >= 0 {
		return found[i], headers[i], nil
	}
	if len(found) > 0 {
		return nil, ndarray.Header{}, fmt.Errorf("arrays %s: option Member needed", strings.Join(names, ", "))
	}
	if last == nil {
		last = fmt.Errorf("no array %q", c.member)
	}
	return nil, ndarray.Header{}, last
}

// only returns the index of the only header, or of the only one with three or
// more axes, or -1.
func only(headers []ndarray.Header) int {
	if len(headers) == 1 {
		return 0
	}
	at := -1
	for i, h := range headers {
		if len(h.Shape) < 3 {
			continue
		}
		if at >= 0 {
			return -1
		}
		at = i
	}
	return at
}

func memberHeader(m *zip.File) (ndarray.Header, error) {
	r, err := m.Open()
	if err != nil {
		return ndarray.Header{}, err
	}
	defer r.Close()
	return ndarray.ReadHeader(r)
}

// readMember decodes a whole member.
func readMember(ctx context.Context, f *os.File, name string) (*ndarray.Array, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(f, st.Size())
	if err != nil {
		return nil, err
	}
	r, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return ndarray.ReadNPY(contextReader{ctx, r})
}

// A contextReader stops when its context does.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(b []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(b)
}

func inMember(name string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("member %s: %w", name, err)
}
