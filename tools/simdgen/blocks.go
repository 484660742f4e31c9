package main

import (
	"strings"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A kind is an element type of the package, by its constant.
type kind struct {
	name   string
	size   int
	float  bool
	signed bool
}

var (
	boolean  = kind{"Bool", 1, false, false}
	signed   = []kind{{"Int8", 1, false, true}, {"Int16", 2, false, true}, {"Int32", 4, false, true}, {"Int64", 8, false, true}}
	unsigned = []kind{{"Uint8", 1, false, false}, {"Uint16", 2, false, false}, {"Uint32", 4, false, false}, {"Uint64", 8, false, false}}
	real     = []kind{{"Float32", 4, true, true}, {"Float64", 8, true, true}}
)

// instr is a vector instruction of two sources and a destination.
type instr func(...operand.Op)

// turnVectors is how many vectors a turn of the block kernels handles.
const turnVectors = 4

// vectors is how many vectors a turn handles: four, or what 64 elements are if
// these are fewer.
func (g *gen) vectors(size int) int { return min(turnVectors, quantum*size/g.level.width) }

// binary emits a kernel of two operands over blocks of n elements, a multiple
// of 64. each is called once per turn, for the vectors at the given places.
func (g *gen) binary(name, doc string, in, outSize, vectors int, each func(dst, a, b reg.GPVirtual)) {
	g.blocks(name, "(dst, a, b *byte, n, single int)", doc, in, outSize, vectors, func() {}, each)
}

// blocks is binary for kernels with more arguments, which begin loads. One of
// the operands may be a single element, the first with single = 1, the second
// with 2: it is repeated on the stack, and its pointer stands still.
func (g *gen) blocks(name, args, doc string, in, outSize, vectors int, begin func(), each func(dst, a, b reg.GPVirtual)) {
	g.fn(name, args, doc)
	w := g.level.width
	begin()
	dst, a, b := g.arg("dst"), g.arg("a"), g.arg("b")
	n, single := g.arg("n"), g.arg("single")
	frame := g.AllocLocal(vectors*w + 64)
	stepA, stepB, block := g.GP64(), g.GP64(), g.GP64()
	g.MOVQ(operand.U32(vectors*w), stepA)
	g.MOVQ(operand.U32(vectors*w), stepB)
	g.LEAQ(frame.Offset(63), block)
	g.ANDQ(operand.I8(-64), block)
	for i, p := range []reg.GPVirtual{a, b} {
		next := g.label("both")
		g.CMPQ(single, operand.Imm(uint64(i+1)))
		g.JNE(operand.LabelRef(next))
		v := g.vec()
		g.broadcast(in, at(p, 0), v)
		for k := range vectors {
			g.store(v, at(block, k*w))
		}
		g.MOVQ(block, p)
		g.XORQ([]reg.GPVirtual{stepA, stepB}[i], []reg.GPVirtual{stepA, stepB}[i])
		g.Label(next)
	}
	count := vectors * w / in
	g.while(n, count, func() {
		each(dst, a, b)
		g.ADDQ(stepA, a)
		g.ADDQ(stepB, b)
		g.advance(count*outSize, dst)
	})
	g.ret()
}

// broadcast repeats the kind at m.
func (g *gen) broadcast(size int, m operand.Mem, v reg.VecVirtual) {
	switch size {
	case 1:
		g.VPBROADCASTB(m, v)
	case 2:
		g.VPBROADCASTW(m, v)
	case 4:
		g.VPBROADCASTD(m, v)
	case 8:
		g.VPBROADCASTQ(m, v)
	case 16:
		if g.wide() {
			g.VBROADCASTI32X4(m, v)
		} else {
			g.VBROADCASTI128(m, v)
		}
	}
}

// same emits a binary kernel whose results are of the operands' size; one
// combines two vectors.
func (g *gen) same(op string, e kind, one func(x, y reg.VecVirtual) reg.VecVirtual) {
	name, w, vectors := kernelName(op, e), g.level.width, g.vectors(e.size)
	g.binary(name, "computes "+strings.ToLower(op)+".", e.size, e.size, vectors, func(dst, a, b reg.GPVirtual) {
		for i := range vectors {
			x, y := g.vec(), g.vec()
			g.load(at(a, i*w), x)
			g.load(at(b, i*w), y)
			g.store(one(x, y), at(dst, i*w))
		}
	})
}

// plain emits a binary kernel of one instruction.
func (g *gen) plain(op string, e kind, do instr) {
	g.same(op, e, func(x, y reg.VecVirtual) reg.VecVirtual {
		do(y, x, x)
		return x
	})
}

func kernelName(op string, e kind) string {
	return strings.ToLower(op[:1]) + op[1:] + e.name
}

// of enters a kernel under the types that share it.
func (g *gen) of(op string, shared kind, types ...kind) {
	for _, e := range types {
		g.enter("binary", "binaryTable", kernelName(op, shared), e.name, op)
	}
}
