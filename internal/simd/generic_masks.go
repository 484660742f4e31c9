package simd

// maskTwin adds the products of rows frames with nm masks over n pixels to
// out, two frames × two masks per loop, which is as much as plain Go keeps in
// registers.
func maskTwin[S real, T float32 | float64](out []T, a []S, rows, lda int, b []T, nm, ldb, n int) {
	r := 0
	for ; r+2 <= rows; r += 2 {
		k := 0
		for ; k+2 <= nm; k += 2 {
			twin2x2(out[r*nm+k:], nm, a[r*lda:][:n], a[(r+1)*lda:][:n], b[k*ldb:][:n], b[(k+1)*ldb:][:n])
		}
		if k < nm {
			out[r*nm+k] += dotBlock(a[r*lda:][:n], b[k*ldb:][:n])
			out[(r+1)*nm+k] += dotBlock(a[(r+1)*lda:][:n], b[k*ldb:][:n])
		}
	}
	if r < rows {
		for k := range nm {
			out[r*nm+k] += dotBlock(a[r*lda:][:n], b[k*ldb:][:n])
		}
	}
}

func twin2x2[S real, T float32 | float64](out []T, ldo int, a0, a1 []S, b0, b1 []T) {
	a1, b0, b1 = a1[:len(a0)], b0[:len(a0)], b1[:len(a0)]
	var s00, s01, s10, s11 T
	for i, v0 := range a0 {
		x, y, u, v := T(v0), T(a1[i]), b0[i], b1[i]
		s00 += x * u
		s01 += x * v
		s10 += y * u
		s11 += y * v
	}
	out[0] += s00
	out[1] += s01
	out[ldo] += s10
	out[ldo+1] += s11
}
