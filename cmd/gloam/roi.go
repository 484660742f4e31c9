package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/internal/wording"
)

// parseROI reads a region of interest over the scan axes nav: the path of a
// mask in a .npy file, or for each axis a position or a Python slice, such as
// "3,5", "8:24,:" or "-4:,::2". It returns a boolean mask in the shape of nav.
func parseROI(text string, nav []int) (*ndarray.Array, error) {
	if strings.HasSuffix(strings.ToLower(text), ".npy") {
		return loadROI(text, nav)
	}
	parts := strings.Split(text, ",")
	if len(parts) != len(nav) {
		return nil, roiError(text, "got %s, the scan %s has %d", axes(len(parts)), wording.Shape(nav), len(nav))
	}
	picked := make([][]bool, len(nav))
	for axis, p := range parts {
		sel, err := selectAxis(p, nav[axis])
		if err != nil {
			return nil, roiError(text, "%w on axis %d of the scan %s", err, axis, wording.Shape(nav))
		}
		picked[axis] = sel
	}
	mask := outer(picked)
	if !slices.Contains(mask, true) {
		return nil, roiError(text, "selects none of the %d positions of the scan %s", len(mask), wording.Shape(nav))
	}
	return ndarray.FromSlice(mask, nav...)
}

func roiError(text, format string, args ...any) error {
	return fmt.Errorf("--roi %s: "+format, append([]any{text}, args...)...)
}

func axes(n int) string {
	if n == 1 {
		return "1 axis"
	}
	return strconv.Itoa(n) + " axes"
}

func loadROI(path string, nav []int) (*ndarray.Array, error) {
	a, err := ndarray.LoadNPY(path)
	if err != nil {
		return nil, roiError(path, "%w", reason(err))
	}
	flat := a.NDim() == 1 && a.Size() == product(nav)
	if !slices.Equal(a.Shape(), nav) && !flat {
		return nil, roiError(path, "got a mask of shape %s, want the scan's %s", wording.Shape(a.Shape()), wording.Shape(nav))
	}
	mask, err := a.AsType(ndarray.Bool)
	if err != nil {
		return nil, roiError(path, "%w", err)
	}
	sel, err := ndarray.Values[bool](mask.AsContiguous())
	if err != nil {
		return nil, roiError(path, "%w", err)
	}
	if !slices.Contains(sel, true) {
		return nil, roiError(path, "selects none of the %d positions of the scan %s", len(sel), wording.Shape(nav))
	}
	return mask.AsContiguous().Reshape(nav...)
}

// selectAxis reads a position or a slice of one axis.
func selectAxis(text string, n int) ([]bool, error) {
	sel := make([]bool, n)
	fields := strings.Split(strings.TrimSpace(text), ":")
	if len(fields) == 1 {
		i, err := strconv.Atoi(fields[0])
		switch {
		case err != nil:
			return nil, fmt.Errorf("got %q, want a position or from:to", text)
		case i < -n || i >= n:
			return nil, fmt.Errorf("got position %d, want %d to %d", i, -n, n-1)
		}
		sel[(i+n)%n] = true
		return sel, nil
	}
	from, to, step, err := parseSlice(text, fields, n)
	if err != nil {
		return nil, err
	}
	for i := from; i < to; i += step {
		sel[i] = true
	}
	return sel, nil
}

// parseSlice reads from:to or from:to:step with Python's rules.
func parseSlice(text string, fields []string, n int) (from, to, step int, err error) {
	values := [3]int{0, n, 1}
	if len(fields) > 3 {
		return 0, 0, 0, fmt.Errorf("got %q, want from:to or from:to:step", text)
	}
	for i, f := range fields {
		f = strings.TrimSpace(f)
		if f == "" {
			continue
		}
		if values[i], err = strconv.Atoi(f); err != nil {
			return 0, 0, 0, fmt.Errorf("got %q in %q, want a whole number", f, text)
		}
	}
	if values[2] < 1 {
		return 0, 0, 0, fmt.Errorf("got step %d, want at least 1", values[2])
	}
	return clip(values[0], n), clip(values[1], n), values[2], nil
}

// clip brings an end of a slice into the axis; negative ones count from its end.
func clip(i, n int) int {
	if i < 0 {
		i += n
	}
	return max(0, min(i, n))
}

// outer combines the selections of all axes.
func outer(picked [][]bool) []bool {
	mask := []bool{true}
	for _, sel := range picked {
		next := make([]bool, 0, len(mask)*len(sel))
		for _, m := range mask {
			for _, s := range sel {
				next = append(next, m && s)
			}
		}
		mask = next
	}
	return mask
}
