package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
)

// runWidth is the number of pixels in a run.
const runWidth = 16

// runDots multiply short runs of pixels with weights: masks of which only a few
// pixels are not zero.
func runDots(g *gen) {
	for _, s := range []struct {
		suffix, src string
		size        int
	}{{"U8", "uint8", 1}, {"U16", "uint16", 2}} {
		g.fn("runsDot"+s.suffix, fmt.Sprintf("(frame *%s, at *int32, w *float32, n, ahead int) float32", s.src), "takes n runs of 16 pixels and fetches those ahead.")
		frame, from, w, n := g.arg("frame"), g.arg("at"), g.arg("w"), g.arg("n")
		// The same runs of the next frame are ahead.
		next := g.arg("ahead")
		g.scale(next, s.size)
		g.ADDQ(frame, next)
		acc := g.vecs(4)
		g.zero(acc...)
		vecs := runWidth * 4 / g.level.width
		for _, runs := range []int{4, 1} {
			g.while(n, runs, func() {
				for i := range runs {
					p := g.GP64()
					g.MOVLQSX(at(from, 4*i), p)
					g.PREFETCHT0(operand.Mem{Base: next, Index: p, Scale: uint8(s.size)})
					for v := range vecs {
						t := g.vec()
						in := operand.Mem{Base: frame, Index: p, Scale: uint8(s.size), Disp: v * g.lanes(4) * s.size}
						g.loadF32(s.size, in, t)
						g.VFMADD231PS(at(w, (i*vecs+v)*g.level.width), t, acc[(i*vecs+v)%4])
					}
				}
				g.advance(4*runs, from)
				g.advance(4*runWidth*runs, w)
			})
		}
		x := g.across(g.VADDPS, g.VADDSS, g.tree(g.VADDPS, acc), 4)
		g.Store(x, g.ReturnIndex(0))
		g.ret()
	}
}
