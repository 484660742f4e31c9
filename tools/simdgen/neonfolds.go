package main

// neonFolds emits the sums within frames, the minimum and the dot products.
func (a *arm) neonFolds() {
	a.foldNEON("sumU8", "uint8", "uint64", 4, func() {
		a.load(0, 0, 4)
		for i := range 4 {
			a.v("uaddlp v%d.8h, v%d.16b", 4+i, i)
			a.v("uadalp v%d.4s, v%d.8h", 16+i, 4+i)
		}
	}, a.dwordsAcross)
	a.foldNEON("sumU16", "uint16", "uint64", 8, func() {
		a.load(0, 0, 8)
		for i := range 8 {
			a.v("uadalp v%d.4s, v%d.8h", 16+i, i)
		}
	}, a.dwordsAcross)
	a.foldNEON("touch", "uint8", "uint64", 4, func() {
		a.load(0, 0, 4)
		for i := range 4 {
			a.op("add", "2d", 16+i, 16+i, i)
		}
	}, a.qwordsAcross)
	a.foldNEON("sumF32F64", "float32", "float64", 8, func() {
		a.load(0, 0, 16)
		for i := range 16 {
			s := 16 + 2*i%8
			a.toDoubles(24, 25, i)
			a.op("fadd", "2d", s, s, 24)
			a.op("fadd", "2d", s+1, s+1, 25)
		}
	}, a.doublesAcross)
	a.foldNEON("sumF64", "float64", "float64", 8, func() {
		for range 2 {
			a.load(0, 0, 16)
			for i := range 16 {
				a.op("fadd", "2d", 16+i%8, 16+i%8, i)
			}
		}
	}, a.doublesAcross)
	a.fn("sumF32", "(src *float32, n int) float64", 0, 8, "sums blocks of 32 float32 per lane and the blocks in float64.", "src", "n")
	a.inBlocks(1, func() {
		a.load(0, 0, 8)
		for i := range 8 {
			a.op("fadd", "4s", 16+i, 16+i, i)
		}
	})
	a.ins("FMOVD F24, ret+16(FP)")
	a.ret()
	a.minNEON()
	a.dotNEON("dotF32", "float32", 4)
	a.dotNEON("dotU8F32", "uint8", 1)
	a.dotNEON("dotU16F32", "uint16", 2)
}

func (a *arm) foldNEON(name, src, result string, accs int, step func(), across func(accs int)) {
	a.fn(name, "(src *"+src+", n int) "+result, 0, 8, "sums.", "src", "n")
	a.clear(16, accs)
	a.loop(1, quantum, step)
	across(accs)
	a.ins("FMOVD F16, ret+16(FP)")
	a.ret()
}

// dwordsAcross sums 32-bit lanes in 64 bits.
func (a *arm) dwordsAcross(accs int) {
	for i := range accs {
		a.v("uaddlp v%d.2d, v%d.4s", 16+i, 16+i)
	}
	a.qwordsAcross(accs)
}

func (a *arm) qwordsAcross(accs int) {
	for i := 1; i < accs; i++ {
		a.op("add", "2d", 16, 16, 16+i)
	}
	a.v("addp d16, v16.2d")
}

// tree adds a power of two of float registers into the first.
func (a *arm) tree(from, count, size int) {
	for n := count; n > 1; n /= 2 {
		for i := range n / 2 {
			a.op("fadd", lanesOf(size), from+i, from+i, from+i+n/2)
		}
	}
}

func (a *arm) doublesAcross(accs int) {
	a.tree(16, accs, 8)
	a.v("faddp d16, v16.2d")
}

// inBlocks runs step, which adds 32 float32 to the lanes of V16 to V23, over as
// many elements as the count says. After 1024 elements, and at the end, the lanes
// are added to V24 in float64; the sum ends in F24.
func (a *arm) inBlocks(count int, step func()) {
	const block = 1024
	a.clear(24, 1)
	outer := a.label("block")
	a.place(outer)
	a.ins("MOVD $%d, R8", block)
	a.ins("CMP R8, R%d", count)
	a.ins("CSEL LT, R%d, R8, R8", count)
	a.ins("SUB R8, R%d, R%d", count, count)
	a.clear(16, 8)
	a.loop(8, 32, step)
	a.tree(16, 8, 4)
	a.toDoubles(17, 18, 16)
	a.op("fadd", "2d", 24, 24, 17)
	a.op("fadd", "2d", 24, 24, 18)
	a.ins("CBNZ R%d, %s", count, outer)
	a.v("faddp d24, v24.2d")
}

// minNEON relies on the minimum of NaN and anything being NaN.
func (a *arm) minNEON() {
	a.fn("minF32", "(src *float32, n int) float32", 0, 4, "returns the minimum, or NaN if there is one.", "src", "n")
	for i := range 8 {
		a.at(0, 16*i, 16+i)
	}
	a.loop(1, quantum/2, func() {
		a.load(0, 0, 8)
		for i := range 8 {
			a.op("fmin", "4s", 16+i, 16+i, i)
		}
	})
	for i := 1; i < 8; i++ {
		a.op("fmin", "4s", 16, 16, 16+i)
	}
	a.v("fminv s16, v16.4s")
	a.ins("FMOVS F16, ret+16(FP)")
	a.ret()
}

func (a *arm) dotNEON(name, src string, size int) {
	a.fn(name, "(a *"+src+", b *float32, n int) float64", 0, 8, "sums products in blocks of 32 per lane, and the blocks in float64.", "a", "b", "n")
	a.magic(size)
	a.inBlocks(2, func() {
		for half := range 2 {
			a.loadF32(0, 0, 4, size)
			a.load(1, 8, 4)
			for i := range 4 {
				a.op("fmla", "4s", 16+4*half+i, i, 8+i)
			}
		}
	})
	a.ins("FMOVD F24, ret+24(FP)")
	a.ret()
}

// Numbers with which integers of up to 16 bits become float32: a lane of 32 bits
// with the upper half of 2²³ over the integer is their sum. On many processors
// that and a subtraction take less than conversions do.
const (
	magicHigh = 31 // 0x4b00 in lanes of 16 bits
	magicBase = 30 // 2²³
)

// magic loads them, unless the elements are floats.
func (a *arm) magic(size int) {
	if size > 2 {
		return
	}
	a.splat(magicHigh, 0x4b004b004b004b00)
	a.splat(magicBase, 0x4b0000004b000000)
}

// loadF32 loads 4·count elements, count being 1, 2 or 4, into as many vectors as
// float32 and advances the pointer. It needs what magic loads.
func (a *arm) loadF32(pointer, to, count, size int) {
	bytes := 4 * count * size
	load := map[int]string{4: "FMOVS.P %d(R%d), F%d", 8: "FMOVD.P %d(R%d), F%d", 16: "FMOVQ.P %d(R%d), F%d"}
	switch {
	case size >= 4:
		a.load(pointer, to, count)
		return
	case size == 1:
		a.ins(load[bytes], bytes, pointer, to)
		if count == 4 {
			a.widen(to, to+2, to, 1, false)
		} else {
			a.v("ushll v%d.8h, v%d.8b, #0", to, to)
		}
	case count == 4:
		a.ins("FLDPQ.P 32(R%d), (F%d, F%d)", pointer, to, to+2)
	default:
		a.ins(load[bytes], bytes, pointer, to)
	}
	for i := 0; i < count; i += 2 {
		if count > 1 {
			a.op("zip2", "8h", to+i+1, to+i, magicHigh)
		}
		a.op("zip1", "8h", to+i, to+i, magicHigh)
	}
	for i := range count {
		a.op("fsub", "4s", to+i, to+i, magicBase)
	}
}
