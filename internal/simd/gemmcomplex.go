package simd

import "unsafe"

// GemmC64 is [GemmF32] for complex numbers, as four products of real matrices.
// The error of each part is below (520+k/128)·eps·Σ|a·b|.
func GemmC64(dst []complex64, ldd int, a, b Strided[complex64], m, n, k int) {
	if byLibrary(func(l *Library) productOf[complex64] { return l.C64 }, dst, ldd, a, b, m, n, k) {
		return
	}
	active.products().f32.complexProduct(partsOf[float32](dst), ldd, pairsOf[float32](a), pairsOf[float32](b), m, n, k)
}

// GemmC128 is [GemmF64] for complex numbers, with the error of [GemmC64].
func GemmC128(dst []complex128, ldd int, a, b Strided[complex128], m, n, k int) {
	if byLibrary(func(l *Library) productOf[complex128] { return l.C128 }, dst, ldd, a, b, m, n, k) {
		return
	}
	active.products().f64.complexProduct(partsOf[float64](dst), ldd, pairsOf[float64](a), pairsOf[float64](b), m, n, k)
}

// partsOf returns the memory of complex numbers as parts, of which T is the
// type.
func partsOf[T float32 | float64, C complex64 | complex128](s []C) []T {
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(s))), 2*len(s))
}

// pairsOf returns a matrix of the parts: the real one of element (i, j) is
// element (i, j) of it, and the imaginary one lies behind.
func pairsOf[T float32 | float64, C complex64 | complex128](s Strided[C]) Strided[T] {
	return Strided[T]{partsOf[T](s.Data), 2 * s.At, 2 * s.Row, 2 * s.Col}
}

// complexProduct walks over blocks as blocks does.
func (g *gemmKernels[T]) complexProduct(c []T, ldc int, a, b Strided[T], m, n, k int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	a.holds(m, k)
	b.holds(k, n)
	c = c[:2*((m-1)*ldc+n)]
	if m*n*k <= gemmTiny {
		complexLoop(c, ldc, a, b, m, n, k)
		return
	}
	s := g.pool.Get().(*gemmScratch[T])
	parts := (k + gemmDepth - 1) / gemmDepth
	for part, p := 0, 0; part < parts; part++ {
		depth := (k - p) / (parts - part)
		for j := 0; j < n; j += gemmCols / 2 {
			width := min(gemmCols/2, n-j)
			right := g.packParts(s, &s.b, &s.b2, b.T(), j, p, width, depth, g.cols)
			for i := 0; i < m; i += gemmRows {
				height := min(gemmRows, m-i)
				left := g.packParts(s, &s.a, &s.a2, a, i, p, height, depth, g.rows)
				g.complexBlock(c[2*(i*ldc+j):], ldc, left, right, height, width, depth, s)
			}
		}
		p += depth
	}
	g.pool.Put(s)
}

// complexLoop is the definition.
func complexLoop[T float32 | float64](c []T, ldc int, a, b Strided[T], m, n, k int) {
	for i := range m {
		row := c[2*i*ldc:][:2*n]
		for p := range k {
			at := a.At + i*a.Row + p*a.Col
			re, im := a.Data[at], a.Data[at+1]
			for j := range n {
				with := b.At + p*b.Row + j*b.Col
				x, y := b.Data[with], b.Data[with+1]
				row[2*j] += re*x - im*y
				row[2*j+1] += re*y + im*x
			}
		}
	}
}

// packParts packs real and imaginary parts of n vectors, from the i-th row on,
// of k elements, from column p on.
func (g *gemmKernels[T]) packParts(s *gemmScratch[T], to, to2 *[]T, m Strided[T], i, p, n, k int, sizes []int) [2][]T {
	re, im := grown(&s.plane, n*k), grown(&s.plane2, n*k)
	at, step, next := m.At+i*m.Row+p*m.Col, k, 1
	switch {
	case m.Col == 2:
		for r := range n {
			SplitPairs(re[r*k:][:k], im[r*k:][:k], m.Data[at+r*m.Row:])
		}
	case m.Row == 2:
		step, next = 1, n
		for q := range k {
			SplitPairs(re[q*n:][:n], im[q*n:][:n], m.Data[at+q*m.Col:])
		}
	default:
		for r := range n {
			for q := range k {
				from := at + r*m.Row + q*m.Col
				re[r*k+q], im[r*k+q] = m.Data[from], m.Data[from+1]
			}
		}
	}
	return [2][]T{g.pack(to, re, 0, step, next, n, k, sizes), g.pack(to2, im, 0, step, next, n, k, sizes)}
}

// complexBlock multiplies a block, tile by tile: with left parts a, b and right
// parts c, d it adds ac - bd and ad + bc.
func (g *gemmKernels[T]) complexBlock(c []T, ldc int, left, right [2][]T, height, width, depth int, s *gemmScratch[T]) {
	for j := 0; j < width; {
		col := fitting(g.cols, width-j)
		w := g.cols[col]
		for i := 0; i < height; {
			row := fitting(g.rows, height-i)
			h := g.rows[row]
			tile := g.tile[row][col]
			t := grown(&s.tile, 3*h*w)
			clear(t)
			re, less, im := t[:h*w], t[h*w:2*h*w], t[2*h*w:]
			p, q, x, y := &left[0][i*depth], &left[1][i*depth], &right[0][j*depth], &right[1][j*depth]
			tile(&re[0], w, p, x, w, depth)
			tile(&less[0], w, q, y, w, depth)
			tile(&im[0], w, p, y, w, depth)
			tile(&im[0], w, q, x, w, depth)
			for r := range min(h, height-i) {
				g.addRow(c[2*((i+r)*ldc+j):], re[r*w:], less[r*w:], im[r*w:], min(w, width-j))
			}
			i += h
		}
		j += w
	}
}

// addRow adds n complex numbers.
func (g *gemmKernels[T]) addRow(c, re, less, im []T, n int) {
	body := 0
	if g.addPairs != nil {
		body = n - n%g.quantum
	}
	if body > 0 {
		g.addPairs(&c[0], &re[0], &less[0], &im[0], body)
	}
	for i := body; i < n; i++ {
		c[2*i] += re[i] - less[i]
		c[2*i+1] += im[i]
	}
}
