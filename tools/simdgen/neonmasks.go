package main

import "fmt"

// Registers of the mask kernels: pointers to frames and to masks.
var (
	frameRegs = []int{8, 9, 10, 11, 12, 13, 14, 15}
	maskRegs  = []int{16, 17, 19, 20, 21, 22}
)

// neonMasks emits the micro-kernels of mask products. Twenty-four accumulators
// are as many as fit; eight frames pay off for few masks, where loading and
// converting frames dominates.
func (a *arm) neonMasks() {
	tiles := []maskTile{{8, 1}, {8, 2}, {8, 3}}
	for c := 1; c <= 6; c++ {
		tiles = append(tiles, maskTile{4, c}, maskTile{1, c})
	}
	for _, t := range tiles {
		for _, typ := range []maskTypes{{"F32", "float32", "float32", 4, 4}, {"F64", "float64", "float64", 8, 8}, {"U8", "uint8", "float32", 1, 4}, {"U16", "uint16", "float32", 2, 4}} {
			a.maskNEON(t, typ)
		}
	}
}

// maskUnroll is how many vectors of each row a step takes, so that eight or more
// additions are in flight.
func maskUnroll(t maskTile) int {
	switch pairs := t.rows * t.cols; {
	case pairs <= 2:
		return 4
	case pairs <= 6:
		return 2
	}
	return 1
}

// maskNEON emits out[r*ldo+c] += Σ a[r*lda+i]*b[c*ldb+i]. The lanes are added to
// out after 256 additions, which bounds the error. What comes next, the last 8
// bytes of the arguments, is not fetched ahead: nobody has measured that.
func (a *arm) maskNEON(t maskTile, typ maskTypes) {
	size := typ.maskSize
	lanes := 16 / size
	a.fn(fmt.Sprintf("mask%dx%d%s", t.rows, t.cols, typ.suffix),
		fmt.Sprintf("(out *%s, ldo int, a *%s, lda int, b *%s, ldb, n int, next *%s)", typ.mask, typ.frame, typ.mask, typ.mask), 0, 8,
		fmt.Sprintf("multiplies %d frames with %d masks.", t.rows, t.cols), "out", "ldo", "a", "lda", "b", "ldb", "n")
	a.magic(typ.frameSize)
	a.scale(1, size)
	a.scale(3, typ.frameSize)
	a.scale(5, size)
	a.rowsFrom(2, 3, frameRegs[:t.rows])
	a.rowsFrom(4, 5, maskRegs[:t.cols])
	pairs, unroll := t.rows*t.cols, maskUnroll(t)
	outer := a.label("block")
	a.place(outer)
	a.ins("MOVD $%d, R7", 256*lanes)
	a.ins("CMP R7, R6")
	a.ins("CSEL LT, R6, R7, R7")
	a.ins("SUB R7, R6, R6")
	a.clear(0, pairs*unroll)
	a.loop(7, unroll*lanes, func() { a.outerNEON(t, typ, unroll) })
	for u := 1; u < unroll; u++ {
		for j := range pairs {
			a.op("fadd", lanesOf(size), j, j, u*pairs+j)
		}
	}
	a.addOutNEON(t, size)
	a.ins("CBNZ R6, %s", outer)
	a.ret()
}

// rowsFrom points registers to rows.
func (a *arm) rowsFrom(base, stride int, regs []int) {
	for i, r := range regs {
		if i == 0 {
			a.ins("MOVD R%d, R%d", base, r)
		} else {
			a.ins("ADD R%d, R%d, R%d", stride, regs[i-1], r)
		}
	}
}

// outerNEON multiplies some vectors of each frame with those of each mask. Frames
// are held in registers, unless there are eight of them.
func (a *arm) outerNEON(t maskTile, typ maskTypes, unroll int) {
	pairs := t.rows * t.cols
	at := pairs * unroll // the first free register
	frame := func(r, to int) { a.loadF32(frameRegs[r], to, unroll, typ.frameSize) }
	mask := func(c, to int) { a.load(maskRegs[c], to, unroll) }
	multiply := func(r, c, f, m int) {
		for u := range unroll {
			a.op("fmla", lanesOf(typ.maskSize), u*pairs+r*t.cols+c, f+u, m+u)
		}
	}
	if t.rows < 8 {
		for r := range t.rows {
			frame(r, at+r*unroll)
		}
		for c := range t.cols {
			m := at + (t.rows+c%2)*unroll
			mask(c, m)
			for r := range t.rows {
				multiply(r, c, at+r*unroll, m)
			}
		}
		return
	}
	for c := range t.cols {
		mask(c, at+c)
	}
	for r := range t.rows {
		f := at + t.cols + r%2
		frame(r, f)
		for c := range t.cols {
			multiply(r, c, f, at+c)
		}
	}
}

// addOutNEON adds the horizontal sums to out.
func (a *arm) addOutNEON(t maskTile, size int) {
	a.ins("MOVD R0, R23")
	op := map[int]string{4: "S", 8: "D"}[size]
	for r := range t.rows {
		for c := range t.cols {
			v := r*t.cols + c
			if size == 4 {
				a.op("faddp", "4s", v, v, v)
				a.v("faddp s%d, v%d.2s", v, v)
			} else {
				a.v("faddp d%d, v%d.2d", v, v)
			}
			a.ins("FMOV%s %d(R23), F29", op, c*size)
			a.ins("FADD%s F29, F%d, F%d", op, v, v)
			a.ins("FMOV%s F%d, %d(R23)", op, v, c*size)
		}
		a.ins("ADD R1, R23, R23")
	}
}
