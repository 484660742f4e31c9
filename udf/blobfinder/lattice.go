package blobfinder

import (
	"math"

	"github.com/gloam-go/gloam/udf"
)

// A lattice is a position and two vectors, all (y, x).
type lattice struct{ zero, a, b [2]float64 }

// at returns the position with the given indices.
func (l lattice) at(i [2]float64) (y, x float64) {
	return l.zero[0] + i[0]*l.a[0] + i[1]*l.b[0], l.zero[1] + i[0]*l.a[1] + i[1]*l.b[1]
}

// indices returns the indices of a position.
func (l lattice) indices(y, x float64) [2]float64 {
	y, x = y-l.zero[0], x-l.zero[1]
	det := l.a[0]*l.b[1] - l.a[1]*l.b[0]
	return [2]float64{(y*l.b[1] - x*l.b[0]) / det, (l.a[0]*x - l.a[1]*y) / det}
}

// none is the lattice of frames that none fits.
func none() lattice {
	n := math.NaN()
	return lattice{[2]float64{n, n}, [2]float64{n, n}, [2]float64{n, n}}
}

// A Matcher says which peaks belong to a lattice. Zero fields take their
// defaults.
type Matcher struct {
	Tolerance float64 `udf:"tolerance" doc:"largest distance in pixels from the lattice (3)"`
	MinWeight float64 `udf:"min_weight" doc:"smallest elevation of a peak that counts (0.1)"`
	MinMatch  int     `udf:"min_match" doc:"smallest number of peaks that make a lattice (3)"`
}

func (m Matcher) complete() (Matcher, error) {
	if m.Tolerance == 0 {
		m.Tolerance = 3
	}
	if m.MinWeight == 0 {
		m.MinWeight = 0.1
	}
	if m.MinMatch == 0 {
		m.MinMatch = 3
	}
	if !(m.Tolerance > 0) || math.IsNaN(m.MinWeight) || m.MinMatch < 3 {
		return m, udf.BadValue("matcher", "more than 0, a number, and at least 3", "tolerance %g, weight %g and %d peaks", m.Tolerance, m.MinWeight, m.MinMatch)
	}
	return m, nil
}

// A fit is a lattice for the peaks of one frame. Its slices are reused.
type fit struct {
	lattice  lattice
	indices  [][2]float64
	selected []bool
	error    float64
}

// fast fits to the peaks that are high enough and near enough to start. It
// matches twice, because a better lattice may have more peaks.
func (m Matcher) fast(f *fit, start lattice, refined, elevation []float32) {
	f.lattice = start
	for range 2 {
		if f.match(m, refined, elevation) < m.MinMatch || !f.solve(refined, elevation) {
			f.fail()
			return
		}
	}
	f.measure(refined, elevation)
}

// affine fits to all peaks with the given indices.
func (f *fit) affine(indices [][2]int, refined, elevation []float32) {
	f.reset(len(elevation))
	for i, at := range indices {
		f.selected[i] = true
		f.indices[i] = [2]float64{float64(at[0]), float64(at[1])}
	}
	if !f.solve(refined, elevation) {
		f.fail()
		return
	}
	f.measure(refined, elevation)
}

func (f *fit) reset(n int) {
	if len(f.selected) != n {
		f.selected, f.indices = make([]bool, n), make([][2]float64, n)
	}
}

func (f *fit) fail() {
	f.lattice, f.error = none(), math.Inf(1)
	clear(f.selected)
}

// match selects peaks near the lattice and returns how many there are. The
// distance is counted along the vectors and shrinks with the root of the index
// where the peak is, because errors of the vectors grow with it.
func (f *fit) match(m Matcher, refined, elevation []float32) int {
	f.reset(len(elevation))
	la, lb := math.Hypot(f.lattice.a[0], f.lattice.a[1]), math.Hypot(f.lattice.b[0], f.lattice.b[1])
	n := 0
	for i, e := range elevation {
		at := f.lattice.indices(float64(refined[2*i]), float64(refined[2*i+1]))
		near := [2]float64{math.RoundToEven(at[0]), math.RoundToEven(at[1])}
		da := math.Abs(at[0]-near[0]) * la / math.Sqrt(max(1, math.Abs(at[0])))
		db := math.Abs(at[1]-near[1]) * lb / math.Sqrt(max(1, math.Abs(at[1])))
		f.indices[i] = near
		f.selected[i] = float64(e) >= m.MinWeight && math.Hypot(da, db) < m.Tolerance
		if f.selected[i] {
			n++
		}
	}
	return n
}

// solve fits the lattice to the selected peaks, weighted by elevation, and
// reports whether they determine it.
func (f *fit) solve(refined, elevation []float32) bool {
	var n [3][5]float64 // normal equations: matrix, then right-hand sides y and x
	for i, sel := range f.selected {
		if !sel {
			continue
		}
		w := float64(elevation[i])
		row := [5]float64{1, f.indices[i][0], f.indices[i][1], float64(refined[2*i]), float64(refined[2*i+1])}
		for r := range 3 {
			for c := range 5 {
				n[r][c] += w * row[r] * row[c]
			}
		}
	}
	if !eliminate(&n) {
		return false
	}
	f.lattice = lattice{[2]float64{n[0][3], n[0][4]}, [2]float64{n[1][3], n[1][4]}, [2]float64{n[2][3], n[2][4]}}
	return true
}

// eliminate solves three equations by Gauss and Jordan with pivots. It reports
// whether they are independent.
func eliminate(n *[3][5]float64) bool {
	scale := n[0][0] + n[1][1] + n[2][2]
	for c := range 3 {
		pivot := c
		for r := c + 1; r < 3; r++ {
			if math.Abs(n[r][c]) > math.Abs(n[pivot][c]) {
				pivot = r
			}
		}
		n[c], n[pivot] = n[pivot], n[c]
		if !(math.Abs(n[c][c]) > 1e-12*scale) {
			return false
		}
		for r := range 3 {
			if r == c {
				continue
			}
			factor := n[r][c] / n[c][c]
			for k := c; k < 5; k++ {
				n[r][k] -= factor * n[c][k]
			}
		}
	}
	for r := range 3 {
		n[r][3], n[r][4] = n[r][3]/n[r][r], n[r][4]/n[r][r]
	}
	return true
}

// measure sets the error: the mean distance of the selected peaks from the
// lattice, weighted by elevation.
func (f *fit) measure(refined, elevation []float32) {
	var sum, weight float64
	for i, sel := range f.selected {
		if !sel {
			continue
		}
		y, x := f.lattice.at(f.indices[i])
		e := float64(elevation[i])
		sum += e * math.Hypot(float64(refined[2*i])-y, float64(refined[2*i+1])-x)
		weight += e
	}
	f.error = sum / weight
	if weight == 0 {
		f.error = math.Inf(1)
	}
}
