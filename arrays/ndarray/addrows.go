package ndarray

import (
	"fmt"

	"github.com/gloam-go/gloam/internal/wording"
)

// AddsRows reports whether [AddRows] takes a dtype: any of numbers but float16.
func AddsRows(d DType) bool { return rowAdders[d] != nil }

// AddRows adds compressed rows to dst, a contiguous array whose first axis is
// that of the rows: of row r the values number starts[r] to starts[r+1]-1 are
// added to its elements at columns, flattened. Places may repeat; bools are
// joined by or. It panics, like an index expression, if starts go beyond the
// values. A column that no row has is an error; what comes before it has been
// added then.
func AddRows(dst, values *Array, starts []int, columns []int32) error {
	add := rowAdders[values.DType()]
	if add == nil {
		return fmt.Errorf("ndarray: add rows: got values of %s, want numbers, not float16", values.DType())
	}
	if dst.NDim() == 0 || dst.Shape()[0] != len(starts)-1 || values.Size() != len(columns) {
		return fmt.Errorf("ndarray: add rows: got an array of shape %s, %d row starts, %d columns and %d values, want one start more than rows and a column for each value",
			wording.Shape(dst.Shape()), len(starts), len(columns), values.Size())
	}
	return add(dst, values, starts, columns)
}

var rowAdders = map[DType]func(dst, values *Array, starts []int, columns []int32) error{
	Bool: orInRows,
	Int8: addInRows[int8], Int16: addInRows[int16], Int32: addInRows[int32], Int64: addInRows[int64],
	Uint8: addInRows[uint8], Uint16: addInRows[uint16], Uint32: addInRows[uint32], Uint64: addInRows[uint64],
	Float32: addInRows[float32], Float64: addInRows[float64],
	Complex64: addInRows[complex64], Complex128: addInRows[complex128],
}

type rowAddable interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64 | complex64 | complex128
}

func addInRows[T rowAddable](dst, values *Array, starts []int, columns []int32) error {
	return eachOfRows(dst, values, starts, columns, func(row, values []T, columns []int32) int {
		values = values[:len(columns)]
		for i, p := range columns {
			if uint(p) >= uint(len(row)) {
				return i
			}
			row[p] += values[i]
		}
		return len(columns)
	})
}

func orInRows(dst, values *Array, starts []int, columns []int32) error {
	return eachOfRows(dst, values, starts, columns, func(row, values []bool, columns []int32) int {
		for i, p := range columns {
			if uint(p) >= uint(len(row)) {
				return i
			}
			row[p] = row[p] || values[i]
		}
		return len(columns)
	})
}

// eachOfRows hands rows to a function that returns how many values it has taken.
func eachOfRows[T Element](dst, values *Array, starts []int, columns []int32, add func(row, values []T, columns []int32) int) error {
	d, err := Values[T](dst)
	if err != nil {
		return err
	}
	v, err := Values[T](values)
	if err != nil {
		return err
	}
	width := len(d) / max(len(starts)-1, 1)
	for r := range len(starts) - 1 {
		from, to := starts[r], starts[r+1]
		if n := add(d[r*width:][:width], v[from:to], columns[from:to]); from+n < to {
			return fmt.Errorf("ndarray: add rows: got column %d in row %d, want one of %d", columns[from+n], r, width)
		}
	}
	return nil
}
