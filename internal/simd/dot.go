package simd

// DotF32 returns Σ a[i]*b[i] over len(a) elements. Blocks of at most 4096
// products are summed in float32 lanes, their sums in float64: the error is
// below 40·eps·Σ|a·b| with vector kernels and 131·eps·Σ|a·b| without.
func DotF32(a, b []float32) float32 {
	return dot(active.dotF32, a, b)
}

// DotU8F32 is DotF32 for a uint8 frame and a float32 mask.
func DotU8F32(a []uint8, m []float32) float32 {
	return dot(active.dotU8F32, a, m)
}

// DotU16F32 is DotF32 for a uint16 frame and a float32 mask.
func DotU16F32(a []uint16, m []float32) float32 {
	return dot(active.dotU16F32, a, m)
}

func dot[S real](k dotKernel[S, float32], a []S, b []float32) float32 {
	b = b[:len(a)]
	var sum float64
	if k != nil {
		for len(a) >= quantum {
			n := min(maxRun, len(a)&^(quantum-1))
			sum += k(&a[0], &b[0], n)
			a, b = a[n:], b[n:]
		}
	}
	return float32(sum + dotTwin(a, b))
}
