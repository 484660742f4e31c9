package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// level is an instruction set: its name is the suffix of the functions, width
// the bytes of its vectors.
type level struct {
	name  string
	width int
}

var (
	avx2   = level{"AVX2", 32}
	avx512 = level{"AVX512", 64}
	levels = []level{avx2, avx512}
)

// gen is an avo context that knows the level it generates for.
type gen struct {
	*build.Context
	level  level
	labels int
	consts map[string]operand.Mem
	tables []table
}

func newGen() *gen {
	g := &gen{Context: build.NewContext(), consts: map[string]operand.Mem{}}
	g.ConstraintExpr("amd64,!noasm")
	return g
}

func (g *gen) wide() bool { return g.level == avx512 }

// lanes is the number of elements of the given size in a vector.
func (g *gen) lanes(size int) int { return g.level.width / size }

// vec returns a new vector register of the level, half one of half the width.
func (g *gen) vec() reg.VecVirtual {
	if g.wide() {
		return g.ZMM()
	}
	return g.YMM()
}

func (g *gen) half() reg.VecVirtual {
	if g.wide() {
		return g.YMM()
	}
	return g.XMM()
}

func (g *gen) vecs(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = g.vec()
	}
	return v
}

// low is the lower half of a vector.
func (g *gen) low(v reg.VecVirtual) reg.Register {
	if g.wide() {
		return v.AsY()
	}
	return v.AsX()
}

// high extracts the upper half of a vector into a new register.
func (g *gen) high(v reg.VecVirtual) reg.VecVirtual {
	h := g.half()
	if g.wide() {
		g.VEXTRACTI64X4(operand.U8(1), v, h)
	} else {
		g.VEXTRACTI128(operand.U8(1), v, h)
	}
	return h
}

func (g *gen) zero(v ...reg.VecVirtual) {
	for _, r := range v {
		g.VXORPS(r, r, r)
	}
}

// load and store move whole vectors.
func (g *gen) load(m operand.Mem, v reg.Register)  { g.VMOVUPS(m, v) }
func (g *gen) store(v reg.Register, m operand.Mem) { g.VMOVUPS(v, m) }

// fn starts a function of the level; doc follows its name.
func (g *gen) fn(name, args, doc string) {
	name += g.level.name
	g.labels = 0
	g.Function(name)
	g.Attributes(attr.NOSPLIT)
	g.SignatureExpr("func" + args)
	g.Doc(name + " " + doc)
	g.Pragma("noescape")
}

func (g *gen) ret() {
	g.VZEROUPPER()
	g.RET()
}

// arg loads a parameter into a general register.
func (g *gen) arg(name string) reg.GPVirtual {
	r := g.GP64()
	g.Load(g.Param(name), r)
	return r
}

// label returns a name that is unique in the function.
func (g *gen) label(s string) string {
	g.labels++
	return fmt.Sprintf("%s%d", s, g.labels)
}

// while runs body as long as n >= step, and takes step from n after each turn.
func (g *gen) while(n reg.GPVirtual, step int, body func()) {
	top, end := g.label("loop"), g.label("end")
	g.Label(top)
	g.CMPQ(n, operand.U32(step))
	g.JLT(operand.LabelRef(end))
	body()
	g.SUBQ(operand.U32(step), n)
	g.JMP(operand.LabelRef(top))
	g.Label(end)
}

// times runs body count times; count must be positive and is used up.
func (g *gen) times(count reg.GPVirtual, body func()) {
	top := g.label("times")
	g.Label(top)
	body()
	g.DECQ(count)
	g.JNZ(operand.LabelRef(top))
}

// advance adds bytes to each pointer. (Imm would turn 128 into an unsigned
// 8-bit constant, which ADDQ has not.)
func (g *gen) advance(bytes int, p ...reg.GPVirtual) {
	for _, r := range p {
		g.ADDQ(operand.U32(bytes), r)
	}
}

// scale multiplies a count of elements by their size.
func (g *gen) scale(r reg.GPVirtual, size int) {
	switch size {
	case 2:
		g.SHLQ(operand.U8(1), r)
	case 4:
		g.SHLQ(operand.U8(2), r)
	case 8:
		g.SHLQ(operand.U8(3), r)
	}
}

func at(p reg.Register, disp int) operand.Mem {
	return operand.Mem{Base: p, Disp: disp}
}

// splat returns a register with a float32 constant, or the bits of an integer,
// in every lane.
func (g *gen) splat(bits uint32) reg.VecVirtual {
	name := fmt.Sprintf("c%08x", bits)
	m, ok := g.consts[name]
	if !ok {
		m = g.ConstData(name, operand.U32(bits))
		g.consts[name] = m
	}
	v := g.vec()
	g.VBROADCASTSS(m, v)
	return v
}

// splatQ is splat for 64 bits.
func (g *gen) splatQ(bits uint64) reg.VecVirtual {
	name := fmt.Sprintf("q%016x", bits)
	m, ok := g.consts[name]
	if !ok {
		m = g.ConstData(name, operand.U64(bits))
		g.consts[name] = m
	}
	v := g.vec()
	g.VBROADCASTSD(m, v)
	return v
}

// bytes returns a table of 64-bit words in memory.
func (g *gen) bytes(name string, words ...uint64) operand.Mem {
	m, ok := g.consts[name]
	if !ok {
		m = g.StaticGlobal(name)
		g.DataAttributes(attr.RODATA | attr.NOPTR)
		for _, w := range words {
			g.AppendDatum(operand.U64(w))
		}
		g.consts[name] = m
	}
	return m
}

func (g *gen) splatF(f float64) reg.VecVirtual {
	return g.splat(math.Float32bits(float32(f)))
}

// tree adds the registers pairwise into the first.
func (g *gen) tree(add func(...operand.Op), v []reg.VecVirtual) reg.VecVirtual {
	for len(v) > 1 {
		half := (len(v) + 1) / 2
		for i := half; i < len(v); i++ {
			add(v[i], v[i-half], v[i-half])
		}
		v = v[:half]
	}
	return v[0]
}

// across reduces a vector to the lowest lane of an XMM register. Only
// instructions with an EVEX form are used at the wide level, so that every
// register may be allocated.
func (g *gen) across(op, scalar func(...operand.Op), v reg.VecVirtual, size int) reg.Register {
	h := g.high(v)
	op(h, g.low(v), h)
	var v4 reg.Register = h
	if g.wide() {
		x := g.XMM()
		g.VEXTRACTF32X4(operand.U8(1), h, x)
		op(x, h.AsX(), x)
		v4 = x
	}
	x := g.XMM()
	g.VPERMILPS(operand.U8(0x4e), v4, x)
	if size == 8 {
		scalar(x, v4, x)
		return x
	}
	op(x, v4, x)
	y := g.XMM()
	g.VPERMILPS(operand.U8(0xb1), x, y)
	scalar(y, x, y)
	return y
}
