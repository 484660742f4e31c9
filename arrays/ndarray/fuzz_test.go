package ndarray_test

import (
	"bytes"
	"testing"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/stretchr/testify/require"
)

// seeds are whole files of all element types and some damaged ones.
func seeds() [][]byte {
	var files [][]byte
	for _, d := range numeric {
		var b bytes.Buffer
		if err := ndarray.WriteNPY(&b, arange(d, 2, 3)); err != nil {
			panic(err)
		}
		files = append(files, b.Bytes(), b.Bytes()[:b.Len()-1])
	}
	return append(files,
		npyFile(2, "{'descr': '>f4', 'fortran_order': True, 'shape': (1, 2), }\n", make([]byte, 8)...),
		npyFile(3, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (), }\n"),
		npyFile(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 1000000000), }"),
		npyFile(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (2L,), }", 0, 7),
	)
}

func FuzzReadHeader(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ndarray.ReadHeader(bytes.NewReader(file))
		if err != nil {
			return
		}
		require.True(t, h.DType.Valid() && h.DType != ndarray.Object)
		require.LessOrEqual(t, h.Offset, int64(len(file)))
		require.GreaterOrEqual(t, h.NBytes(), int64(0))
	})
}

func FuzzReadNPY(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := ndarray.ReadNPY(bytes.NewReader(file))
		if err != nil {
			return
		}
		require.LessOrEqual(t, a.NBytes(), len(file))
		var again bytes.Buffer
		require.NoError(t, ndarray.WriteNPY(&again, a))
		b, err := ndarray.ReadNPY(&again)
		require.NoError(t, err)
		require.True(t, ndarray.Identical(a, b))
	})
}

func FuzzUnmarshalBinary(f *testing.F) {
	for _, d := range numeric {
		f.Add(must(arange(d, 2, 3).MarshalBinary()))
	}
	f.Add([]byte{1, 2, 'f', '8', 2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 2})
	f.Add([]byte{1, 1, 'O', 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var a ndarray.Array
		if a.UnmarshalBinary(data) != nil {
			return
		}
		require.LessOrEqual(t, a.NBytes(), len(data))
		var b ndarray.Array
		require.NoError(t, b.UnmarshalBinary(must(a.MarshalBinary())))
		require.True(t, ndarray.Identical(&a, &b))
	})
}
