package main

import "strings"

// neonBlocks emits the element-wise kernels.
func (a *arm) neonBlocks() {
	for _, e := range real {
		kind := lanesOf(e.size)
		for _, op := range []string{"Add", "Sub", "Mul", "Div"} {
			a.plainNEON(op, "f"+strings.ToLower(op), e, e)
		}
		for _, m := range []struct {
			op         string
			larger, of int // registers of what has to be larger, and of the operand whose NaN is replaced
		}{{"Maximum", 4, 4}, {"FMax", 4, 0}, {"Minimum", 0, 4}, {"FMin", 0, 0}} {
			a.extremeNEON(m.op, e, m.larger, m.of)
		}
		a.comparisonsNEON(e, []string{"fcmeq", "fcmgt", "fcmge"})
		for _, u := range [][2]string{{"Neg", "fneg"}, {"Abs", "fabs"}, {"Sqrt", "fsqrt"}, {"Rint", "frintn"}, {"Floor", "frintm"}, {"Ceil", "frintp"}, {"Trunc", "frintz"}} {
			a.unaryNEON(u[0], e, func() {}, func(v int) { a.op(u[1], kind, v, v) })
		}
		a.unaryNEON("Reciprocal", e, func() { a.v("fmov v8.%s, #1.0", kind) }, func(v int) { a.op("fdiv", kind, v, 8, v) })
	}
	for i, u := range unsigned {
		a.integersNEON(u, signed[i])
	}
	a.booleansNEON()
	for i, u := range unsigned {
		a.whereNEON(u, i)
	}
}

// integersNEON emits the kernels on integers of one size. There is no product
// of lanes of 64 bits.
func (a *arm) integersNEON(u, s kind) {
	lanes := lanesOf(u.size)
	for _, op := range []string{"Add", "Sub", "Mul"} {
		if op != "Mul" || u.size < 8 {
			a.plainNEON(op, strings.ToLower(op), u, u, s)
		}
	}
	for _, op := range [][2]string{{"And", "and"}, {"Or", "orr"}, {"Xor", "eor"}} {
		a.combineNEON(op[0], u, func(v int) { a.op(op[1], "16b", v, v, 4+v) }, u, s)
	}
	for _, e := range []struct {
		kind
		sign, greater string
	}{{u, "u", "cmhi"}, {s, "s", "cmgt"}} {
		for _, op := range []string{"Max", "Min"} {
			a.combineNEON(op+"imum", e.kind, func(v int) {
				switch {
				case e.size < 8:
					a.op(e.sign+strings.ToLower(op), lanes, v, v, 4+v)
				case op == "Max":
					a.op(e.greater, lanes, 16+v, 4+v, v)
					a.op("bit", "16b", v, 4+v, 16+v)
				default:
					a.op(e.greater, lanes, 16+v, v, 4+v)
					a.op("bit", "16b", v, 4+v, 16+v)
				}
			}, e.kind)
			a.enter("binary", "binaryTable", kernelName(op+"imum", e.kind), e.name, "F"+op)
		}
	}
	a.comparisonsNEON(u, []string{"cmeq", "cmhi", "cmhs"})
	a.comparisonsNEON(s, []string{"cmeq", "cmgt", "cmge"})
	a.unaryNEON("Neg", u, func() {}, func(v int) { a.op("neg", lanes, v, v) }, s)
	a.unaryNEON("Not", u, func() {}, func(v int) { a.op("mvn", "16b", v, v) }, s)
	a.unaryNEON("Abs", s, func() {}, func(v int) { a.op("abs", lanes, v, v) })
}

// booleansNEON emits functions of booleans, of which every byte but 0 is true.
func (a *arm) booleansNEON() {
	truth := func(v int) { a.op("cmtst", "16b", v, v, v) }
	one := func(v int) { a.v("ushr v%d.16b, v%d.16b, #7", v, v) }
	for _, op := range [][2]string{{"And", "and"}, {"Or", "orr"}, {"Xor", "eor"}} {
		a.combineNEON(op[0], boolean, func(v int) {
			truth(v)
			truth(4 + v)
			a.op(op[1], "16b", v, v, 4+v)
			one(v)
		}, boolean)
	}
	a.unaryNEON("Not", boolean, func() { a.clear(8, 1) }, func(v int) {
		a.op("cmeq", "16b", v, v, 8)
		one(v)
	})
}

// repeated lets the operand that is a single element, by the code in a
// register, be repeated on the stack, where its pointer stands still: the steps
// of the two pointers come in R6 and R7.
func (a *arm) repeated(pointer, single, size int) {
	a.ins("MOVD $64, R6")
	a.ins("MOVD $64, R7")
	for i := range 2 {
		next := a.label("both")
		a.ins("CMP $%d, R%d", i+1, single)
		a.ins("BNE %s", next)
		for v := range 4 {
			if size == 16 {
				a.at(pointer+i, 0, v)
				continue
			}
			a.ins("VLD1R (R%d), [V%d.%s]", pointer+i, v, map[int]string{1: "B16", 2: "H8", 4: "S4", 8: "D2"}[size])
		}
		a.ins("MOVD $block-64(SP), R%d", pointer+i)
		a.ins("VST1 %s, (R%d)", vectors(0, 4), pointer+i)
		a.ins("MOVD $0, R%d", 6+i)
		a.place(next)
	}
}

// binaryNEON emits a kernel of two operands. each turns V0 to V3 and V4 to V7
// into what it stores.
func (a *arm) binaryNEON(name string, size int, each func()) {
	a.blocksNEON(name, size, func() {}, each)
}

// blocksNEON is binaryNEON with something to do before the loop.
func (a *arm) blocksNEON(name string, size int, begin, each func()) {
	a.fn(name, "(dst, a, b *byte, n, single int)", 64, 0, "computes one function.", "dst", "a", "b", "n", "single")
	begin()
	a.repeated(1, 4, size)
	a.loop(3, 64/size, func() {
		a.ins("VLD1.P (R1)(R6), %s", vectors(0, 4))
		a.ins("VLD1.P (R2)(R7), %s", vectors(4, 4))
		each()
	})
	a.ret()
}

// combineNEON emits one that combines V0 to V3 with V4 to V7.
func (a *arm) combineNEON(op string, e kind, with func(v int), types ...kind) {
	a.binaryNEON(kernelName(op, e), e.size, func() {
		for v := range 4 {
			with(v)
		}
		a.store(0, 0, 4)
	})
	for _, t := range types {
		a.enter("binary", "binaryTable", kernelName(op, e), t.name, op)
	}
}

func (a *arm) plainNEON(op, name string, e kind, types ...kind) {
	a.combineNEON(op, e, func(v int) { a.op(name, lanesOf(e.size), v, v, 4+v) }, types...)
}

// extremeNEON replaces the first operand where the second one is larger, or
// smaller, and where the operand from register of on is NaN.
func (a *arm) extremeNEON(op string, e kind, larger, of int) {
	kind := lanesOf(e.size)
	a.combineNEON(op, e, func(v int) {
		a.op("fcmgt", kind, 16, larger+v, 4-larger+v)
		a.op("fcmeq", kind, 17, of+v, of+v)
		a.op("orn", "16b", 16, 16, 17)
		a.op("bit", "16b", v, 4+v, 16)
	}, e)
}

// comparisonsNEON emits the comparisons of a type by its instructions for equal,
// greater and greater or equal. Those without signs serve equality of all.
func (a *arm) comparisonsNEON(e kind, names []string) {
	shared := e.signed && !e.float
	for _, c := range []struct {
		op, name   string
		x, y       int
		complement bool
	}{{"Equal", names[0], 0, 4, false}, {"NotEqual", names[0], 0, 4, true}, {"Less", names[1], 4, 0, false}, {"LessEqual", names[2], 4, 0, false}} {
		name := kernelName(c.op, e)
		if shared && c.x == 0 {
			name = strings.Replace(name, "Int", "Uint", 1)
		} else {
			a.compareNEON(name, e.size, c.complement, func(v int) { a.op(c.name, lanesOf(e.size), v, c.x+v, c.y+v) })
		}
		a.enter("binary", "binaryTable", name, e.name, c.op)
	}
}

// compareNEON narrows masks to bytes of 0 or 1.
func (a *arm) compareNEON(name string, size int, complement bool, mask func(v int)) {
	a.binaryNEON(name, size, func() {
		for v := range 4 {
			mask(v)
		}
		count := 4
		for s := size; s > 1; s /= 2 {
			for v := range (count + 1) / 2 {
				a.v("xtn v%d.%s, v%d.%s", v, halfOf(s/2), 2*v, lanesOf(s))
				if count > 1 {
					a.v("xtn2 v%d.%s, v%d.%s", v, lanesOf(s/2), 2*v+1, lanesOf(s))
				}
			}
			count = (count + 1) / 2
		}
		for v := range count {
			if complement {
				a.op("mvn", "16b", v, v)
			}
			a.v("ushr v%d.16b, v%d.16b, #7", v, v)
		}
		if size == 8 {
			a.ins("VST1.P [V0.B8], 8(R0)")
		} else {
			a.store(0, 0, count)
		}
	})
}

// unaryNEON emits a kernel of one operand, which is also for other types of the
// same size.
func (a *arm) unaryNEON(op string, e kind, begin func(), do func(v int), others ...kind) {
	a.fn(kernelName(op, e), "(dst, src *byte, n int)", 0, 0, "computes one function.", "dst", "src", "n")
	begin()
	a.loop(2, 64/e.size, func() {
		a.load(1, 0, 4)
		for v := range 4 {
			do(v)
		}
		a.store(0, 0, 4)
	})
	a.ret()
	for _, t := range append([]kind{e}, others...) {
		a.enter("unary", "unaryTable", kernelName(op, e), t.name, op)
	}
}

// whereNEON emits where: elements of a where the condition is not 0, else of b.
// Masks of bytes are widened with their sign.
func (a *arm) whereNEON(u kind, index int) {
	name := "where" + u.name
	a.fn(name, "(dst, cond, a, b *byte, n, single int)", 64, 0, "chooses.", "dst", "cond", "a", "b", "n", "single")
	a.repeated(2, 5, u.size)
	a.loop(4, 64/u.size, func() {
		if u.size == 8 {
			a.ins("FMOVD.P 8(R1), F8")
		} else {
			a.load(1, 8, 4/u.size)
		}
		for v := range max(1, 4/u.size) {
			a.op("cmtst", "16b", 8+v, 8+v, 8+v)
		}
		size, count := 1, max(1, 4/u.size)
		if u.size == 8 {
			a.v("sshll v8.8h, v8.8b, #0")
			size = 2
		}
		for ; size < u.size; size, count = 2*size, 2*count {
			for v := count - 1; v >= 0; v-- {
				a.widen(8+2*v, 9+2*v, 8+v, size, true)
			}
		}
		a.ins("VLD1.P (R2)(R6), %s", vectors(0, 4))
		a.ins("VLD1.P (R3)(R7), %s", vectors(4, 4))
		for v := range 4 {
			a.op("bsl", "16b", 8+v, v, 4+v)
		}
		a.store(0, 8, 4)
	})
	a.ret()
	a.enter("where", "whereTable", name, []string{"0", "1", "2", "3"}[index])
}
