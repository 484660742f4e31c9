package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/operand"
)

// elementwise emits a loop over quantum elements per turn; one handles the
// vector at out from the one at in, of lanes elements.
func (g *gen) elementwise(name, dst, src, doc string, dstSize, srcSize, lanes int, prepare func() func(out, in operand.Mem)) {
	g.fn(name, fmt.Sprintf("(dst *%s, src *%s, n int)", dst, src), doc)
	d, s, n := g.arg("dst"), g.arg("src"), g.arg("n")
	one := prepare()
	g.while(n, quantum, func() {
		for i := 0; i < quantum; i += lanes {
			one(at(d, i*dstSize), at(s, i*srcSize))
		}
		g.advance(quantum*dstSize, d)
		g.advance(quantum*srcSize, s)
	})
	g.ret()
}

func swaps(g *gen) {
	for _, size := range []int{2, 4, 8} {
		// The source of each byte in a 16-byte lane, as two constants.
		var order [2]uint64
		for i := range 16 {
			from := i - i%size + size - 1 - i%size
			order[i/8] |= uint64(from) << (i % 8 * 8)
		}
		name := fmt.Sprintf("swap%d", 8*size)
		g.elementwise(name, "byte", "byte", "reverses the bytes of each element.", 1, 1, g.level.width, func() func(out, in operand.Mem) {
			table, ok := g.consts[name]
			if !ok {
				table = g.StaticGlobal(name + "Order")
				g.DataAttributes(attr.RODATA | attr.NOPTR)
				g.AppendDatum(operand.U64(order[0]))
				g.AppendDatum(operand.U64(order[1]))
				g.consts[name] = table
			}
			shuffle := g.vec()
			if g.wide() {
				g.VBROADCASTI32X4(table, shuffle)
			} else {
				g.VBROADCASTI128(table, shuffle)
			}
			return func(out, in operand.Mem) {
				v := g.vec()
				g.load(in, v)
				g.VPSHUFB(shuffle, v, v)
				g.store(v, out)
			}
		})
	}
}
