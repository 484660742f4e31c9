package stdudf

import "github.com/gloam-go/gloam/arrays/ndarray"

// A sparseKernel adds the products of the frames of a tile with sparse masks
// in the tile's pixels to out, of shape (frames, masks). Pixels that no mask
// has are not looked at.
type sparseKernel func(out, tile *ndarray.Array, m SparseMasks) error

var sparseProducts = map[pair]sparseKernel{
	{ndarray.Float32, ndarray.Uint8}:   sparseRows[float32, uint8],
	{ndarray.Float32, ndarray.Uint16}:  sparseRows[float32, uint16],
	{ndarray.Float32, ndarray.Float32}: sparseRows[float32, float32],
	{ndarray.Float64, ndarray.Float64}: sparseRows[float64, float64],
}

// A gather of one pixel costs about as much as 48 pixels of the dense kernels,
// which read whole vectors.
const sparseBelow = 1.0 / 48

func sparseRows[D float32 | float64, S uint8 | uint16 | float32 | float64](out, tile *ndarray.Array, m SparseMasks) error {
	o, err := ndarray.Values[D](out)
	if err != nil {
		return err
	}
	frames, err := ndarray.Backing[S](tile)
	if err != nil {
		return err
	}
	values, err := ndarray.Values[D](m.Values)
	if err != nil {
		return err
	}
	n := m.Len()
	for f := range tile.Shape()[0] {
		frame := frames[f*tile.Strides()[0]:]
		for k := range n {
			from, to := m.Start[k], m.Start[k+1]
			o[f*n+k] += gathered(frame, m.Index[from:to], values[from:to])
		}
	}
	return nil
}

// gathered is the sum of values times the pixels at index, in four lanes.
func gathered[D float32 | float64, S uint8 | uint16 | float32 | float64](frame []S, index []int, values []D) D {
	var a, b, c, d D
	i := 0
	for ; i+4 <= len(index) && i+4 <= len(values); i += 4 {
		p, v := index[i:i+4:i+4], values[i:i+4:i+4]
		a += D(frame[p[0]]) * v[0]
		b += D(frame[p[1]]) * v[1]
		c += D(frame[p[2]]) * v[2]
		d += D(frame[p[3]]) * v[3]
	}
	for ; i < len(index) && i < len(values); i++ {
		a += D(frame[index[i]]) * values[i]
	}
	return a + b + (c + d)
}

// A movedKernel is a sparseKernel for masks that are moved: pixel (y, x) of the
// masks is pixel (y+dy, x+dx) of the tile, if it has that. at are the pixels of
// the masks.
type movedKernel func(out, tile *ndarray.Array, m SparseMasks, at [][2]int32, dy, dx int) error

var movedProducts = map[pair]movedKernel{
	{ndarray.Float32, ndarray.Uint8}:   movedRows[float32, uint8],
	{ndarray.Float32, ndarray.Uint16}:  movedRows[float32, uint16],
	{ndarray.Float32, ndarray.Float32}: movedRows[float32, float32],
	{ndarray.Float64, ndarray.Float64}: movedRows[float64, float64],
}

func movedRows[D float32 | float64, S uint8 | uint16 | float32 | float64](out, tile *ndarray.Array, m SparseMasks, at [][2]int32, dy, dx int) error {
	o, err := ndarray.Values[D](out)
	if err != nil {
		return err
	}
	frames, err := ndarray.Backing[S](tile)
	if err != nil {
		return err
	}
	values, err := ndarray.Values[D](m.Values)
	if err != nil {
		return err
	}
	n, h, w := m.Len(), tile.Shape()[1], tile.Shape()[2]
	for f := range tile.Shape()[0] {
		frame := frames[f*tile.Strides()[0]:]
		for k := range n {
			from, to := m.Start[k], m.Start[k+1]
			o[f*n+k] += movedSum(frame, at[from:to], values[from:to], h, w, dy, dx)
		}
	}
	return nil
}

func movedSum[D float32 | float64, S uint8 | uint16 | float32 | float64](frame []S, at [][2]int32, values []D, h, w, dy, dx int) (sum D) {
	for i := range min(len(at), len(values)) {
		y, x := int(at[i][0])+dy, int(at[i][1])+dx
		if uint(y) < uint(h) && uint(x) < uint(w) {
			sum += D(frame[y*w+x]) * values[i]
		}
	}
	return sum
}
