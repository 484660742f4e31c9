package fft

// The passes read x as [radix][m][q] and write y as [m][radix][q]:
//
//	y[p][j] = exp(-2πi pj/(radix·m)) Σ_k x[k][p] exp(-2πi jk/radix)

func (s *pass[T]) two(xr, xi, yr, yi []T, q int) {
	for p := range s.m {
		ar, ai := xr[q*p:][:q], xi[q*p:][:q]
		br, bi := xr[q*(p+s.m):][:q], xi[q*(p+s.m):][:q]
		cr, ci := yr[q*2*p:][:q], yi[q*2*p:][:q]
		dr, di := yr[q*(2*p+1):][:q], yi[q*(2*p+1):][:q]
		wr, wi := s.wr[p], s.wi[p]
		for i := range q {
			cr[i], ci[i] = ar[i]+br[i], ai[i]+bi[i]
			er, ei := ar[i]-br[i], ai[i]-bi[i]
			dr[i], di[i] = er*wr-ei*wi, er*wi+ei*wr
		}
	}
}

func (s *pass[T]) three(xr, xi, yr, yi []T, q int) {
	const h = 0.86602540378443864676372317075293618347140262690519 // sin 60°
	for p := range s.m {
		ar, ai := xr[q*p:][:q], xi[q*p:][:q]
		br, bi := xr[q*(p+s.m):][:q], xi[q*(p+s.m):][:q]
		cr, ci := xr[q*(p+2*s.m):][:q], xi[q*(p+2*s.m):][:q]
		y0r, y0i := yr[q*3*p:][:q], yi[q*3*p:][:q]
		y1r, y1i := yr[q*(3*p+1):][:q], yi[q*(3*p+1):][:q]
		y2r, y2i := yr[q*(3*p+2):][:q], yi[q*(3*p+2):][:q]
		w1r, w1i, w2r, w2i := s.wr[2*p], s.wi[2*p], s.wr[2*p+1], s.wi[2*p+1]
		for i := range q {
			tr, ti := br[i]+cr[i], bi[i]+ci[i]
			ur, ui := h*(br[i]-cr[i]), h*(bi[i]-ci[i])
			vr, vi := ar[i]-tr/2, ai[i]-ti/2
			y0r[i], y0i[i] = ar[i]+tr, ai[i]+ti
			er, ei := vr+ui, vi-ur
			fr, fi := vr-ui, vi+ur
			y1r[i], y1i[i] = er*w1r-ei*w1i, er*w1i+ei*w1r
			y2r[i], y2i[i] = fr*w2r-fi*w2i, fr*w2i+fi*w2r
		}
	}
}

func (s *pass[T]) four(xr, xi, yr, yi []T, q int) {
	for p := range s.m {
		ar, ai := xr[q*p:][:q], xi[q*p:][:q]
		br, bi := xr[q*(p+s.m):][:q], xi[q*(p+s.m):][:q]
		cr, ci := xr[q*(p+2*s.m):][:q], xi[q*(p+2*s.m):][:q]
		dr, di := xr[q*(p+3*s.m):][:q], xi[q*(p+3*s.m):][:q]
		y0r, y0i := yr[q*4*p:][:q], yi[q*4*p:][:q]
		y1r, y1i := yr[q*(4*p+1):][:q], yi[q*(4*p+1):][:q]
		y2r, y2i := yr[q*(4*p+2):][:q], yi[q*(4*p+2):][:q]
		y3r, y3i := yr[q*(4*p+3):][:q], yi[q*(4*p+3):][:q]
		w1r, w2r, w3r := s.wr[3*p], s.wr[3*p+1], s.wr[3*p+2]
		w1i, w2i, w3i := s.wi[3*p], s.wi[3*p+1], s.wi[3*p+2]
		for i := range q {
			sr, si := ar[i]+cr[i], ai[i]+ci[i]
			tr, ti := ar[i]-cr[i], ai[i]-ci[i]
			ur, ui := br[i]+dr[i], bi[i]+di[i]
			vr, vi := br[i]-dr[i], bi[i]-di[i]
			y0r[i], y0i[i] = sr+ur, si+ui
			er, ei := tr+vi, ti-vr
			fr, fi := sr-ur, si-ui
			gr, gi := tr-vi, ti+vr
			y1r[i], y1i[i] = er*w1r-ei*w1i, er*w1i+ei*w1r
			y2r[i], y2i[i] = fr*w2r-fi*w2i, fr*w2i+fi*w2r
			y3r[i], y3i[i] = gr*w3r-gi*w3i, gr*w3i+gi*w3r
		}
	}
}

// five follows the symmetric form: cosines multiply sums, sines differences.
func (s *pass[T]) five(xr, xi, yr, yi []T, q int) {
	const (
		c1 = 0.30901699437494742410229341718281905886015458990288  // cos 72°
		c2 = -0.80901699437494742410229341718281905886015458990288 // cos 144°
		s1 = 0.95105651629515357211643933337938214340569863412575  // sin 72°
		s2 = 0.58778525229247312916870595463907276859765243764314  // sin 144°
	)
	var xs, xt, ys, yt [5][]T
	for p := range s.m {
		for k := range 5 {
			xs[k], xt[k] = xr[q*(p+k*s.m):][:q], xi[q*(p+k*s.m):][:q]
			ys[k], yt[k] = yr[q*(5*p+k):][:q], yi[q*(5*p+k):][:q]
		}
		wr, wi := s.wr[4*p:][:4], s.wi[4*p:][:4]
		for i := range q {
			ar, ai := xs[0][i], xt[0][i]
			tr, ti := xs[1][i]+xs[4][i], xt[1][i]+xt[4][i]
			ur, ui := xs[1][i]-xs[4][i], xt[1][i]-xt[4][i]
			vr, vi := xs[2][i]+xs[3][i], xt[2][i]+xt[3][i]
			zr, zi := xs[2][i]-xs[3][i], xt[2][i]-xt[3][i]
			ys[0][i], yt[0][i] = ar+tr+vr, ai+ti+vi
			er, ei := ar+c1*tr+c2*vr, ai+c1*ti+c2*vi
			fr, fi := ar+c2*tr+c1*vr, ai+c2*ti+c1*vi
			gr, gi := s1*ur+s2*zr, s1*ui+s2*zi
			hr, hi := s2*ur-s1*zr, s2*ui-s1*zi
			b1r, b1i, b4r, b4i := er+gi, ei-gr, er-gi, ei+gr
			b2r, b2i, b3r, b3i := fr+hi, fi-hr, fr-hi, fi+hr
			ys[1][i], yt[1][i] = b1r*wr[0]-b1i*wi[0], b1r*wi[0]+b1i*wr[0]
			ys[2][i], yt[2][i] = b2r*wr[1]-b2i*wi[1], b2r*wi[1]+b2i*wr[1]
			ys[3][i], yt[3][i] = b3r*wr[2]-b3i*wi[2], b3r*wi[2]+b3i*wr[2]
			ys[4][i], yt[4][i] = b4r*wr[3]-b4i*wi[3], b4r*wi[3]+b4i*wr[3]
		}
	}
}
