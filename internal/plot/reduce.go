package plot

import "math"

// reduce averages a rows×cols array down to h×w by area. Missing values do not
// count; where they are more than half of the area, so is the result. An array
// that already has the size is returned as it is.
func reduce(data []float64, rows, cols, h, w int) []float64 {
	if rows == h && cols == w {
		return data
	}
	ys, xs := footprints(rows, h), footprints(cols, w)
	out := make([]float64, 0, h*w)
	for _, fy := range ys {
		for _, fx := range xs {
			out = append(out, average(data, cols, fy, fx))
		}
	}
	return out
}

// footprint is what one output pixel covers along one side: the first input
// pixel and the share of each.
type footprint struct {
	first  int
	shares []float64
}

func footprints(n, m int) []footprint {
	out := make([]footprint, m)
	for i := range out {
		// In units of 1/m input pixels all borders are whole numbers.
		from, to := i*n, (i+1)*n
		f := footprint{first: from / m}
		for k := f.first; k*m < to; k++ {
			f.shares = append(f.shares, float64(min(to, (k+1)*m)-max(from, k*m))/float64(m))
		}
		out[i] = f
	}
	return out
}

func average(data []float64, cols int, fy, fx footprint) float64 {
	sum, weight, all := 0.0, 0.0, 0.0
	for i, wy := range fy.shares {
		row := data[(fy.first+i)*cols+fx.first:]
		for j, wx := range fx.shares {
			all += float64(wy * wx)
			if v := row[j]; !math.IsNaN(v) {
				sum += float64(wy * wx * v)
				weight += float64(wy * wx)
			}
		}
	}
	if 2*weight < all {
		return math.NaN()
	}
	return sum / weight
}
