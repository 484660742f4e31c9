package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func dots(g *gen) {
	for _, s := range []struct {
		suffix, src string
		size        int
	}{{"F32", "float32", 4}, {"U8F32", "uint8", 1}, {"U16F32", "uint16", 2}} {
		g.blocked("dot"+s.suffix, fmt.Sprintf("(a *%s, b *float32, n int) float64", s.src),
			"sums products in blocks of 32 per lane, and the blocks in float64.", s.size, 4,
			func(a, b reg.GPVirtual, i int, acc reg.VecVirtual) {
				t := g.vec()
				g.loadF32(s.size, at(a, i*g.lanes(4)*s.size), t)
				g.VFMADD231PS(at(b, i*g.level.width), t, acc)
			})
	}
}

// loadF32 loads float32, or unsigned integers of 8 or 16 bits as float32.
func (g *gen) loadF32(size int, in operand.Mem, v reg.VecVirtual) {
	switch size {
	case 1:
		g.VPMOVZXBD(in, v)
		g.VCVTDQ2PS(v, v)
	case 2:
		g.VPMOVZXWD(in, v)
		g.VCVTDQ2PS(v, v)
	default:
		g.load(in, v)
	}
}
