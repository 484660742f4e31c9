package main

// framesNEON emits a sum over frames. A pass keeps the sums of 32 pixels in the
// registers V16 and up: load fetches a row of them, step adds it, and finish adds
// the sums to dst.
func (a *arm) framesNEON(name, dst, src string, srcSize, accs int, step, finish func()) {
	a.fn(name, "(dst *"+dst+", src *"+src+", n, frames, stride int)", 0, 0, "adds frames to dst.", "dst", "src", "n", "frames", "stride")
	if srcSize > 1 {
		a.ins("LSL $%d, R4, R4", map[int]int{2: 1, 4: 2, 8: 3}[srcSize])
	}
	a.loop(2, smallest, func() {
		a.clear(16, accs)
		a.ins("MOVD R1, R5")
		a.ins("MOVD R3, R6")
		a.loop(6, 1, func() {
			a.ins("MOVD R5, R7")
			step()
			a.ins("ADD R4, R5, R5")
		})
		finish()
		a.ins("ADD $%d, R1, R1", smallest*srcSize)
	})
	a.ins("RET")
}

func (a *arm) neonSums() {
	// Integers are summed in lanes of twice their size.
	bytes := func() {
		a.load(7, 0, 2)
		for i := range 2 {
			a.word("uaddw", uaddw, 16+2*i, 16+2*i, i)
			a.word("uaddw2", uaddw2, 17+2*i, 17+2*i, i)
		}
	}
	words := func() {
		a.load(7, 0, 4)
		for i := range 4 {
			a.word("uaddw", uaddw|lanes(2), 16+2*i, 16+2*i, i)
			a.word("uaddw2", uaddw2|lanes(2), 17+2*i, 17+2*i, i)
		}
	}
	a.framesNEON("sumFramesU8", "float32", "uint8", 1, 4, bytes, func() { a.wordsToDwords(); a.addF32() })
	a.framesNEON("sumFramesU16", "float32", "uint16", 2, 8, words, a.addF32)
	a.framesNEON("sumFramesU8F64", "float64", "uint8", 1, 4, bytes, func() { a.wordsToDwords(); a.addF64() })
	a.framesNEON("sumFramesU16F64", "float64", "uint16", 2, 8, words, a.addF64)
	a.framesNEON("sumFramesF32", "float32", "float32", 4, 8, func() {
		a.load(7, 0, 8)
		for i := range 8 {
			a.word("fadd", fadd, 16+i, 16+i, i)
		}
	}, func() { a.addLanes(4, 8) })
	a.framesNEON("sumFramesF32F64", "float64", "float32", 4, 16, func() {
		for half := range 2 {
			a.load(7, 0, 4)
			for i := range 4 {
				at := 16 + 8*half + 2*i
				a.word("fcvtl", fcvtl, 4, i, 0)
				a.word("fcvtl2", fcvtl2, 5, i, 0)
				a.word("fadd", fadd|double, at, at, 4)
				a.word("fadd", fadd|double, at+1, at+1, 5)
			}
		}
	}, func() { a.addLanes(8, 16) })
	a.framesNEON("sumFramesF64F64", "float64", "float64", 8, 16, func() {
		a.load(7, 0, 16)
		for i := range 16 {
			a.word("fadd", fadd|double, 16+i, 16+i, i)
		}
	}, func() { a.addLanes(8, 16) })
}

// wordsToDwords widens the four registers from V16 to eight.
func (a *arm) wordsToDwords() {
	for i := 3; i >= 0; i-- {
		a.word("ushll2", ushll2|long(2), 17+2*i, 16+i, 0)
		a.word("ushll", ushll|long(2), 16+2*i, 16+i, 0)
	}
}

// addLanes adds float sums to dst.
func (a *arm) addLanes(size, accs int) {
	a.ins("MOVD R0, R7")
	a.load(7, 0, accs)
	for i := range accs {
		a.word("fadd", fadd|of(size), 16+i, 16+i, i)
	}
	a.store(0, 16, accs)
}

// addF32 converts eight registers of 32-bit lanes and adds them to float32.
func (a *arm) addF32() {
	for i := range 8 {
		a.word("ucvtf", ucvtf, 16+i, 16+i, 0)
	}
	a.addLanes(4, 8)
}

// addF64 does the same with float64.
func (a *arm) addF64() {
	for i := 7; i >= 0; i-- {
		a.word("ushll2", ushll2|long(4), 17+2*i, 16+i, 0)
		a.word("ushll", ushll|long(4), 16+2*i, 16+i, 0)
	}
	for i := range 16 {
		a.word("ucvtf", ucvtf|double, 16+i, 16+i, 0)
	}
	a.addLanes(8, 16)
}

// neonFolds emits the sums within frames and the dot products. Floats are
// added in float64.
func (a *arm) neonFolds() {
	a.foldNEON("sumU8", "uint8", 1, 4, func() {
		a.load(0, 0, 4)
		for i := range 4 {
			a.word("uaddlp", uaddlp, 4+i, i, 0)
			a.word("uadalp", uadalp|lanes(2), 16+i, 4+i, 0)
		}
	}, a.dwordsAcross)
	a.foldNEON("sumU16", "uint16", 2, 8, func() {
		a.load(0, 0, 8)
		for i := range 8 {
			a.word("uadalp", uadalp|lanes(2), 16+i, i, 0)
		}
	}, a.dwordsAcross)
	for _, name := range []string{"sumF32", "sumF32F64"} {
		a.foldNEON(name, "float32", 4, 8, func() {
			a.load(0, 0, 16)
			for i := range 16 {
				a.addWidened(i)
			}
		}, a.doublesAcross)
	}
	a.foldNEON("sumF64", "float64", 8, 8, func() {
		for range 2 {
			a.load(0, 0, 16)
			for i := range 16 {
				a.word("fadd", fadd|double, 16+i%8, 16+i%8, i)
			}
		}
	}, a.doublesAcross)
	a.dotNEON("dotF32", "float32", 4)
	a.dotNEON("dotU8F32", "uint8", 1)
	a.dotNEON("dotU16F32", "uint16", 2)
}

// addWidened adds the float32 lanes of a register to two of the eight sums.
func (a *arm) addWidened(i int) {
	s := 16 + 2*i%8
	a.word("fcvtl", fcvtl, 24, i, 0)
	a.word("fcvtl2", fcvtl2, 25, i, 0)
	a.word("fadd", fadd|double, s, s, 24)
	a.word("fadd", fadd|double, s+1, s+1, 25)
}

func (a *arm) foldNEON(name, src string, size, accs int, step func(), across func(accs int)) {
	result := "uint64"
	if size >= 4 {
		result = "float64"
	}
	a.fn(name, "(src *"+src+", n int) "+result, 0, 8, "sums.", "src", "n")
	a.clear(16, accs)
	a.loop(1, quantum, step)
	across(accs)
	a.ins("FMOVD F16, ret+16(FP)")
	a.ins("RET")
}

// dwordsAcross sums 32-bit lanes in 64 bits.
func (a *arm) dwordsAcross(accs int) {
	for i := range accs {
		a.word("uaddlp", uaddlp|lanes(4), 16+i, 16+i, 0)
	}
	for i := 1; i < accs; i++ {
		a.word("add", add|lanes(8), 16, 16, 16+i)
	}
	a.word("addp", addAcross, 16, 16, 0)
}

func (a *arm) doublesAcross(accs int) {
	for n := accs; n > 1; n /= 2 {
		for i := range n / 2 {
			a.word("fadd", fadd|double, 16+i, 16+i, 16+i+n/2)
		}
	}
	a.word("faddp", faddAcross, 16, 16, 0)
}

// dotNEON multiplies in float32 and adds in float64.
func (a *arm) dotNEON(name, src string, size int) {
	a.fn(name, "(a *"+src+", b *float32, n int) float64", 0, 8, "sums products.", "a", "b", "n")
	a.clear(16, 8)
	a.loop(2, quantum, func() {
		for range 4 { // sixteen elements each
			a.loadF32(0, size)
			a.load(1, 8, 4)
			for i := range 4 {
				a.word("fmul", fmul, i, i, 8+i)
			}
			for i := range 4 {
				a.addWidened(i)
			}
		}
	})
	a.doublesAcross(8)
	a.ins("FMOVD F16, ret+24(FP)")
	a.ins("RET")
}

// loadF32 loads sixteen elements into V0 to V3 as float32.
func (a *arm) loadF32(pointer, size int) {
	if size == 4 {
		a.load(pointer, 0, 4)
		return
	}
	a.loadDwords(pointer, size, ushll, ushll2)
	for i := range 4 {
		a.word("ucvtf", ucvtf, i, i, 0)
	}
}

// loadDwords loads sixteen integers of up to 32 bits into V0 to V3 as 32-bit
// lanes; low and high are the instructions that widen the halves of a register.
func (a *arm) loadDwords(pointer, size int, low, high uint32) {
	switch size {
	case 1:
		a.load(pointer, 4, 1)
		a.word("xshll", low|long(1), 6, 4, 0)
		a.word("xshll2", high|long(1), 7, 4, 0)
	case 2:
		a.load(pointer, 6, 2)
	case 4:
		a.load(pointer, 0, 4)
		return
	}
	for i := range 2 {
		a.word("xshll", low|long(2), 2*i, 6+i, 0)
		a.word("xshll2", high|long(2), 2*i+1, 6+i, 0)
	}
}
