package main

import "fmt"

// neonFrames emits the extrema over frames, the squared deviations and the sums
// of fixed numbers of frames.
func (a *arm) neonFrames() {
	for _, e := range []struct {
		name, doc, integers string
		start               uint64
		larger              bool
	}{{"maxFrames", "takes the maximum of frames", "umax", 0, true}, {"minFrames", "takes the minimum of frames", "umin", 1<<64 - 1, false}} {
		// replaces the float32 of d where x is beyond them.
		into := func(d, x, mask int) {
			if e.larger {
				a.op("fcmgt", "4s", mask, x, d)
			} else {
				a.op("fcmgt", "4s", mask, d, x)
			}
		}
		for size := 1; size <= 2; size++ {
			typ := []string{"", "uint8", "uint16"}[size]
			a.overNEON(fmt.Sprintf("%sU%d", e.name, 8*size), "(dst *float32, src *"+typ+", n, frames, stride int)", e.doc+".", size, func() {
				for i := range 2 * size {
					if e.start == 0 {
						a.clear(16+i, 1)
					} else {
						a.v("cmeq v%d.16b, v%d.16b, v%d.16b", 16+i, 16+i, 16+i)
					}
				}
				a.eachFrame(func() {
					a.load(7, 0, 2*size)
					for i := range 2 * size {
						a.op(e.integers, lanesOf(size), 16+i, 16+i, i)
					}
				})
				if size == 1 {
					a.wordsFromBytes()
				}
				a.wordsToDwords()
				a.ins("MOVD R0, R7")
				a.load(7, 0, 8)
				for i := range 8 {
					a.op("ucvtf", "4s", 16+i, 16+i)
					into(i, 16+i, 24)
					a.op("bit", "16b", i, 16+i, 24)
				}
				a.store(0, 0, 8)
			})
		}
		a.overNEON(e.name+"F32", "(dst *float32, src *float32, n, frames, stride int)", e.doc+"; NaN wins.", 4, func() {
			a.ins("MOVD R0, R7")
			a.load(7, 16, 8)
			a.eachFrame(func() {
				a.load(7, 0, 8)
				for i := range 8 {
					into(16+i, i, 24)
					a.op("fcmeq", "4s", 25, i, i)
					a.op("orn", "16b", 24, 24, 25)
					a.op("bit", "16b", 16+i, i, 24)
				}
			})
			a.store(0, 16, 8)
		})
	}
	for _, s := range []struct {
		suffix, typ string
		size        int
	}{{"U8", "uint8", 1}, {"U16", "uint16", 2}, {"F32", "float32", 4}} {
		a.sqDevNEON(s.suffix, s.typ, s.size)
	}
}

// wordsFromBytes widens the two registers from V16 to four.
func (a *arm) wordsFromBytes() {
	for i := 1; i >= 0; i-- {
		a.widen(16+2*i, 17+2*i, 16+i, 1, false)
	}
}

// overNEON emits a kernel over frames that handles 32 pixels at a time.
func (a *arm) overNEON(name, signature, doc string, size int, pass func()) {
	a.fn(name, signature, 0, 0, doc, "dst", "src", "n", "frames", "stride")
	a.scale(4, size)
	a.loop(2, smallest, func() {
		pass()
		a.add(smallest*size, 1)
	})
	a.ret()
}

// sqDevNEON adds squared deviations: 16 pixels at a time, with their sums in V16
// to V23 and means in V24 to V31.
func (a *arm) sqDevNEON(suffix, typ string, size int) {
	a.fn("sqDevFrames"+suffix, "(dst, mean *float64, src *"+typ+", n, frames, stride int)", 0, 0, "adds squared deviations.",
		"dst", "mean", "src", "n", "frames", "stride")
	a.scale(5, size)
	a.loop(3, 16, func() {
		a.ins("MOVD R0, R6")
		a.load(6, 16, 8)
		a.load(1, 24, 8)
		a.ins("MOVD R2, R6")
		a.ins("MOVD R4, R7")
		a.loop(7, 1, func() {
			a.ins("MOVD R6, R8")
			a.singles(8, size)
			for i := 3; i >= 0; i-- {
				a.toDoubles(2*i, 2*i+1, i)
			}
			for i := range 8 {
				a.op("fsub", "2d", i, i, 24+i)
				a.op("fmla", "2d", 16+i, i, i)
			}
			a.ins("ADD R5, R6, R6")
		})
		a.store(0, 16, 8)
		a.add(16*size, 2)
	})
	a.ret()
}

// singles loads sixteen elements into V0 to V3 as float32, without numbers in
// registers.
func (a *arm) singles(pointer, size int) {
	a.load(pointer, 0, size)
	for have := size; have < 4; have *= 2 {
		for v := have - 1; v >= 0; v-- {
			a.widen(2*v, 2*v+1, v, have, false)
		}
	}
	if size < 4 {
		for v := range 4 {
			a.op("ucvtf", "4s", v, v)
		}
	}
}

// neonRows emits the sums of rows.go.
func (a *arm) neonRows() {
	for _, s := range []struct {
		suffix, typ string
		size        int
	}{{"U8", "uint8", 1}, {"U16", "uint16", 2}, {"F32", "float32", 4}} {
		for _, frames := range []int{8, 4, 2, 1} {
			a.fn(fmt.Sprintf("rows%d%s", frames, s.suffix), "(dst *float32, src *"+s.typ+", n, stride int)",
				0, 0, fmt.Sprintf("adds %d frames to dst.", frames), "dst", "src", "n", "stride")
			a.rowsNEON(frames, s.size)
			a.ret()
		}
	}
}

// rowsNEON handles 32 pixels at a time: their sums are in V16 and up, pointers to
// the frames in R8 to R15.
func (a *arm) rowsNEON(frames, size int) {
	a.scale(3, size)
	a.ins("MOVD R1, R8")
	for f := 1; f < frames; f++ {
		a.ins("ADD R3, R%d, R%d", 7+f, 8+f)
	}
	a.loop(2, smallest, func() {
		a.clear(16, min(4*size, 8))
		for f := range frames {
			a.load(8+f, 0, 2*size)
			if size == 4 {
				a.all("fadd", 4, []int{16, 17, 18, 19, 20, 21, 22, 23}, []int{16, 17, 18, 19, 20, 21, 22, 23}, []int{0, 1, 2, 3, 4, 5, 6, 7})
			} else {
				a.addWide(2*size, size)
			}
		}
		switch size {
		case 1:
			a.wordsToDwords()
			a.addF32()
		case 2:
			a.addF32()
		default:
			a.addLanes(4, 8)
		}
	})
}
