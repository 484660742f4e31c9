package simd

// fftTwin is a pass in plain Go. Products are rounded on their own, also where
// the machine could fuse them with a sum.
func fftTwin[T Float](radix int, yr, yi, xr, xi, w []T, m, rows, xs, ys int) {
	width := Strip[T]()
	span := width // of a run of rows
	if xs == width && ys == width {
		rows, span, xs, ys = 1, rows*width, rows*width, rows*width
	}
	factors := max(radix-1, 1)
	var b butterfly[T]
	for p := range m {
		b.turned = p > 0 || radix == 1
		b.w = w[min(2*factors*p, len(w)):]
		for d := range rows {
			for k := range radix {
				x, y := ((k*m+p)*rows+d)*xs, ((p*radix+k)*rows+d)*ys
				b.xr[k], b.xi[k] = xr[x:][:span], xi[x:][:span]
				b.yr[k], b.yi[k] = yr[y:][:span], yi[y:][:span]
			}
			b.run(radix)
		}
	}
}

// A butterfly is one row of each input and output, and the factors of the
// outputs from the second one on.
type butterfly[T Float] struct {
	xr, xi, yr, yi [5][]T
	w              []T
	turned         bool
}

func (b *butterfly[T]) run(radix int) {
	switch radix {
	case 1:
		copy(b.yr[0], b.xr[0])
		copy(b.yi[0], b.xi[0])
		turn(b.yr[0], b.yi[0], b.w[0], b.w[1])
	case 2:
		b.two()
	case 3:
		b.three()
	case 4:
		if b.turned {
			b.fourTurned()
			return
		}
		b.four()
	case 5:
		b.five()
	}
	for j := 1; j < radix && b.turned; j++ {
		turn(b.yr[j], b.yi[j], b.w[2*j-2], b.w[2*j-1])
	}
}

// turn multiplies by one number.
func turn[T Float](re, im []T, c, s T) {
	im = im[:len(re)]
	for i, r := range re {
		m := im[i]
		re[i], im[i] = T(c*r)-T(s*m), T(s*r)+T(c*m)
	}
}

func (b *butterfly[T]) two() {
	n := len(b.xr[0])
	x0, x1, z0, z1 := b.xr[0][:n], b.xr[1][:n], b.xi[0][:n], b.xi[1][:n]
	y0, y1, t0, t1 := b.yr[0][:n], b.yr[1][:n], b.yi[0][:n], b.yi[1][:n]
	for i := range x0 {
		ar, ai, cr, ci := x0[i], z0[i], x1[i], z1[i]
		y0[i], t0[i] = ar+cr, ai+ci
		y1[i], t1[i] = ar-cr, ai-ci
	}
}

func (b *butterfly[T]) three() {
	const h = 0.86602540378443864676372317075293618347140262690519 // sin 60°
	n := len(b.xr[0])
	x0, x1, x2, z0, z1, z2 := b.xr[0][:n], b.xr[1][:n], b.xr[2][:n], b.xi[0][:n], b.xi[1][:n], b.xi[2][:n]
	y0, y1, y2, t0, t1, t2 := b.yr[0][:n], b.yr[1][:n], b.yr[2][:n], b.yi[0][:n], b.yi[1][:n], b.yi[2][:n]
	for i := range x0 {
		ar, ai := x0[i], z0[i]
		tr, ti := x1[i]+x2[i], z1[i]+z2[i]
		ur, ui := T(h*(x1[i]-x2[i])), T(h*(z1[i]-z2[i]))
		vr, vi := ar-T(tr/2), ai-T(ti/2)
		y0[i], t0[i] = ar+tr, ai+ti
		y1[i], t1[i] = vr+ui, vi-ur
		y2[i], t2[i] = vr-ui, vi+ur
	}
}

func (b *butterfly[T]) four() {
	n := len(b.xr[0])
	x0, x1, x2, x3 := b.xr[0][:n], b.xr[1][:n], b.xr[2][:n], b.xr[3][:n]
	z0, z1, z2, z3 := b.xi[0][:n], b.xi[1][:n], b.xi[2][:n], b.xi[3][:n]
	y0, y1, y2, y3 := b.yr[0][:n], b.yr[1][:n], b.yr[2][:n], b.yr[3][:n]
	t0, t1, t2, t3 := b.yi[0][:n], b.yi[1][:n], b.yi[2][:n], b.yi[3][:n]
	for i := range x0 {
		sr, si := x0[i]+x2[i], z0[i]+z2[i]
		tr, ti := x0[i]-x2[i], z0[i]-z2[i]
		ur, ui := x1[i]+x3[i], z1[i]+z3[i]
		vr, vi := x1[i]-x3[i], z1[i]-z3[i]
		y0[i], t0[i] = sr+ur, si+ui
		y1[i], t1[i] = tr+vi, ti-vr
		y2[i], t2[i] = sr-ur, si-ui
		y3[i], t3[i] = tr-vi, ti+vr
	}
}

// fourTurned applies the factors in the same loop: most time is spent here.
func (b *butterfly[T]) fourTurned() {
	n := len(b.xr[0])
	x0, x1, x2, x3 := b.xr[0][:n], b.xr[1][:n], b.xr[2][:n], b.xr[3][:n]
	z0, z1, z2, z3 := b.xi[0][:n], b.xi[1][:n], b.xi[2][:n], b.xi[3][:n]
	y0, y1, y2, y3 := b.yr[0][:n], b.yr[1][:n], b.yr[2][:n], b.yr[3][:n]
	t0, t1, t2, t3 := b.yi[0][:n], b.yi[1][:n], b.yi[2][:n], b.yi[3][:n]
	w := b.w[:6]
	c1, s1, c2, s2, c3, s3 := w[0], w[1], w[2], w[3], w[4], w[5]
	for i := range x0 {
		sr, si := x0[i]+x2[i], z0[i]+z2[i]
		tr, ti := x0[i]-x2[i], z0[i]-z2[i]
		ur, ui := x1[i]+x3[i], z1[i]+z3[i]
		vr, vi := x1[i]-x3[i], z1[i]-z3[i]
		y0[i], t0[i] = sr+ur, si+ui
		er, ei, fr, fi, gr, gi := tr+vi, ti-vr, sr-ur, si-ui, tr-vi, ti+vr
		y1[i], t1[i] = T(c1*er)-T(s1*ei), T(s1*er)+T(c1*ei)
		y2[i], t2[i] = T(c2*fr)-T(s2*fi), T(s2*fr)+T(c2*fi)
		y3[i], t3[i] = T(c3*gr)-T(s3*gi), T(s3*gr)+T(c3*gi)
	}
}

// five follows the symmetric form: cosines multiply sums, sines differences.
func (b *butterfly[T]) five() {
	const (
		c1 = 0.30901699437494742410229341718281905886015458990288  // cos 72°
		c2 = -0.80901699437494742410229341718281905886015458990288 // cos 144°
		s1 = 0.95105651629515357211643933337938214340569863412575  // sin 72°
		s2 = 0.58778525229247312916870595463907276859765243764314  // sin 144°
	)
	xs, xt, ys, yt := &b.xr, &b.xi, &b.yr, &b.yi
	for i := range xs[0] {
		ar, ai := xs[0][i], xt[0][i]
		tr, ti := xs[1][i]+xs[4][i], xt[1][i]+xt[4][i]
		ur, ui := xs[1][i]-xs[4][i], xt[1][i]-xt[4][i]
		vr, vi := xs[2][i]+xs[3][i], xt[2][i]+xt[3][i]
		zr, zi := xs[2][i]-xs[3][i], xt[2][i]-xt[3][i]
		ys[0][i], yt[0][i] = ar+tr+vr, ai+ti+vi
		er, ei := ar+T(c1*tr)+T(c2*vr), ai+T(c1*ti)+T(c2*vi)
		fr, fi := ar+T(c2*tr)+T(c1*vr), ai+T(c2*ti)+T(c1*vi)
		gr, gi := T(s1*ur)+T(s2*zr), T(s1*ui)+T(s2*zi)
		hr, hi := T(s2*ur)-T(s1*zr), T(s2*ui)-T(s1*zi)
		ys[1][i], yt[1][i] = er+gi, ei-gr
		ys[2][i], yt[2][i] = fr+hi, fi-hr
		ys[3][i], yt[3][i] = fr-hi, fi+hr
		ys[4][i], yt[4][i] = er-gi, ei+gr
	}
}

// splitTwin separates the first frequencies.
func splitTwin[T Float](ar, ai, br, bi, zr, zi []T, n, cols int) {
	width := Strip[T]()
	for k := range cols {
		at, to := (n-k)%n*width, k*width
		mr, mi, pr, pi := zr[at:][:width], zi[at:][:width], zr[to:][:width], zi[to:][:width]
		for i := range width {
			ar[to+i], ai[to+i] = (pr[i]+mr[i])/2, (pi[i]-mi[i])/2
			br[to+i], bi[to+i] = (pi[i]+mi[i])/2, (mr[i]-pr[i])/2
		}
	}
}

// joinTwin joins one frequency and the negative one.
func joinTwin[T Float](zr, zi, ar, ai, br, bi []T, n, k int, scale T) {
	width := Strip[T]()
	at, to := (n-k)%n*width, k*width
	for i := range width {
		a, b, c, d := ar[to+i], ai[to+i], br[to+i], bi[to+i]
		if at == to {
			b, d = 0, 0
		}
		zr[to+i], zi[to+i] = (a-d)*scale, (b+c)*scale
		if at != to {
			zr[at+i], zi[at+i] = (a+d)*scale, (c-b)*scale
		}
	}
}

// transposeTwin copies squares whose rows stay in first-level cache.
func transposeTwin[T Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	const side = 16
	for i0 := 0; i0 < rows; i0 += side {
		n := min(side, rows-i0)
		for j := range cols {
			to := dst[j*ldd+i0:][:n]
			for i := range to {
				to[i] = src[(i0+i)*lds+j]
			}
		}
	}
}
