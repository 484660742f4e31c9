package main

import "fmt"

// neonRuns emits the products of runs of sixteen pixels; see runs.go.
func (a *arm) neonRuns() {
	for size := 1; size <= 2; size++ {
		typ := []string{"", "uint8", "uint16"}[size]
		a.fn(fmt.Sprintf("runsDotU%d", 8*size), "(frame *"+typ+", at *int32, w *float32, n, ahead int) float32", 0, 4,
			"takes n runs of 16 pixels and fetches those ahead.", "frame", "at", "w", "n", "ahead")
		a.magic(size)
		a.ins("ADD R4<<%d, R0, R4", size-1)
		a.clear(16, 4)
		a.loop(3, 1, func() {
			a.ins("MOVW.P 4(R1), R5")
			a.ins("ADD R5<<%d, R0, R6", size-1)
			a.ins("ADD R5<<%d, R4, R7", size-1)
			a.ins("PRFM (R7), PLDL1KEEP")
			a.loadF32(6, 0, 4, size)
			a.load(2, 8, 4)
			for v := range 4 {
				a.op("fmla", "4s", 16+v, v, 8+v)
			}
		})
		a.tree(16, 4, 4)
		a.op("faddp", "4s", 16, 16, 16)
		a.v("faddp s16, v16.2s")
		a.ins("FMOVS F16, ret+40(FP)")
		a.ret()
	}
}

// neonEntries emits the kernels over stored pixels of sparse frames; see
// entries.go.
func (a *arm) neonEntries() {
	a.fn("maxU32", "(src *int32, n int) uint32", 0, 4, fmt.Sprintf("returns the largest of n numbers, a multiple of %d, taken as unsigned.", quantum/2), "src", "n")
	a.clear(16, 8)
	a.loop(1, quantum/2, func() {
		a.load(0, 0, 8)
		for v := range 8 {
			a.op("umax", "4s", 16+v, 16+v, v)
		}
	})
	for v := 1; v < 8; v++ {
		a.op("umax", "4s", 16, 16, 16+v)
	}
	a.v("umaxv s16, v16.4s")
	a.ins("FMOVS F16, ret+16(FP)")
	a.ret()
	for _, t := range entryTypes {
		a.quadNEON(t.suffix, t.name, t.size)
	}
}

// quadNEON goes over entries by fours whose pixels all have weights, and one by
// one at the end and before one that has not.
func (a *arm) quadNEON(suffix, typ string, size int) {
	a.fn("quadEntries"+suffix, "(sums *float32, index *int32, values *"+typ+", weights *float32, n, limit int) int", 0, 8,
		"adds to 4 sums the products of up to n values with the 4 weights at their index, up to the first that is not below limit, and returns how many it has passed.",
		"sums", "index", "values", "weights", "n", "limit")
	a.magic(size)
	a.clear(16, 4)
	a.ins("MOVD R4, R6")
	end, single := a.label("end"), a.label("single")
	pixel := func(i int, leave string) {
		a.ins("MOVW %d(R1), R%d", 4*i, 8+i)
		a.ins("CMP R5, R%d", 8+i)
		a.ins("BHS %s", leave)
	}
	weights := func(i int) {
		a.ins("ADD R%d<<4, R3, R%d", 8+i, 8+i)
		a.at(8+i, 0, i)
		a.v("fmla v%d.4s, v%d.4s, v4.s[%d]", 16+i, i, i)
	}
	fours := a.label("fours")
	a.place(fours)
	a.ins("CMP $4, R6")
	a.ins("BLT %s", single)
	for i := range 4 {
		pixel(i, single)
	}
	a.loadF32(2, 4, 1, size)
	for i := range 4 {
		weights(i)
	}
	a.add(16, 1)
	a.ins("SUB $4, R6, R6")
	a.ins("B %s", fours)
	a.place(single)
	a.ins("CBZ R6, %s", end)
	pixel(0, end)
	a.ins("%s %d(R2), %s", []string{"", "MOVBU.P", "MOVHU.P", "", "FMOVS.P"}[size], size, []string{"", "R9", "R9", "", "F4"}[size])
	if size < 4 {
		a.ins("UCVTFWS R9, F4")
	}
	weights(0)
	a.add(4, 1)
	a.ins("SUB $1, R6, R6")
	a.ins("B %s", single)
	a.place(end)
	a.tree(16, 4, 4)
	a.at(0, 0, 0)
	a.op("fadd", "4s", 0, 0, 16)
	a.put(0, 0, 0)
	a.ins("SUB R6, R4, R4")
	a.ins("MOVD R4, ret+48(FP)")
	a.ret()
}
