package main

// framesNEON emits a sum over frames. A pass keeps the sums of 32 pixels in the
// registers V16 and up: step fetches a row of them and adds it, and finish adds
// the sums to dst.
func (a *arm) framesNEON(name, dst, src string, srcSize, accs int, step, finish func()) {
	a.fn(name, "(dst *"+dst+", src *"+src+", n, frames, stride int)", 0, 0, "adds frames to dst.", "dst", "src", "n", "frames", "stride")
	a.scale(4, srcSize)
	a.loop(2, smallest, func() {
		a.clear(16, accs)
		a.eachFrame(step)
		finish()
		a.add(smallest*srcSize, 1)
	})
	a.ret()
}

// eachFrame runs step with R7 at the pixels of each of R3 frames from R1 on, R4
// bytes apart.
func (a *arm) eachFrame(step func()) {
	a.ins("MOVD R1, R5")
	a.ins("MOVD R3, R6")
	a.loop(6, 1, func() {
		a.ins("MOVD R5, R7")
		step()
		a.ins("ADD R4, R5, R5")
	})
}

// addWide adds count registers of unsigned integers from V0 on to lanes of twice
// their size from V16 on.
func (a *arm) addWide(count, size int) {
	for i := range count {
		to, from := lanesOf(2*size), halfOf(size)
		a.v("uaddw v%d.%s, v%d.%s, v%d.%s", 16+2*i, to, 16+2*i, to, i, from)
		a.v("uaddw2 v%d.%s, v%d.%s, v%d.%s", 17+2*i, to, 17+2*i, to, i, lanesOf(size))
	}
}

func (a *arm) neonSums() {
	// Integers are summed in lanes of twice their size.
	bytes := func() { a.load(7, 0, 2); a.addWide(2, 1) }
	words := func() { a.load(7, 0, 4); a.addWide(4, 2) }
	a.framesNEON("sumFramesU8F64", "float64", "uint8", 1, 4, bytes, func() { a.wordsToDwords(); a.addF64() })
	a.framesNEON("sumFramesU16F64", "float64", "uint16", 2, 8, words, a.addF64)
	a.framesNEON("sumFramesF32F64", "float64", "float32", 4, 16, func() {
		for half := range 2 {
			a.load(7, 0, 4)
			for i := range 4 {
				at := 16 + 8*half + 2*i
				a.toDoubles(4, 5, i)
				a.op("fadd", "2d", at, at, 4)
				a.op("fadd", "2d", at+1, at+1, 5)
			}
		}
	}, func() { a.addLanes(8, 16) })
	a.framesNEON("sumFramesF64F64", "float64", "float64", 8, 16, func() {
		a.load(7, 0, 16)
		for i := range 16 {
			a.op("fadd", "2d", 16+i, 16+i, i)
		}
	}, func() { a.addLanes(8, 16) })
}

// wordsToDwords widens the four registers from V16 to eight.
func (a *arm) wordsToDwords() {
	for i := 3; i >= 0; i-- {
		a.widen(16+2*i, 17+2*i, 16+i, 2, false)
	}
}

// addLanes adds float sums to dst.
func (a *arm) addLanes(size, accs int) {
	a.ins("MOVD R0, R7")
	a.load(7, 0, accs)
	for i := range accs {
		a.op("fadd", lanesOf(size), 16+i, 16+i, i)
	}
	a.store(0, 16, accs)
}

// addF32 converts eight registers of 32-bit lanes and adds them to float32.
func (a *arm) addF32() {
	for i := range 8 {
		a.op("ucvtf", "4s", 16+i, 16+i)
	}
	a.addLanes(4, 8)
}

// addF64 does the same with float64.
func (a *arm) addF64() {
	for i := 7; i >= 0; i-- {
		a.widen(16+2*i, 17+2*i, 16+i, 4, false)
	}
	for i := range 16 {
		a.op("ucvtf", "2d", 16+i, 16+i)
	}
	a.addLanes(8, 16)
}
