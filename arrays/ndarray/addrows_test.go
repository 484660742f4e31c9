package ndarray_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

func ExampleAddRows() {
	frames := ndarray.New(ndarray.Int32, 2, 2, 3)
	values, _ := ndarray.FromSlice([]int32{5, 7, 1, 2})
	// Row 0 has one entry, row 1 three; those at place 4 add up.
	if err := ndarray.AddRows(frames, values, []int{0, 1, 4}, []int32{2, 0, 4, 4}); err != nil {
		fmt.Println(err)
	}
	flat, _ := ndarray.Values[int32](frames)
	fmt.Println(flat)
	// Output:
	// [0 0 5 0 0 0 7 0 0 0 3 0]
}

func TestAddRowsEqualsAddingOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom([]ndarray.DType{
			ndarray.Bool, ndarray.Int8, ndarray.Int16, ndarray.Int32, ndarray.Int64, ndarray.Uint8, ndarray.Uint16, ndarray.Uint32,
			ndarray.Uint64, ndarray.Float32, ndarray.Float64, ndarray.Complex64, ndarray.Complex128,
		}).Draw(t, "dtype")
		require.True(t, ndarray.AddsRows(d))
		rows, width := rapid.IntRange(0, 4).Draw(t, "rows"), rapid.IntRange(1, 5).Draw(t, "width")
		starts, columns, small := []int{0}, []int32{}, []uint8{}
		for range rows {
			for range rapid.IntRange(0, 6).Draw(t, "entries") {
				columns = append(columns, int32(rapid.IntRange(0, width-1).Draw(t, "column")))
				small = append(small, uint8(rapid.IntRange(0, 9).Draw(t, "value")))
			}
			starts = append(starts, len(columns))
		}
		plain, err := ndarray.FromSlice(small)
		require.NoError(t, err)
		values, err := plain.AsType(d)
		require.NoError(t, err)
		want, got := ndarray.New(d, rows, width), ndarray.New(d, rows, width)
		for r := range rows {
			for i := starts[r]; i < starts[r+1]; i++ {
				var at, v ndarray.Array
				row, err := want.Index(0, r)
				require.NoError(t, err)
				at.Window(row, int(columns[i]), 1, false)
				v.Window(values, i, 1, false)
				require.NoError(t, ndarray.AddInto(&at, &v))
			}
		}
		require.NoError(t, ndarray.AddRows(got, values, starts, columns))
		require.Equal(t, want.String(), got.String())
	})
}

func TestAddRowsRefusesWhatDoesNotFit(t *testing.T) {
	dst := ndarray.New(ndarray.Int32, 2, 3)
	one, err := ndarray.FromSlice([]int32{1})
	require.NoError(t, err)
	for _, c := range []struct {
		name    string
		dst     *ndarray.Array
		values  *ndarray.Array
		starts  []int
		columns []int32
		says    string
	}{
		{"no rows", dst, one, []int{0}, []int32{0}, "one start more than rows"},
		{"too few rows", dst, one, []int{0, 1}, []int32{0}, "one start more than rows"},
		{"values", dst, one, []int{0, 1, 1}, nil, "a column for each value"},
		{"beyond the row", dst, one, []int{0, 1, 1}, []int32{3}, "column 3 in row 0, want one of 3"},
		{"before the row", dst, one, []int{0, 0, 1}, []int32{-1}, "column -1 in row 1"},
		{"dtype", dst, ndarray.New(ndarray.Float16, 1), []int{0, 1, 1}, []int32{0}, "float16"},
		{"other dtype", ndarray.New(ndarray.Int64, 2, 3), one, []int{0, 1, 1}, []int32{0}, "int64"},
	} {
		require.ErrorContains(t, ndarray.AddRows(c.dst, c.values, c.starts, c.columns), c.says, c.name)
	}
	require.False(t, ndarray.AddsRows(ndarray.Float16))
}
