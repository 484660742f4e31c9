package simd

import "sync"

// A Strided is a matrix somewhere in Data: element (i, j) is
// Data[At+i*Row+j*Col]. Strides may be zero or negative.
type Strided[T any] struct {
	Data         []T
	At, Row, Col int
}

// T is the transpose, over the same memory.
func (s Strided[T]) T() Strided[T] { return Strided[T]{s.Data, s.At, s.Col, s.Row} }

// holds panics unless all of the rows × cols elements are in Data.
func (s Strided[T]) holds(rows, cols int) {
	first, last := s.At, s.At
	for _, d := range []int{(rows - 1) * s.Row, (cols - 1) * s.Col} {
		first, last = first+min(d, 0), last+max(d, 0)
	}
	_, _ = s.Data[first], s.Data[last]
}

// GemmF32 adds the product of an m×k and a k×n matrix to dst, whose rows start
// ldd elements apart. Operands of any strides are packed as they are read. Sums
// run over blocks of at most 256 terms, added to dst one after the other, or, for
// at most 32 columns, as those of [MaskProductsF32] do; the error of an element
// is below (260+k/256)·eps·Σ|a·b|. Vector kernels fuse multiplication and
// addition. It takes about 1.5 MiB of pooled scratch memory.
func GemmF32(dst []float32, ldd int, a, b Strided[float32], m, n, k int) {
	if byLibrary(func(l *Library) productOf[float32] { return l.F32 }, dst, ldd, a, b, m, n, k) {
		return
	}
	active.products().f32.multiply(dst, ldd, a, b, m, n, k)
}

// GemmF64 is GemmF32 in float64, with twice the scratch memory.
func GemmF64(dst []float64, ldd int, a, b Strided[float64], m, n, k int) {
	if byLibrary(func(l *Library) productOf[float64] { return l.F64 }, dst, ldd, a, b, m, n, k) {
		return
	}
	active.products().f64.multiply(dst, ldd, a, b, m, n, k)
}

const (
	// gemmDepth bounds the inner dimension of a block: panels of that depth
	// for a tile and its operands share the first-level cache.
	gemmDepth = 256
	// gemmRows × gemmDepth elements of the left matrix stay in the
	// second-level cache; a multiple of every tile's height.
	gemmRows = 120
	// gemmCols bounds the packed block of the right matrix, which is read
	// from the third-level cache; a multiple of every tile's width.
	gemmCols = 1344
	// gemmTiny is the number of multiplications below which packing does not
	// pay.
	gemmTiny = 1024
	// gemmDots is the number of columns up to which products of whole rows
	// are faster, if they are as long as gemmDotLength; the left matrix then
	// is read where it lies.
	gemmDots      = 32
	gemmDotLength = 64
	// gemmDotRows and gemmDotRun bound the scratch memory of products with few
	// columns, in rows of the left matrix and in terms; the latter is a
	// multiple of the blocks of the sums.
	gemmDotRows = 4096
	gemmDotRun  = 16384
)

type (
	// gemmTile adds the product of a packed panel of the left matrix with
	// rows of the right one, ldb apart, to a full tile.
	gemmTile[T any] func(c *T, ldc int, a, b *T, ldb, k int)
	// packAlong copies k rows as wide as the panel.
	packAlong[T any] func(dst, src *T, ld, k int)
	// packAcross turns groups of a few rows of k elements into columns of a
	// panel.
	packAcross[T any] func(dst *T, width int, src *T, ld, k, groups int)
	// pairsAdder adds complex numbers: dst[2i] += re[i]-less[i], dst[2i+1] +=
	// im[i].
	pairsAdder[T any] func(dst, re, less, im *T, n int)
)

// gemmKernels are the products of a level, for one type.
type gemmKernels[T float32 | float64] struct {
	rows, cols []int           // heights and widths of tiles, the largest first
	tile       [][]gemmTile[T] // by their indices
	along      map[int]packAlong[T]
	across     packAcross[T] // nil without vectors
	group      int           // rows of a group
	quantum    int           // its k is a multiple of that
	addPairs   pairsAdder[T] // nil without vectors
	pool       *sync.Pool    // of *gemmScratch[T]
}

// gemmScratch is the memory of one product; the second parts are those of
// complex ones.
type gemmScratch[T any] struct{ a, b, tile, a2, b2, plane, plane2 []T }

// gemmLevel are the products of a level.
type gemmLevel struct {
	f32 gemmKernels[float32]
	f64 gemmKernels[float64]
}

// products are the level's, or else the twins.
func (k *kernels) products() *gemmLevel {
	if k.gemm == nil {
		return gemmTwins
	}
	return k.gemm
}

func (g *gemmKernels[T]) multiply(c []T, ldc int, a, b Strided[T], m, n, k int) {
	if m <= 0 || n <= 0 || k <= 0 {
		return
	}
	a.holds(m, k)
	b.holds(k, n)
	c = c[:(m-1)*ldc+n]
	switch {
	case m*n*k <= gemmTiny:
		gemmLoop(c, ldc, a, b, m, n, k)
	case n <= gemmDots && k >= gemmDotLength && a.Col == 1 && (a.Row >= k || m == 1) && g.across != nil:
		g.dots(c, ldc, a, b, m, n, k)
	case n < g.cols[len(g.cols)-1] && n < m:
		g.narrow(c, ldc, a, b, m, n, k)
	default:
		g.blocks(c, ldc, a, b, m, n, k)
	}
}

// gemmLoop is the definition.
func gemmLoop[T float32 | float64](c []T, ldc int, a, b Strided[T], m, n, k int) {
	for i := range m {
		row := c[i*ldc:][:n]
		for p := range k {
			f, at := a.Data[a.At+i*a.Row+p*a.Col], b.At+p*b.Row
			for j := range row {
				row[j] += f * b.Data[at+j*b.Col]
			}
		}
	}
}

// dots multiplies rows of the left matrix with columns, as frames with masks.
func (g *gemmKernels[T]) dots(c []T, ldc int, a, b Strided[T], m, n, k int) {
	s := g.pool.Get().(*gemmScratch[T])
	for p := 0; p < k; p += gemmDotRun {
		depth := min(gemmDotRun, k-p)
		columns, step := b.Data[b.At+p*b.Row:], b.Col
		if b.Row != 1 || b.Col < k && n > 1 {
			columns, step = grown(&s.b, n*depth), depth
			g.columns(columns, Strided[T]{b.Data, b.At + p*b.Row, b.Row, b.Col}, n, depth)
		}
		for i := 0; i < m; i += gemmDotRows {
			height, left := min(gemmDotRows, m-i), a.Data[a.At+i*a.Row+p:]
			if ldc == n {
				maskProducts(dotsOf[T](), c[i*n:], left, height, a.Row, columns, n, step, depth)
				continue
			}
			t := grown(&s.tile, height*n)
			clear(t)
			maskProducts(dotsOf[T](), t, left, height, a.Row, columns, n, step, depth)
			for r := range height {
				addTo(c[(i+r)*ldc:], t[r*n:][:n], 1)
			}
		}
	}
	g.pool.Put(s)
}

// addTo adds every step-th element of src to dst.
func addTo[T float32 | float64](dst, src []T, step int) {
	for i := 0; i*step < len(src); i++ {
		dst[i] += src[i*step]
	}
}

// columns copies the columns of a matrix to rows.
func (g *gemmKernels[T]) columns(dst []T, b Strided[T], n, k int) {
	if b.Col == 1 && b.Row >= n {
		Transpose(dst, k, b.Data[b.At:], b.Row, k, n)
		return
	}
	for j := range n {
		at := b.At + j*b.Col
		for p := range dst[j*k:][:k] {
			dst[j*k+p] = b.Data[at+p*b.Row]
		}
	}
}

// dotsOf are the products of frames and masks of one type.
func dotsOf[T Float]() *maskTiles[T, T] {
	if k, ok := any(&active.masksF32).(*maskTiles[T, T]); ok {
		return k
	}
	return any(&active.masksF64).(*maskTiles[T, T])
}

// narrow computes the transpose of a product of few columns, which are less
// than a tile's width, and adds it.
func (g *gemmKernels[T]) narrow(c []T, ldc int, a, b Strided[T], m, n, k int) {
	s := g.pool.Get().(*gemmScratch[T])
	for i := 0; i < m; i += gemmDotRows {
		height := min(gemmDotRows, m-i)
		t := grown(&s.tile, n*height)
		clear(t)
		g.blocks(t, height, b.T(), Strided[T]{a.Data, a.At + i*a.Row, a.Row, a.Col}.T(), n, height, k)
		for r := range height {
			addTo(c[(i+r)*ldc:], t[r:], height)
		}
	}
	g.pool.Put(s)
}

// blocks walks over blocks of both matrices that fit the caches. The depth is
// split evenly, so that no block is much shorter than the others.
func (g *gemmKernels[T]) blocks(c []T, ldc int, a, b Strided[T], m, n, k int) {
	s := g.pool.Get().(*gemmScratch[T])
	parts := (k + gemmDepth - 1) / gemmDepth
	for part, p := 0, 0; part < parts; part++ {
		depth := (k - p) / (parts - part)
		for j := 0; j < n; j += gemmCols {
			width := min(gemmCols, n-j)
			right := g.right(s, b, p, depth, j, width, m)
			for i := 0; i < m; i += gemmRows {
				height := min(gemmRows, m-i)
				left := g.pack(&s.a, a.Data, a.At+i*a.Row+p*a.Col, a.Row, a.Col, height, depth, g.rows)
				g.block(c[i*ldc+j:], ldc, left, right, height, width, depth, s)
			}
		}
		p += depth
	}
	g.pool.Put(s)
}

// A panelled block of the right matrix is packed, or lies where it was.
type panelled[T any] struct {
	data   []T
	packed bool
	ld     int // between rows that are not packed
}

// right packs a block of the right matrix, unless it is used once only.
func (g *gemmKernels[T]) right(s *gemmScratch[T], b Strided[T], p, depth, j, width, m int) panelled[T] {
	at := b.At + p*b.Row + j*b.Col
	if m <= g.rows[0] && b.Col == 1 && b.Row >= 0 {
		return panelled[T]{data: b.Data[at:], ld: b.Row}
	}
	return panelled[T]{data: g.pack(&s.b, b.Data, at, b.Col, b.Row, width, depth, g.cols), packed: true}
}

// block multiplies a block, tile by tile. The right panel stays in the
// first-level cache while the left ones pass.
func (g *gemmKernels[T]) block(c []T, ldc int, left []T, right panelled[T], height, width, depth int, s *gemmScratch[T]) {
	for j := 0; j < width; {
		col := fitting(g.cols, width-j)
		w := g.cols[col]
		b, ldb := right.data[j:], right.ld
		if right.packed {
			b, ldb = right.data[j*depth:], w
		}
		have := min(w, width-j)
		if have < w && !right.packed {
			b, ldb = g.pack(&s.b, b, 0, 1, ldb, have, depth, g.cols[col:col+1]), w
		}
		for i := 0; i < height; {
			row := fitting(g.rows, height-i)
			h := g.rows[row]
			tile := g.tile[row][col]
			if at := i*ldc + j; i+h <= height && have == w {
				tile(&c[at], ldc, &left[i*depth], &b[0], ldb, depth)
			} else {
				edge(tile, c[at:], ldc, left[i*depth:], b, ldb, depth, w, min(h, height-i), have, grown(&s.tile, h*w))
			}
			i += h
		}
		j += w
	}
}

// edge multiplies a tile of which only rows × cols elements exist.
func edge[T any](tile gemmTile[T], c []T, ldc int, a, b []T, ldb, depth, width, rows, cols int, scratch []T) {
	for r := range rows {
		copy(scratch[r*width:], c[r*ldc:][:cols])
	}
	tile(&scratch[0], width, &a[0], &b[0], ldb, depth)
	for r := range rows {
		copy(c[r*ldc:][:cols], scratch[r*width:])
	}
}

// fitting is the index of the largest size that left fills, or else of the
// smallest one that has room for it. sizes fall.
func fitting(sizes []int, left int) int {
	i := 0
	for i+1 < len(sizes) && sizes[i+1] >= left {
		i++
	}
	return i
}

// grown returns n elements of scratch memory with any contents.
func grown[T any](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n)
	}
	return (*s)[:n]
}
