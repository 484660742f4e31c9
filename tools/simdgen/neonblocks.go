package main

import "strings"

// neonMaps emits the byte swaps and the casts.
func (a *arm) neonMaps() {
	for i, code := range []uint32{rev16, rev32, rev64} {
		a.fn([]string{"swap16", "swap32", "swap64"}[i], "(dst, src *byte, n int)", 0, 0, "reverses the bytes of each element.", "dst", "src", "n")
		a.loop(2, quantum, func() {
			a.load(1, 0, 4)
			for v := range 4 {
				a.word("rev", code, v, v, 0)
			}
			a.store(0, 0, 4)
		})
		a.ins("RET")
	}
	f32, f64 := real[0], real[1]
	for _, from := range []kind{unsigned[0], unsigned[1], unsigned[2], signed[0], signed[1], signed[2]} {
		low, high, convert := uint32(ushll), uint32(ushll2), uint32(ucvtf)
		if from.signed {
			low, high, convert = sshll, sshll2, scvtf
		}
		a.castNEON(from, f32, func() {
			a.loadDwords(1, from.size, low, high)
			for i := range 4 {
				a.word("xcvtf", convert, i, i, 0)
			}
			a.store(0, 0, 4)
		})
		a.castNEON(from, f64, func() {
			a.loadDwords(1, from.size, low, high)
			for i := range 4 {
				a.word("xshll", low|long(4), 16+2*i, i, 0)
				a.word("xshll2", high|long(4), 17+2*i, i, 0)
			}
			for i := range 8 {
				a.word("xcvtf", convert|double, 16+i, 16+i, 0)
			}
			a.store(0, 16, 8)
		})
	}
	a.castNEON(f32, f64, func() {
		a.load(1, 0, 4)
		for i := range 4 {
			a.word("fcvtl", fcvtl, 16+2*i, i, 0)
			a.word("fcvtl2", fcvtl2, 17+2*i, i, 0)
		}
		a.store(0, 16, 8)
	})
	a.castNEON(f64, f32, func() {
		a.load(1, 0, 8)
		for i := range 4 {
			a.word("fcvtn", fcvtn, 16+i, 2*i, 0)
			a.word("fcvtn2", fcvtn2, 16+i, 2*i+1, 0)
		}
		a.store(0, 16, 4)
	})
}

// castNEON emits a cast whose steps handle sixteen elements.
func (a *arm) castNEON(from, to kind, step func()) {
	name := "cast" + from.name + to.name
	a.fn(name, "(dst, src *byte, n int)", 0, 0, "converts.", "dst", "src", "n")
	a.loop(2, 16, step)
	a.ins("RET")
	a.enter("casts", "castTable", name, to.name, from.name)
}

// neonBlocks emits the element-wise kernels.
func (a *arm) neonBlocks() {
	for _, e := range real {
		for op, code := range []uint32{fadd, fsub, fmul, fdiv} {
			a.plainNEON([]string{"Add", "Sub", "Mul", "Div"}[op], e, code|of(e.size), e)
		}
		for _, m := range []struct {
			op         string
			from, with int // registers of greater, and of the operand whose NaN is replaced
		}{{"Maximum", 4, 4}, {"FMax", 4, 0}, {"Minimum", 0, 4}, {"FMin", 0, 0}} {
			a.extremeNEON(m.op, e, m.from, m.with)
		}
		for _, c := range []struct {
			op    string
			code  uint32
			x, y  int
			other bool
		}{{"Equal", fcmeq, 0, 4, false}, {"NotEqual", fcmeq, 0, 4, true}, {"Less", fcmgt, 4, 0, false}, {"LessEqual", fcmge, 4, 0, false}} {
			a.compareNEON(c.op, e, c.code|of(e.size), c.x, c.y, c.other)
		}
		for op, code := range []uint32{fneg, fabs, fsqrt, frintn, frintm, frintp, frintz} {
			a.unaryNEON([]string{"Neg", "Abs", "Sqrt", "Rint", "Floor", "Ceil", "Trunc"}[op], e, code|of(e.size))
		}
		a.reciprocalNEON(e)
	}
	for i, u := range unsigned {
		for op, code := range []uint32{add | lanes(u.size), sub | lanes(u.size), and, orr, eor, mul | lanes(u.size)} {
			if op == 5 && u.size == 8 {
				continue // there is no such instruction
			}
			a.plainNEON([]string{"Add", "Sub", "And", "Or", "Xor", "Mul"}[op], u, code, u, signed[i])
		}
	}
}

// binaryNEON emits a kernel of two operands. each turns V0 to V3 and V4 to V7
// into what it stores.
func (a *arm) binaryNEON(name string, size int, each func()) {
	a.fn(name, "(dst, a, b *byte, n, single int)", 64, 0, "computes one function.", "dst", "a", "b", "n", "single")
	a.ins("MOVD $64, R5")
	a.ins("MOVD $64, R6")
	for i := range 2 { // a single element is repeated on the stack, where its pointer stands still
		next := a.label("both")
		a.ins("CMP $%d, R4", i+1)
		a.ins("BNE %s", next)
		lane := map[int]string{1: "B16", 2: "H8", 4: "S4", 8: "D2"}[size]
		for v := range 4 {
			a.ins("VLD1R (R%d), [V%d.%s]", 1+i, v, lane)
		}
		a.ins("MOVD $block-64(SP), R%d", 1+i)
		a.ins("VST1 %s, (R%d)", vectors(0, 4), 1+i)
		a.ins("MOVD $0, R%d", 5+i)
		a.text.WriteString(next + ":\n")
	}
	a.loop(3, 64/size, func() {
		a.ins("VLD1.P (R1)(R5), %s", vectors(0, 4))
		a.ins("VLD1.P (R2)(R6), %s", vectors(4, 4))
		each()
	})
	a.ins("RET")
}

func (a *arm) plainNEON(op string, e kind, code uint32, types ...kind) {
	a.binaryNEON(kernelName(op, e), e.size, func() {
		for i := range 4 {
			a.word(strings.ToLower(op), code, i, i, 4+i)
		}
		a.store(0, 0, 4)
	})
	for _, t := range types {
		a.enter("binary", "binaryTable", kernelName(op, e), t.name, op)
	}
}

// extremeNEON replaces the first operand where the second one is larger, or
// smaller, and where the operand from register nan on is NaN.
func (a *arm) extremeNEON(op string, e kind, larger, nan int) {
	a.binaryNEON(kernelName(op, e), e.size, func() {
		for i := range 4 {
			a.word("fcmgt", fcmgt|of(e.size), 16, larger+i, 4-larger+i)
			a.word("fcmeq", fcmeq|of(e.size), 17, nan+i, nan+i)
			a.word("orn", orn, 16, 16, 17)
			a.word("bit", bit, i, 4+i, 16)
		}
		a.store(0, 0, 4)
	})
	a.enter("binary", "binaryTable", kernelName(op, e), e.name, op)
}

// compareNEON narrows masks to bytes of 0 or 1.
func (a *arm) compareNEON(op string, e kind, code uint32, x, y int, complement bool) {
	a.binaryNEON(kernelName(op, e), e.size, func() {
		for i := range 4 {
			a.word("fcm", code, i, x+i, y+i)
		}
		count := 4
		for size := e.size; size > 1; size /= 2 {
			for i := range (count + 1) / 2 {
				a.word("xtn", xtn|lanes(size/2), i, 2*i, 0)
				if count > 1 {
					a.word("xtn2", xtn2|lanes(size/2), i, 2*i+1, 0)
				}
			}
			count = (count + 1) / 2
		}
		if complement {
			a.word("mvn", not, 0, 0, 0)
		}
		a.word("ushr", ushr7, 0, 0, 0)
		if e.size == 8 {
			a.ins("VST1.P [V0.B8], 8(R0)")
		} else {
			a.store(0, 0, 1)
		}
	})
	a.enter("binary", "binaryTable", kernelName(op, e), e.name, op)
}

func (a *arm) unaryNEON(op string, e kind, code uint32) {
	a.fn(kernelName(op, e), "(dst, src *byte, n int)", 0, 0, "computes one function.", "dst", "src", "n")
	a.loop(2, 64/e.size, func() {
		a.load(1, 0, 4)
		for i := range 4 {
			a.word(strings.ToLower(op), code, i, i, 0)
		}
		a.store(0, 0, 4)
	})
	a.ins("RET")
	a.enter("unary", "unaryTable", kernelName(op, e), e.name, op)
}

func (a *arm) reciprocalNEON(e kind) {
	a.fn(kernelName("Reciprocal", e), "(dst, src *byte, n int)", 0, 0, "divides 1.", "dst", "src", "n")
	a.word("fmov", map[int]uint32{4: fone32, 8: fone64}[e.size], 8, 0, 0)
	a.loop(2, 64/e.size, func() {
		a.load(1, 0, 4)
		for i := range 4 {
			a.word("fdiv", fdiv|of(e.size), i, 8, i)
		}
		a.store(0, 0, 4)
	})
	a.ins("RET")
	a.enter("unary", "unaryTable", kernelName("Reciprocal", e), e.name, "Reciprocal")
}
