package pieces

// A Stretch is the wanted positions along an axis that lie in one chunk.
type Stretch struct {
	First, N int
	To       int // of the first among the wanted ones
}

// Stretches cuts n positions, each step from the one before, at chunks of unit
// positions.
func Stretches(first, n, step, unit int) []Stretch {
	var out []Stretch
	for k := 0; k < n; {
		at := first + k*step
		m := min((at/unit*unit+unit-1-at)/step+1, n-k)
		out = append(out, Stretch{at, m, k})
		k += m
	}
	return out
}
