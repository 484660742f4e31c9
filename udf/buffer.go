package udf

import (
	"fmt"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// A Kind says what the entries of a buffer belong to.
type Kind uint8

// The kinds of buffers.
const (
	KindNav    Kind = iota + 1 // one entry per scan position
	KindSig                    // one entry per detector pixel
	KindSingle                 // one entry for the whole scan
)

// String returns "nav", "sig" or "single".
func (k Kind) String() string {
	switch k {
	case KindNav:
		return "nav"
	case KindSig:
		return "sig"
	case KindSingle:
		return "single"
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// A Use says who sees a buffer.
type Use uint8

// The uses of buffers.
const (
	Everywhere Use = iota // while processing and among the results
	Private               // while processing and in Results, but not a result
	ResultOnly            // made by Results only, no storage while processing
)

// String returns "", "private" or "result-only".
func (u Use) String() string {
	if u > ResultOnly {
		return fmt.Sprintf("Use(%d)", uint8(u))
	}
	return [...]string{"", "private", "result-only"}[u]
}

// A Buffer declares one result of a UDF. Buffers start as zeros; those of dtype
// Object as nil.
type Buffer struct {
	Kind  Kind
	DType ndarray.DType
	Extra []int // shape of one entry; none means a number
	Use   Use
	Where Where
}

// Where says in which memory a buffer is while it is filled.
type Where uint8

// The places of buffers.
const (
	InHost   Where = iota // memory of the host
	InDevice              // memory of the device that runs the UDF, which for CPUs is that of the host
)

// String returns "host" or "device".
func (w Where) String() string {
	if w > InDevice {
		return fmt.Sprintf("Where(%d)", uint8(w))
	}
	return [...]string{"host", "device"}[w]
}

// Nav declares a buffer with one entry per scan position.
func Nav(dtype ndarray.DType, extra ...int) Buffer {
	return Buffer{Kind: KindNav, DType: dtype, Extra: extra}
}

// Sig declares a buffer with one entry per detector pixel, for the whole scan.
func Sig(dtype ndarray.DType, extra ...int) Buffer {
	return Buffer{Kind: KindSig, DType: dtype, Extra: extra}
}

// Single declares a buffer with one entry for the whole scan. Without extra
// its shape is (1,).
func Single(dtype ndarray.DType, extra ...int) Buffer {
	return Buffer{Kind: KindSingle, DType: dtype, Extra: extra}
}

// Private returns the buffer as one that is used while processing and in
// Results but is not a result.
func (b Buffer) Private() Buffer { b.Use = Private; return b }

// ResultOnly returns the buffer as one that Results must supply.
func (b Buffer) ResultOnly() Buffer { b.Use = ResultOnly; return b }

// OnDevice returns the buffer as one that is filled in the memory of the device
// that runs the UDF. Merging happens in memory of the host, and results are the
// same wherever buffers were.
func (b Buffer) OnDevice() Buffer { b.Where = InDevice; return b }

// shape returns the shape of the storage for that many frames.
func (b Buffer) shape(frames int, sig []int) []int {
	switch b.Kind {
	case KindNav:
		return append([]int{frames}, b.Extra...)
	case KindSig:
		return append(append([]int(nil), sig...), b.Extra...)
	}
	if len(b.Extra) == 0 {
		return []int{1}
	}
	return append([]int(nil), b.Extra...)
}

// Shape returns the shape of the finished result over nav scan positions.
func (b Buffer) Shape(nav, sig []int) []int {
	if b.Kind == KindNav {
		return append(append([]int(nil), nav...), b.Extra...)
	}
	return b.shape(0, sig)
}

// ElementBytes returns what an element takes: of Object the interface, without
// what it holds.
func (b Buffer) ElementBytes() int {
	if b.DType == ndarray.Object {
		return 16
	}
	return b.DType.Size()
}

// A Decl is a named buffer declaration.
type Decl struct {
	Name string
	Buffer
}

// declare returns the UDF's buffers in alphabetical order after checking them.
func declare(name string, u UDF, m Meta) ([]Decl, error) {
	buffers := u.Buffers(m)
	decls := make([]Decl, 0, len(buffers))
	for _, n := range sortedKeys(buffers) {
		d := Decl{Name: n, Buffer: buffers[n]}
		if err := d.check(name); err != nil {
			return nil, err
		}
		decls = append(decls, d)
	}
	return decls, nil
}

func (d Decl) check(udf string) error {
	fail := func(got, want string) error {
		return &BufferError{UDF: udf, Buffer: d.Name, Got: got, Want: want}
	}
	switch {
	case !identifier(d.Name):
		return fail(fmt.Sprintf("name %q", d.Name), "an identifier that does not start with an underscore")
	case d.Kind < KindNav || d.Kind > KindSingle:
		return fail("unknown kind "+d.Kind.String(), "nav, sig or single")
	case !d.DType.Valid():
		return fail("dtype "+d.DType.String(), "one of the named dtypes")
	case d.Use > ResultOnly:
		return fail(fmt.Sprintf("use %d", d.Use), "everywhere, private or result-only")
	case d.Where > InDevice:
		return fail(d.Where.String(), "host or device")
	}
	if _, err := ndarray.CheckShape(d.DType, d.Extra); err != nil {
		return fail(fmt.Sprintf("extra shape %s", wording.Shape(d.Extra)), "extents that fit memory")
	}
	return nil
}

func identifier(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return false
		}
	}
	return s != ""
}
