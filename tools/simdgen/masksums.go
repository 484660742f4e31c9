package main

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// addQuads adds the horizontal sums of four rows of accumulators of float32 to
// out, and goes on to the row after them. Sums are made of many accumulators at
// once, which takes a third of the instructions of one after the other.
func (g *gen) addQuads(out, ldo reg.GPVirtual, acc []reg.VecVirtual, cols int) {
	var columns [][]reg.VecVirtual
	for c := range cols {
		columns = append(columns, g.foldRows([]reg.VecVirtual{acc[c], acc[cols+c], acc[2*cols+c], acc[3*cols+c]}))
	}
	var parts []quadSums
	for c := 0; c < cols; {
		n := 1
		for 2*n <= min(cols-c, 4) {
			n *= 2
		}
		parts = append(parts, quadSums{at: c, n: n, rows: g.foldColumns(columns[c:][:n])})
		c += n
	}
	for r := range 4 {
		for _, p := range parts {
			g.addRow(at(out, 4*p.at), p, r)
		}
		g.ADDQ(ldo, out)
	}
}

// quadSums are the sums of n columns from at on: of each row, in the lowest n
// numbers of 16 bytes.
type quadSums struct {
	at, n int
	rows  []reg.VecVirtual
}

// foldRows leaves four numbers of each of four rows, 16 bytes each.
func (g *gen) foldRows(v []reg.VecVirtual) []reg.VecVirtual {
	if !g.wide() {
		return []reg.VecVirtual{g.foldHalves(v[0], v[1]), g.foldHalves(v[2], v[3])}
	}
	x, y := g.foldQuarters(0x44, 0xee, v[0], v[1]), g.foldQuarters(0x44, 0xee, v[2], v[3])
	return []reg.VecVirtual{g.foldQuarters(0x88, 0xdd, x, y)}
}

// foldQuarters adds two choices of 16 bytes of two registers.
func (g *gen) foldQuarters(first, second int, x, y reg.VecVirtual) reg.VecVirtual {
	a, b := g.ZMM(), g.ZMM()
	g.VSHUFF32X4(operand.U8(first), y, x, a)
	g.VSHUFF32X4(operand.U8(second), y, x, b)
	g.VADDPS(b, a, a)
	return a
}

// foldHalves adds the halves of two registers.
func (g *gen) foldHalves(x, y reg.VecVirtual) reg.VecVirtual {
	a, b := g.YMM(), g.YMM()
	g.VPERM2F128(operand.U8(0x20), y, x, a)
	g.VPERM2F128(operand.U8(0x31), y, x, b)
	g.VADDPS(b, a, a)
	return a
}

// foldColumns adds the four numbers of each row of one, two or four columns.
func (g *gen) foldColumns(columns [][]reg.VecVirtual) []reg.VecVirtual {
	out := make([]reg.VecVirtual, len(columns[0]))
	for i := range out {
		switch len(columns) {
		case 4:
			out[i] = g.foldPairs(g.foldPairs(columns[0][i], columns[1][i]), g.foldPairs(columns[2][i], columns[3][i]))
		case 2:
			x := g.foldPairs(columns[0][i], columns[1][i])
			out[i] = g.foldPairs(x, x)
		default:
			x := g.foldPairs(columns[0][i], columns[0][i])
			out[i] = g.foldPairs(x, x)
		}
	}
	return out
}

// foldPairs adds neighbours within 16 bytes.
func (g *gen) foldPairs(x, y reg.VecVirtual) reg.VecVirtual {
	a, b := g.vec(), g.vec()
	g.VSHUFPS(operand.U8(0x88), y, x, a)
	g.VSHUFPS(operand.U8(0xdd), y, x, b)
	g.VADDPS(b, a, a)
	return a
}

// addRow adds the sums of row r to memory.
func (g *gen) addRow(m operand.Mem, p quadSums, r int) {
	perRegister := 4 / len(p.rows)
	v, lane := p.rows[r/perRegister], r%perRegister
	var x reg.Register = v.AsX()
	if lane > 0 {
		y := g.XMM()
		if g.wide() {
			g.VEXTRACTF32X4(operand.U8(lane), v, y)
		} else {
			g.VEXTRACTF128(operand.U8(lane), v, y)
		}
		x = y
	}
	sum := g.XMM()
	switch p.n {
	case 4:
		g.VADDPS(m, x, sum)
		g.VMOVUPS(sum, m)
	case 2:
		g.VMOVSD(m, sum)
		g.VADDPS(sum, x, sum)
		g.VMOVSD(sum, m)
	default:
		g.VADDSS(m, x, sum)
		g.VMOVSS(sum, m)
	}
}
