package ndarray_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// npyFile returns a file with the given version and header text.
func npyFile(version byte, text string, data ...byte) []byte {
	b := append([]byte("\x93NUMPY"), version, 0)
	if version == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	}
	return append(append(b, text...), data...)
}

func TestWrittenFilesReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawView(t, rapid.SampledFrom(numeric).Draw(t, "dtype"))
		var file bytes.Buffer
		require.NoError(t, ndarray.WriteNPY(&file, a))
		h, err := ndarray.ReadHeader(bytes.NewReader(file.Bytes()))
		require.NoError(t, err)
		require.Zero(t, h.Offset%64)
		require.Equal(t, int64(file.Len()), h.Offset+h.NBytes())
		require.False(t, h.Fortran)
		back, err := ndarray.ReadNPY(iotest.OneByteReader(&file))
		require.NoError(t, err)
		require.True(t, ndarray.Identical(a, back))
	})
}

func TestAllVersionsOrdersAndTypesAreRead(t *testing.T) {
	for _, version := range []byte{1, 2, 3} {
		for _, order := range []ndarray.ByteOrder{ndarray.LittleEndian, ndarray.BigEndian} {
			for _, fortran := range []bool{false, true} {
				for _, d := range numeric {
					a := arange(d, 2, 3)
					stored, code := a, d.Code('<')
					if order == ndarray.BigEndian {
						code = d.Code('>')
					}
					if fortran {
						stored = must(a.Transpose())
					}
					text := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (2, 3), }\n", code, map[bool]string{true: "True", false: "False"}[fortran])
					file := npyFile(version, text, must(ndarray.EncodeBytes(nil, stored, order))...)
					back, err := ndarray.ReadNPY(bytes.NewReader(file))
					require.NoError(t, err, text)
					require.True(t, ndarray.Identical(a, back), text)
					if fortran {
						require.Equal(t, []int{1, 2}, back.Strides())
					}
				}
			}
		}
	}
}

func TestUnusualHeadersOfOtherWritersAreRead(t *testing.T) {
	for text, shape := range map[string][]int{
		`{"descr": "<u2", "fortran_order": False, "shape": (3,)}`:                       {3},
		"{'shape': (2L, 3L), 'descr': 'u2', 'fortran_order': False}   \n":               {2, 3},
		"{'descr':'=u2','fortran_order':True,'shape':()}":                               {},
		"  { 'descr' : '<u2' , 'fortran_order' : False , 'shape' : ( 4 , 1 , ) , }\t\n": {4, 1},
		"{'descr': '<u2', 'fortran_order': False, 'shape': (0, 99999999999)}":           {0, 99999999999},
	} {
		h, err := ndarray.ReadHeader(bytes.NewReader(npyFile(1, text)))
		require.NoError(t, err, text)
		require.Equal(t, shape, h.Shape)
		require.Equal(t, ndarray.Uint16, h.DType)
		require.Equal(t, int64(10+len(text)), h.Offset)
	}
}

func TestDamagedHeadersAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"": `want "{"`,
		"{'descr': '<u2', 'fortran_order': False}":                                             "has 2 keys",
		"{'descr': '<u2', 'descr': '<u4', 'fortran_order': False, 'shape': ()}":                `"descr" appears twice`,
		"{'descr': '<u2', 'fortran_order': False, 'shape': (), 'x': 1}":                        `unknown key "x"`,
		"{'descr': '<u2', 'fortran_order': 1, 'shape': ()}":                                    `want "False"`,
		"{'descr': '<u2', 'fortran_order': False, 'shape': (3)}":                               "shape is no tuple",
		"{'descr': '<u2', 'fortran_order': False, 'shape': 3}":                                 `want "("`,
		"{'descr': '<u2', 'fortran_order': False, 'shape': [3]}":                               `want "("`,
		"{'descr': '<u2', 'fortran_order': False, 'shape': (-3,)}":                             "want an extent",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (1e3,)}":                            "shape is no tuple",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (3,":                                "want an extent",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (99999999999999999999,)}":           "want an extent",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (4611686018427387904, 4)}":          "address space",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (" + strings.Repeat("1,", 65) + ")": "more than 64 axes",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (3,)} + [1]":                        "behind the dictionary",
		"{'descr': '<u2', 'fortran_order': False, 'shape': (3,)":                               `want "}"`,
		"{'descr': '<u\\x32', 'fortran_order': False, 'shape': (3,)}":                          "does not end",
		"{'descr': '<u2, 'fortran_order': False, 'shape': (3,)}":                               "want",
		"{'descr": "does not end",
		"{,}":     "want a string",
	} {
		_, err := ndarray.ReadHeader(bytes.NewReader(npyFile(1, text)))
		var bad *ndarray.HeaderError
		require.Error(t, err, text)
		if !errors.As(err, new(*ndarray.DTypeError)) {
			require.ErrorAs(t, err, &bad, text)
			require.ErrorContains(t, err, want, text)
		}
	}
}

func TestForeignElementTypesAreTypedErrors(t *testing.T) {
	header := func(descr string) error {
		_, err := ndarray.ReadHeader(bytes.NewReader(npyFile(1, "{'descr': "+descr+", 'fortran_order': False, 'shape': (3,)}")))
		return err
	}
	require.ErrorIs(t, header("[('x', '<f4'), ('y', '<f4')]"), ndarray.ErrStructured)
	require.ErrorIs(t, header("'|V8'"), ndarray.ErrStructured)
	require.ErrorIs(t, header("('<f4', (2,))"), ndarray.ErrStructured)
	require.ErrorIs(t, header("'|O'"), ndarray.ErrObjects)
	require.ErrorIs(t, header("'O'"), ndarray.ErrObjects)
	for _, descr := range []string{"'<U5'", "'<M8[s]'", "'<f3'", "''", "'float32'", "'object'", "'<i16'"} {
		var bad *ndarray.DTypeError
		require.ErrorAs(t, header(descr), &bad, descr)
	}
}

func TestPrefixesOfAFileAreRefused(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, ndarray.WriteNPY(&file, arange(ndarray.Uint32, 5)))
	for n := range file.Len() {
		_, err := ndarray.ReadNPY(bytes.NewReader(file.Bytes()[:n]))
		if n < 128 {
			var bad *ndarray.HeaderError
			require.ErrorAs(t, err, &bad, n)
		} else {
			require.Equal(t, &ndarray.TruncatedError{Got: int64(n - 128), Want: 20}, err)
		}
	}
	_, err := ndarray.ReadNPY(bytes.NewReader([]byte("\x89PNG\r\n\x1a\n")))
	require.ErrorContains(t, err, `starts with "\x89PNG\r\n"`)
	_, err = ndarray.ReadHeader(bytes.NewReader([]byte("\x93NUMPY\x04\x00")))
	require.EqualError(t, err, "ndarray: npy header: version 4, want 1, 2 or 3")
	_, err = ndarray.ReadHeader(bytes.NewReader(npyFile(2, strings.Repeat(" ", 20000))))
	require.ErrorContains(t, err, "more than 10000 bytes")
	broken := errors.New("broken")
	_, err = ndarray.ReadNPY(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

// TestHugePromisesCostNothing reads a header that promises terabytes.
func TestHugePromisesCostNothing(t *testing.T) {
	text := "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000)}"
	file := npyFile(1, text, 1, 2, 3)
	_, err := ndarray.ReadNPY(bytes.NewReader(file))
	require.Equal(t, &ndarray.TruncatedError{Got: 3, Want: 8e12}, err)
	path := filepath.Join(t.TempDir(), "huge.npy")
	require.NoError(t, os.WriteFile(path, file, 0o600))
	_, err = ndarray.LoadNPY(path)
	var short *ndarray.TruncatedError
	require.ErrorAs(t, err, &short)
	require.ErrorContains(t, err, "ends after 3 bytes, want 8000000000000: "+path)
}

func TestLargeArraysAreReadInGrowingPieces(t *testing.T) {
	a := arange(ndarray.Uint16, 3, 700_001)
	var file bytes.Buffer
	require.NoError(t, ndarray.WriteNPY(&file, a))
	back, err := ndarray.ReadNPY(&file)
	require.NoError(t, err)
	require.True(t, ndarray.Identical(a, back))
}

func TestHeadersCanBeWrittenAlone(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, ndarray.WriteHeader(&file, ndarray.Uint16, 2, 3))
	h, err := ndarray.ReadHeader(&file)
	require.NoError(t, err)
	require.Equal(t, ndarray.Header{DType: ndarray.Uint16, Shape: []int{2, 3}, Offset: 128}, h)
	require.Error(t, ndarray.WriteHeader(&file, ndarray.Object, 2))
	require.Error(t, ndarray.WriteHeader(&file, ndarray.Int8, -2))
}

func TestSavedFilesAppearComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.npy")
	require.NoError(t, ndarray.SaveNPY(path, arange(ndarray.Int16, 3)))
	a := arange(ndarray.Float32, 4, 5)
	require.NoError(t, ndarray.SaveNPY(path, a))
	back, err := ndarray.LoadNPY(path)
	require.NoError(t, err)
	require.True(t, ndarray.Identical(a, back))
	require.Error(t, ndarray.SaveNPY(path, ndarray.New(ndarray.Object, 1)))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file is left behind")
	back, err = ndarray.LoadNPY(path)
	require.NoError(t, err)
	require.True(t, ndarray.Identical(a, back), "a failed save leaves the old file")
	_, err = ndarray.LoadNPY(filepath.Join(dir, "none.npy"))
	require.ErrorIs(t, err, os.ErrNotExist)
	require.Error(t, ndarray.SaveNPY(filepath.Join(dir, "no", "a.npy"), a))
}

func TestArchivesHoldNamedArrays(t *testing.T) {
	members := []ndarray.Member{{"b", arange(ndarray.Uint8, 1000)}, {"a", must(arange(ndarray.Float64, 3, 4).Transpose())}}
	for _, compress := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "x.npz")
		require.NoError(t, ndarray.SaveNPZ(path, members, compress))
		z, err := ndarray.OpenNPZ(path)
		require.NoError(t, err)
		require.Equal(t, []string{"b", "a"}, z.Names())
		h, err := z.Header("a")
		require.NoError(t, err)
		require.Equal(t, []int{4, 3}, h.Shape)
		for _, m := range members {
			a, err := z.Load(m.Name)
			require.NoError(t, err)
			require.True(t, ndarray.Identical(m.Array, a))
		}
		_, err = z.Load("c")
		require.EqualError(t, err, `ndarray: npz has no member "c", only ["b" "a"]`)
		require.NoError(t, z.Close())
		a, err := ndarray.LoadNPZ(path, "a.npy")
		require.NoError(t, err)
		require.True(t, ndarray.Identical(members[1].Array, a))
	}
	require.ErrorContains(t, ndarray.WriteNPZ(io.Discard, append(members, members[0]), false), `"b" appears twice`)
	require.ErrorContains(t, ndarray.WriteNPZ(io.Discard, []ndarray.Member{{"o", ndarray.New(ndarray.Object)}}, false), `"o"`)
}

func TestDamagedArchivesAreRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.npz")
	require.NoError(t, ndarray.SaveNPZ(path, []ndarray.Member{{"a", arange(ndarray.Uint8, 1000)}}, false))
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	file[500] ^= 1 // one bit of an element
	require.NoError(t, os.WriteFile(path, file, 0o600))
	_, err = ndarray.LoadNPZ(path, "a")
	require.ErrorContains(t, err, `member "a": zip: checksum error`)
	require.NoError(t, os.WriteFile(path, file[:600], 0o600))
	_, err = ndarray.OpenNPZ(path)
	require.ErrorContains(t, err, path)
	_, err = ndarray.OpenNPZ(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
