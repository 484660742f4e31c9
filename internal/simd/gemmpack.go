package simd

// pack copies n vectors of k elements to panels: element p of the vector j is
// src[at+j*step+p*next], and goes to place p*width+j of a panel as wide as
// one of the sizes. What the last panel has too much is zero.
func (g *gemmKernels[T]) pack(to *[]T, src []T, at, step, next, n, k int, sizes []int) []T {
	dst := grown(to, (n+sizes[0])*k)
	rows := k
	if step == 1 {
		rows = packRows
	}
	for p := 0; p < k; p += rows {
		some := min(rows, k-p)
		for j := 0; j < n; {
			width := sizes[fitting(sizes, n-j)]
			g.packPanel(dst[j*k+p*width:][:some*width], src, at+j*step+p*next, step, next, min(width, n-j), width, some)
			j += width
		}
	}
	return dst
}

// packRows are the rows that are read side by side: as many streams as
// processors fetch ahead.
const packRows = 16

func (g *gemmKernels[T]) packPanel(dst, src []T, at, step, next, n, width, k int) {
	along := g.along[width]
	switch {
	case n == width && step == 1 && along != nil:
		along(&dst[0], &src[at], next, k)
	case n == width && next == 1 && g.across != nil && k >= g.quantum:
		body := k - k%g.quantum
		g.across(&dst[0], width, &src[at], step, body, width/g.group)
		packLoop(dst[body*width:], src, at+body, step, next, n, width, k-body)
	default:
		packLoop(dst, src, at, step, next, n, width, k)
	}
}

// packLoop packs a panel of any strides.
func packLoop[T any](dst, src []T, at, step, next, n, width, k int) {
	for p := range k {
		row, from := dst[p*width:][:width], at+p*next
		for j := range row[:n] {
			row[j] = src[from]
			from += step
		}
		clear(row[n:])
	}
}
