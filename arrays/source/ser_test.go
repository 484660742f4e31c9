package source_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/golden"
)

// serFields are what a test says of a TIA series.
type serFields struct {
	version      int // 0: the newer one
	kind         int // of numbers
	shape        []int
	dims         []int // fastest first
	total, valid int
	holes        bool // of different size between elements
	odd          int  // element of another type, if positive
}

var serKinds = map[int]ndarray.DType{
	1: ndarray.Uint8, 2: ndarray.Uint16, 3: ndarray.Uint32, 4: ndarray.Int8, 5: ndarray.Int16, 6: ndarray.Int32,
	7: ndarray.Float32, 8: ndarray.Float64, 9: ndarray.Complex64, 10: ndarray.Complex128,
}

// serFile returns a series with the data of the valid elements.
func serFile(h serFields, data []byte) []byte {
	le := binary.LittleEndian
	if h.version == 0 {
		h.version = 0x220
	}
	offset := func(b []byte, at int) []byte {
		if h.version == 0x210 {
			return le.AppendUint32(b, uint32(at))
		}
		return le.AppendUint64(b, uint64(at))
	}
	kind := uint32(0x4120)
	if len(h.shape) == 2 {
		kind = 0x4122
	}
	b := le.AppendUint16([]byte("II\x97\x01"), uint16(h.version))
	for _, v := range []uint32{kind, 0x4152, uint32(h.total), uint32(h.valid)} {
		b = le.AppendUint32(b, v)
	}
	tableAt := len(b)
	b = le.AppendUint32(offset(b, 0), uint32(len(h.dims)))
	for _, n := range h.dims {
		b = append(le.AppendUint32(b, uint32(n)), make([]byte, 20)...)
		b = append(append(le.AppendUint32(b, 6), "Number"...), 0, 0, 0, 0)
	}
	table := len(b)
	copy(b[tableAt:], offset(nil, table))
	size, at := len(data)/max(1, h.valid), table+len(offset(nil, 0))*2*h.total
	var elements []byte
	for i := range h.valid {
		if h.holes {
			elements = append(elements, make([]byte, i*7%5)...)
		}
		b = offset(b, at+len(elements))
		elements = append(elements, make([]byte, 20*len(h.shape))...)
		elements = le.AppendUint16(elements, uint16(h.kind))
		if h.odd > 0 && i == h.odd {
			elements[len(elements)-2]++
		}
		for k := len(h.shape) - 1; k >= 0; k-- {
			elements = le.AppendUint32(elements, uint32(h.shape[k]))
		}
		elements = append(elements, data[i*size:][:size]...)
		elements = append(elements, make([]byte, 8)...) // tag
	}
	b = append(b, make([]byte, at-len(b))...)
	return append(b, elements...)
}

func TestSERReadsEveryKindOfImagesAndSpectra(t *testing.T) {
	path := filepath.Join(t.TempDir(), "scan.ser")
	rapid.Check(t, func(rt *rapid.T) {
		h := serFields{
			version: rapid.SampledFrom([]int{0x210, 0x220}).Draw(rt, "version"), kind: rapid.IntRange(1, 10).Draw(rt, "kind"),
			shape: rapid.SliceOfN(rapid.IntRange(1, 6), 1, 2).Draw(rt, "shape"), dims: rapid.SliceOfN(rapid.IntRange(1, 4), 0, 2).Draw(rt, "dims"),
			holes: rapid.Bool().Draw(rt, "holes"),
		}
		h.total = product(h.dims)
		h.valid = rapid.IntRange(1, h.total).Draw(rt, "valid")
		d := serKinds[h.kind]
		frame := product(h.shape) * d.Size()
		data := ramp(h.valid * frame)
		require.NoError(rt, os.WriteFile(path, serFile(h, data), 0o600))
		s, err := source.Open(path)
		require.NoError(rt, err)
		nav := slices.Clone(h.dims)
		slices.Reverse(nav)
		if h.total == 1 {
			nav = nil
		}
		require.Equal(rt, slices.Concat(nav, h.shape), s.Info().Shape)
		require.Equal(rt, d, s.Info().DType)
		require.Equal(rt, h.valid, s.Info().Stored)
		want := data
		if len(h.shape) == 2 {
			want = nil
			row := frame / h.shape[0]
			for i := range h.valid {
				for y := range h.shape[0] {
					want = append(want, data[i*frame+(h.shape[0]-1-y)*row:][:row]...)
				}
			}
		}
		require.Equal(rt, plain(want, d, ndarray.LittleEndian), frames(t, path))
		require.Equal(rt, plain(want, d, ndarray.LittleEndian), frames(t, path, source.SigShape(product(h.shape)), source.Buffered()))
	})
}

func TestSERScanOfOtherSizeIsARow(t *testing.T) {
	s, err := source.Open(write(t, "a.ser", serFile(serFields{kind: 2, shape: []int{3, 4}, dims: []int{2, 9}, total: 4, valid: 4}, ramp(96))))
	require.NoError(t, err)
	require.Equal(t, []int{4, 3, 4}, s.Info().Shape)
	require.IsType(t, source.Series{}, s)
	s, err = source.Open(write(t, "a.ser", serFile(serFields{kind: 2, shape: []int{12}, dims: []int{2, 2}, total: 4, valid: 4}, ramp(96))))
	require.NoError(t, err)
	require.IsType(t, source.Raw{}, s)
	_, err = source.Open(s.Info().Path, source.NavShape(5))
	require.ErrorContains(t, err, "needs 5 frames, 4 are stored")
}

func TestSERReportsWhatIsWrong(t *testing.T) {
	good := serFields{kind: 2, shape: []int{3, 4}, dims: []int{2, 2}, total: 4, valid: 4}
	file := func(change func(h *serFields)) []byte {
		h := good
		change(&h)
		return serFile(h, ramp(96))
	}
	patch := func(at int, v ...byte) []byte {
		b := serFile(good, ramp(96))
		copy(b[at:], v)
		return b
	}
	// The header: 22 bytes, an offset of 8, a number, two dimensions of 38; the
	// table of 8 offsets of 8 bytes is at 110, the first element behind it.
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"magic":         {patch(2, 0), `starts with "II\x00\x01", want "II\x97\x01"`},
		"kind of data":  {patch(6, 0), "data of type 0x4100, want 0x4120 or 0x4122"},
		"none":          {file(func(h *serFields) { h.valid = 0 }), "0 elements are valid of 4, want at least 1"},
		"too many":      {patch(18, 5), "5 elements are valid of 4"},
		"dimensions":    {patch(30, 99), "99 dimensions, want up to 8"},
		"description":   {patch(58, 0xff, 0xff, 0xff, 0x7f), "needs at least 2147483709"},
		"table":         {patch(22, 0xff, 0xff), "table of 4 offsets at byte 65535: file has"},
		"no table":      {patch(22, 0, 0, 0, 0, 0, 0, 0, 0xff), "table of 4 offsets at byte -"},
		"element":       {patch(118, 0xff, 0xff, 0xff), "element 1 at byte 16777215: file has"},
		"negative":      {patch(118, 0, 0, 0, 0, 0, 0, 0, 0xff), "element 1 at byte -"},
		"kind":          {file(func(h *serFields) { h.kind = 11 }), "numbers of type 11 at byte 174, want 1 to 10"},
		"shape":         {patch(174+42, 0), "element of shape (3, 0) at byte 174"},
		"other element": {file(func(h *serFields) { h.odd = 3 }), "is (3, 4) of uint32, the first (3, 4) of uint16"},
		"cut":           {patch(0)[:490], "file has 490 bytes, needs at least 494"},
		"short":         {patch(0)[:20], "file has 20 bytes, needs at least 22"},
		"empty":         {nil, "file has 0 bytes, needs at least 4"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Open(write(t, "a.ser", c.file))
			require.ErrorContains(t, err, c.want)
			var fe *source.FormatError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, "ser", fe.Format)
		})
	}
}

func TestReferenceSER(t *testing.T) {
	readouts(t, "ser", func(t *testing.T, a golden.Readout) { requireArray(t, a) })
}

func FuzzSER(f *testing.F) {
	f.Add(serFile(serFields{kind: 2, shape: []int{3, 4}, dims: []int{2}, total: 2, valid: 2}, ramp(48)))
	f.Add(serFile(serFields{version: 0x210, kind: 10, shape: []int{3}, dims: []int{1, 2}, total: 2, valid: 1, holes: true}, ramp(48)))
	f.Fuzz(func(t *testing.T, b []byte) { source.ReadSER(b) })
}
