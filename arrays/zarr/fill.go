package zarr

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// parseFill reads a fill value. The result has no axes, and is nil for zero.
func parseFill(raw json.RawMessage, dtype ndarray.DType) (*ndarray.Array, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	fill := ndarray.New(dtype)
	var err error
	switch dtype.Kind() {
	case ndarray.KindBool:
		var v any
		if err = json.Unmarshal(raw, &v); err == nil {
			err = store(fill, v == true || v == 1.0)
		}
	case ndarray.KindInt:
		err = parseInto[int64](raw, fill)
	case ndarray.KindUint:
		err = parseInto[uint64](raw, fill)
	case ndarray.KindFloat:
		err = parseFloat(raw, fill)
	default:
		err = parseComplex(raw, fill)
	}
	if err != nil {
		return nil, fmt.Errorf("metadata: fill value %.40s of %s: %w", raw, dtype, err)
	}
	if b, err := fill.Bytes(); err == nil && strings.Trim(string(b), "\x00") == "" {
		return nil, nil
	}
	return fill, nil
}

func store[T ndarray.Element](dst *ndarray.Array, v T) error {
	src, err := ndarray.FromSlice([]T{v})
	if err != nil {
		return err
	}
	one, err := src.Index(0, 0)
	if err != nil {
		return err
	}
	return ndarray.CopyInto(dst, one)
}

// parseInto reads an integer, which some writers write as 0.0.
func parseInto[T int64 | uint64](raw json.RawMessage, dst *ndarray.Array) error {
	var v T
	if json.Unmarshal(raw, &v) == nil {
		return store(dst, v)
	}
	var f float64
	if err := json.Unmarshal(raw, &f); err != nil {
		return err
	}
	if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return fmt.Errorf("want an integer")
	}
	return store(dst, T(f))
}

// parseFloat also reads names and, as hexadecimal digits, the bits of a number.
func parseFloat(raw json.RawMessage, dst *ndarray.Array) error {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if digits, ok := strings.CutPrefix(text, "0x"); ok {
			b, err := hex.DecodeString(digits)
			if err != nil {
				return err
			}
			return ndarray.DecodeBytes(dst, b, ndarray.BigEndian)
		}
	}
	f, err := floatOf(raw)
	if err != nil {
		return err
	}
	return store(dst, f)
}

func floatOf(raw json.RawMessage) (float64, error) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return 0, err
	}
	switch v := v.(type) {
	case float64:
		return v, nil
	case string:
		switch v {
		case "NaN":
			return math.Float64frombits(0x7FF8 << 48), nil // as other software writes it
		case "Infinity":
			return math.Inf(1), nil
		case "-Infinity":
			return math.Inf(-1), nil
		}
	}
	return 0, fmt.Errorf("want a number")
}

func parseComplex(raw json.RawMessage, dst *ndarray.Array) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		f, err := floatOf(raw)
		if err != nil {
			return err
		}
		return store(dst, complex(f, 0))
	}
	if len(parts) != 2 {
		return fmt.Errorf("want two parts")
	}
	re, err := floatOf(parts[0])
	if err != nil {
		return err
	}
	im, err := floatOf(parts[1])
	if err != nil {
		return err
	}
	return store(dst, complex(re, im))
}
