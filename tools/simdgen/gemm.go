package main

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// gemmShape is the largest tile of a level: rows of the left matrix, and
// vectors along the right one. Twenty-four accumulators hide the latency of
// AVX-512 additions and leave room for what is multiplied; with the sixteen
// registers of AVX2, 4×3 needs the fewest loads.
func gemmShape(l level) (rows []int, vectors int) {
	if l == avx512 {
		return []int{12, 8, 4}, 2
	}
	return []int{4}, 3
}

// gemms emits the micro-kernels of matrix products, for full tiles and for what
// is left at the edges, and the packing of their operands.
func gemms(g *gen) {
	rows, vectors := gemmShape(g.level)
	for _, size := range []int{4, 8} {
		for _, r := range rows {
			for v := 1; v <= vectors; v++ {
				g.gemmTile(r, v, size)
			}
		}
		widths := slices.Clone(rows)
		for v := 1; v <= vectors; v++ {
			widths = append(widths, v*g.lanes(size))
		}
		slices.Sort(widths)
		for _, w := range slices.Compact(widths) {
			g.packAlong(w, size)
		}
		g.packAcross(size)
		g.addPairs(size)
	}
}

// floats names a type by its size.
func floats(size int) (suffix, typ string) {
	return fmt.Sprintf("F%d", 8*size), fmt.Sprintf("float%d", 8*size)
}

// gemmTile emits c[r*ldc+j] += Σ_p a[p*rows+r]*b[p*ldb+j]. Each element is one
// chain of fused additions in the order of p, at every level. The right matrix
// is a packed panel, or lies in memory as it is. Wide vectors leave time to
// fetch the rows of the result that tiles further down add to: each is a piece of
// a line or two, far from the next one.
func (g *gen) gemmTile(rows, vectors, size int) {
	suffix, typ := floats(size)
	width := vectors * g.lanes(size)
	g.fn(fmt.Sprintf("gemm%dx%d%s", rows, width, suffix), fmt.Sprintf("(c *%s, ldc int, a, b *%s, ldb, k int)", typ, typ),
		fmt.Sprintf("multiplies a packed panel of %d rows with %d columns.", rows, width))
	c, ldc, a, b, ldb, k := g.arg("c"), g.arg("ldc"), g.arg("a"), g.arg("b"), g.arg("ldb"), g.arg("k")
	g.scale(ldc, size)
	g.scale(ldb, size)
	below := g.prefetchRows(c, ldc, rows, vectors)
	acc := g.vecs(rows * vectors)
	g.zero(acc...)
	step := func(steps int) func() {
		return func() {
			for s := range steps {
				g.gemmStep(acc, a, b, s, rows, vectors, size)
				g.ADDQ(ldb, b)
			}
			g.advance(steps*rows*size, a)
		}
	}
	g.while(k, 4, func() {
		if g.wide() {
			for v := range vectors {
				g.PREFETCHT1(at(below, v*g.level.width))
			}
			g.ADDQ(ldc, below)
		}
		step(4)()
	})
	g.while(k, 1, step(1))
	add := g.VADDPS
	if size == 8 {
		add = g.VADDPD
	}
	for r := range rows {
		for v := range vectors {
			m := at(c, v*g.level.width)
			add(m, acc[r*vectors+v], acc[r*vectors+v])
			g.store(acc[r*vectors+v], m)
		}
		g.ADDQ(ldc, c)
	}
	g.ret()
}

// prefetchRows fetches the tile of the result, which is needed at the end, and
// returns the address of the row after it.
func (g *gen) prefetchRows(c, ldc reg.GPVirtual, rows, vectors int) reg.GPVirtual {
	p := g.GP64()
	g.MOVQ(c, p)
	for range rows {
		for at64 := 0; at64 < vectors*g.level.width; at64 += 64 {
			g.PREFETCHT0(at(p, at64))
		}
		g.ADDQ(ldc, p)
	}
	return p
}

func (g *gen) gemmStep(acc []reg.VecVirtual, a, b reg.GPVirtual, s, rows, vectors, size int) {
	fma, broadcast := g.VFMADD231PS, g.VBROADCASTSS
	if size == 8 {
		fma, broadcast = g.VFMADD231PD, g.VBROADCASTSD
	}
	right := g.vecs(vectors)
	for v := range right {
		g.load(at(b, v*g.level.width), right[v])
	}
	for r := range rows {
		left := g.vec()
		broadcast(at(a, (s*rows+r)*size), left)
		for v := range right {
			fma(left, right[v], acc[r*vectors+v])
		}
	}
}

// packAlong emits dst[p*width+j] = src[p*ld+j].
func (g *gen) packAlong(width, size int) {
	suffix, typ := floats(size)
	g.fn(fmt.Sprintf("packAlong%d%s", width, suffix), fmt.Sprintf("(dst, src *%s, ld, k int)", typ),
		fmt.Sprintf("copies rows of %d elements.", width))
	dst, src, ld, k := g.arg("dst"), g.arg("src"), g.arg("ld"), g.arg("k")
	g.scale(ld, size)
	g.times(k, func() {
		for from, left := 0, width*size; left > 0; {
			v, n := g.piece(left)
			g.load(at(src, from), v)
			g.store(v, at(dst, from))
			from, left = from+n, left-n
		}
		g.ADDQ(ld, src)
		g.advance(width*size, dst)
	})
	g.ret()
}

// piece is the widest register that a run of bytes fills.
func (g *gen) piece(left int) (reg.Register, int) {
	switch {
	case left >= 64 && g.wide():
		return g.ZMM(), 64
	case left >= 32:
		return g.YMM(), 32
	}
	return g.XMM(), 16
}

// packAcross emits dst[p*width+j] = src[j*ld+p], for groups of as many j as fill
// 16 bytes. k is a multiple of the lanes of a vector. Each group fetches the rows
// of the next one, also of what may be packed after the last: they are too short
// for the processor to go ahead by itself.
func (g *gen) packAcross(size int) {
	suffix, typ := floats(size)
	rows := 16 / size
	g.fn("packAcross"+suffix, fmt.Sprintf("(dst *%s, width int, src *%s, ld, k, groups int)", typ, typ),
		fmt.Sprintf("turns groups of %d rows into columns.", rows))
	dst, width := g.arg("dst"), g.arg("width")
	g.scale(width, size)
	src := g.rowPointers("src", "ld", rows, size)
	ld, groups := g.arg("ld"), g.arg("groups")
	g.scale(ld, size)
	g.SHLQ(operand.U8(bits.Len(uint(rows))-1), ld)
	p, i, k := g.GP64(), g.GP64(), g.arg("k")
	after := make([]reg.GPVirtual, rows)
	for r := range after {
		after[r] = g.GP64()
	}
	g.times(groups, func() {
		g.MOVQ(dst, p)
		g.XORQ(i, i)
		for r := range after {
			g.LEAQ(operand.Mem{Base: src[r], Index: ld, Scale: 1}, after[r])
		}
		loop := g.label("vectors")
		g.Label(loop)
		in := g.vecs(rows)
		for r := range in {
			g.PREFETCHT0(operand.Mem{Base: after[r], Index: i, Scale: uint8(size)})
			g.load(operand.Mem{Base: src[r], Index: i, Scale: uint8(size)}, in[r])
		}
		out := g.turn(in)
		for lane := range g.level.width / 16 {
			for _, v := range out {
				g.storeQuarter(v, lane, at(p, 0))
				g.ADDQ(width, p)
			}
		}
		g.advance(g.lanes(size), i)
		g.CMPQ(i, k)
		g.JLT(operand.LabelRef(loop))
		g.advance(16, dst)
		for _, r := range src {
			g.ADDQ(ld, r)
		}
	})
	g.ret()
}

// turn transposes the 2×2 or 4×4 blocks of each 16 bytes.
func (g *gen) turn(in []reg.VecVirtual) []reg.VecVirtual {
	out := g.vecs(len(in))
	if len(in) == 2 {
		g.VUNPCKLPD(in[1], in[0], out[0])
		g.VUNPCKHPD(in[1], in[0], out[1])
		return out
	}
	t := g.vecs(4)
	g.VUNPCKLPS(in[1], in[0], t[0])
	g.VUNPCKLPS(in[3], in[2], t[1])
	g.VUNPCKHPS(in[1], in[0], t[2])
	g.VUNPCKHPS(in[3], in[2], t[3])
	g.VUNPCKLPD(t[1], t[0], out[0])
	g.VUNPCKHPD(t[1], t[0], out[1])
	g.VUNPCKLPD(t[3], t[2], out[2])
	g.VUNPCKHPD(t[3], t[2], out[3])
	return out
}

// storeQuarter stores 16 bytes of a vector.
func (g *gen) storeQuarter(v reg.VecVirtual, lane int, m operand.Mem) {
	switch {
	case lane == 0:
		g.VMOVUPS(v.AsX(), m)
	case g.wide():
		g.VEXTRACTF32X4(operand.U8(lane), v, m)
	default:
		g.VEXTRACTF128(operand.U8(lane), v, m)
	}
}
