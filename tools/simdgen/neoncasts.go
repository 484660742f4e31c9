package main

// neonMaps emits the byte swaps.
func (a *arm) neonMaps() {
	for _, name := range []string{"16", "32", "64"} {
		a.fn("swap"+name, "(dst, src *byte, n int)", 0, 0, "reverses the bytes of each element.", "dst", "src", "n")
		a.loop(2, quantum, func() {
			a.load(1, 0, 4)
			for v := range 4 {
				a.op("rev"+name, "16b", v, v)
			}
			a.store(0, 0, 4)
		})
		a.ret()
	}
}

// neonCasts emits the conversions between blocks of different types. Floats that
// become integers saturate, and NaN becomes 0, by themselves.
func (a *arm) neonCasts() {
	f32, f64 := real[0], real[1]
	for i := range unsigned {
		for j := range unsigned {
			switch {
			case i < j:
				a.widening(unsigned[i], unsigned[j], signed[j])
				a.widening(signed[i], unsigned[j], signed[j])
			case i > j:
				a.narrowing(unsigned[i], unsigned[j], signed[i], signed[j])
			}
		}
	}
	for _, from := range append(append([]kind{boolean}, unsigned[:3]...), signed[:3]...) {
		a.castNEON(from, f32, func() {
			a.loadLanes(from, 4)
			a.each("xcvtf", "4s", from, 4)
			a.store(0, 0, 4)
		})
	}
	for _, from := range append(append([]kind{boolean}, unsigned...), signed...) {
		a.castNEON(from, f64, func() {
			a.loadLanes(from, 8)
			a.each("xcvtf", "2d", from, 8)
			a.store(0, 0, 8)
		})
	}
	a.castNEON(f32, f64, func() { a.loadLanes(f32, 8); a.store(0, 0, 8) })
	a.castNEON(f64, f32, func() {
		a.load(1, 0, 8)
		for i := range 4 {
			a.toSingles(i, 2*i, 2*i+1)
		}
		a.store(0, 0, 4)
	})
	for _, f := range real {
		for i := range unsigned {
			a.truncation(f, signed[i])
			a.truncation(f, unsigned[i])
		}
	}
}

// each converts vectors from V0 on from integers, or to integers of a type.
func (a *arm) each(name, kind string, e kind, count int) {
	sign := map[bool]string{true: "s", false: "u"}[e.signed]
	name = map[string]string{"xcvtf": sign + "cvtf", "fcvtzx": "fcvtz" + sign}[name]
	for v := range count {
		a.op(name, kind, v, v)
	}
}

// castNEON emits a cast whose steps handle sixteen elements.
func (a *arm) castNEON(from, to kind, step func()) {
	a.castAs(from, to, []kind{from}, []kind{to}, step)
}

func (a *arm) castAs(from, to kind, sources, results []kind, step func()) {
	name := "cast" + from.name + to.name
	a.fn(name, "(dst, src *byte, n int)", 0, 0, "converts.", "dst", "src", "n")
	a.loop(2, 16, step)
	a.ret()
	for _, s := range sources {
		for _, r := range results {
			a.enter("casts", "castTable", name, r.name, s.name)
		}
	}
}

// loadLanes loads sixteen elements into lanes of the given size, from V0 on.
// Booleans become 0 or 1.
func (a *arm) loadLanes(from kind, size int) {
	have := from.size
	a.load(1, 0, have)
	if from == boolean {
		a.v("cmtst v0.16b, v0.16b, v0.16b")
		a.v("ushr v0.16b, v0.16b, #7")
	}
	for ; have < size; have *= 2 {
		for v := have - 1; v >= 0; v-- {
			if from.float {
				a.toDoubles(2*v, 2*v+1, v)
			} else {
				a.widen(2*v, 2*v+1, v, have, from.signed)
			}
		}
	}
}

func (a *arm) widening(from kind, results ...kind) {
	a.castAs(from, results[0], []kind{from}, results, func() {
		a.loadLanes(from, results[0].size)
		a.store(0, 0, results[0].size)
	})
}

// storeLower narrows sixteen lanes from V0 on in steps of one half and stores
// them.
func (a *arm) storeLower(name string, from, to int) {
	for ; from > to; from /= 2 {
		for v := range from / 2 {
			a.v("%s v%d.%s, v%d.%s", name, v, halfOf(from/2), 2*v, lanesOf(from))
			a.v("%s2 v%d.%s, v%d.%s", name, v, lanesOf(from/2), 2*v+1, lanesOf(from))
		}
	}
	a.store(0, 0, to)
}

// narrowing keeps the lower bytes.
func (a *arm) narrowing(from, to, signedFrom, signedTo kind) {
	a.castAs(from, to, []kind{from, signedFrom}, []kind{to, signedTo}, func() {
		a.load(1, 0, from.size)
		a.storeLower("xtn", from.size, to.size)
	})
}

// truncation converts to integers of the size of the floats, or of the result if
// that is larger, and lets the ends of narrower types be as they are.
func (a *arm) truncation(from, to kind) {
	size := max(from.size, to.size)
	a.castNEON(from, to, func() {
		a.loadLanes(from, size)
		a.each("fcvtzx", lanesOf(size), to, size)
		a.storeLower(map[bool]string{true: "sqxtn", false: "uqxtn"}[to.signed], size, to.size)
	})
}
