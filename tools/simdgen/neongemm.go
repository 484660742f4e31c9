package main

import "fmt"

// neonGemms emits the micro-kernels of matrix products and the packing of their
// operands. A tile of 8 rows and 3 vectors has 24 accumulators, which leaves room
// for what is multiplied: for float32 24 products per 5 loads.
func (a *arm) neonGemms() {
	for _, size := range []int{4, 8} {
		lanes := 16 / size
		for _, rows := range []int{8, 4} {
			for wide := 1; wide <= 3; wide++ {
				a.gemmTileNEON(rows, wide, size)
			}
		}
		for width := lanes; width <= 3*lanes || width <= 8; width += lanes {
			a.packAlongNEON(width, size)
		}
		a.packAcrossNEON(size)
		a.addPairsNEON(size)
	}
}

// gemmTileNEON is gemmTile: each element is one chain of fused additions.
func (a *arm) gemmTileNEON(rows, wide, size int) {
	suffix, typ := floats(size)
	lanes := 16 / size
	a.fn(fmt.Sprintf("gemm%dx%d%s", rows, wide*lanes, suffix), fmt.Sprintf("(c *%s, ldc int, a, b *%s, ldb, k int)", typ, typ), 0, 0,
		fmt.Sprintf("multiplies a packed panel of %d rows with %d columns.", rows, wide*lanes), "c", "ldc", "a", "b", "ldb", "k")
	a.scale(1, size)
	a.scale(4, size)
	a.ins("MOVD R0, R6")
	for range rows {
		a.ins("PRFM (R6), PLDL1KEEP")
		a.ins("ADD R1, R6, R6")
	}
	left, right, acc := 0, rows/lanes, 8
	a.clear(acc, rows*wide)
	step := func(steps int) func() {
		return func() {
			for range steps {
				a.load(2, left, rows/lanes)
				a.ins("VLD1.P (R3)(R4), %s", vectors(right, wide))
				for r := range rows {
					for v := range wide {
						a.v("fmla v%d.%s, v%d.%s, v%d.%c[%d]", acc+r*wide+v, lanesOf(size), right+v, lanesOf(size),
							left+r/lanes, "sd"[size/8], r%lanes)
					}
				}
			}
		}
	}
	a.while(5, 4, step(4))
	a.while(5, 1, step(1))
	for r := range rows {
		a.ins("VLD1 (R0), %s", vectors(0, wide))
		for v := range wide {
			a.op("fadd", lanesOf(size), v, v, acc+r*wide+v)
		}
		a.ins("VST1 %s, (R0)", vectors(0, wide))
		a.ins("ADD R1, R0, R0")
	}
	a.ret()
}

// packAlongNEON emits dst[p*width+j] = src[p*ld+j].
func (a *arm) packAlongNEON(width, size int) {
	suffix, typ := floats(size)
	a.fn(fmt.Sprintf("packAlong%d%s", width, suffix), fmt.Sprintf("(dst, src *%s, ld, k int)", typ), 0, 0,
		fmt.Sprintf("copies rows of %d elements.", width), "dst", "src", "ld", "k")
	a.scale(2, size)
	a.loop(3, 1, func() {
		a.ins("VLD1.P (R1)(R2), %s", vectors(0, width*size/16))
		a.store(0, 0, width*size/16)
	})
	a.ret()
}

// packAcrossNEON emits dst[p*width+j] = src[j*ld+p], for groups of as many j as
// fill 16 bytes. k is a multiple of the lanes of a vector.
func (a *arm) packAcrossNEON(size int) {
	suffix, typ := floats(size)
	rows, kind := 16/size, lanesOf(size)
	a.fn("packAcross"+suffix, fmt.Sprintf("(dst *%s, width int, src *%s, ld, k, groups int)", typ, typ), 0, 0,
		fmt.Sprintf("turns groups of %d rows into columns.", rows), "dst", "width", "src", "ld", "k", "groups")
	a.scale(1, size)
	a.scale(3, size)
	a.loop(5, 1, func() {
		a.ins("MOVD R0, R6")
		for r := range rows {
			a.ins("MOVD R2, R%d", 8+r)
			a.ins("ADD R3, R2, R2")
		}
		a.ins("MOVD R4, R7")
		a.loop(7, rows, func() {
			for r := range rows {
				a.load(8+r, r, 1)
			}
			out := []int{4, 5}
			if rows == 2 {
				a.op("zip1", kind, 4, 0, 1)
				a.op("zip2", kind, 5, 0, 1)
			} else {
				for half := range 2 {
					a.op("zip1", kind, 4+half, half, half+2)
					a.op("zip2", kind, 6+half, half, half+2)
				}
				for half := range 2 {
					a.op("zip1", kind, 16+2*half, 4+2*half, 5+2*half)
					a.op("zip2", kind, 17+2*half, 4+2*half, 5+2*half)
				}
				out = []int{16, 17, 18, 19}
			}
			for _, v := range out {
				a.ins("VST1.P %s, (R6)(R1)", vectors(v, 1))
			}
		})
		a.add(16, 0)
	})
	a.ret()
}

// addPairsNEON emits dst[2i] += re[i] - less[i], dst[2i+1] += im[i].
func (a *arm) addPairsNEON(size int) {
	suffix, typ := floats(size)
	kind := lanesOf(size)
	a.fn("addPairs"+suffix, fmt.Sprintf("(dst, re, less, im *%s, n int)", typ), 0, 0, "adds complex numbers given in parts.",
		"dst", "re", "less", "im", "n")
	a.loop(4, 16/size, func() {
		for i := range 3 {
			a.load(1+i, i, 1)
		}
		a.op("fsub", kind, 0, 0, 1)
		a.op("zip1", kind, 4, 0, 2)
		a.op("zip2", kind, 5, 0, 2)
		a.ins("VLD1 (R0), %s", vectors(6, 2))
		a.op("fadd", kind, 6, 6, 4)
		a.op("fadd", kind, 7, 7, 5)
		a.store(0, 6, 2)
	})
	a.ret()
}
