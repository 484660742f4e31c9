package arrays

import (
	"slices"
	"sync"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// A program computes an expression run by run: a list of kernel calls over
// registers, which are scratch memory of one run that stays in the first-level
// cache.
type program struct {
	shape  []int
	dtype  ndarray.DType
	blocks []*ndarray.Array // stretched to shape
	fixed  [][]byte         // single elements
	code   []instruction    // inputs first; the last gives the result
	items  []int            // bytes of an element of each register
	bytes  int              // of one element of all registers

	casts []cast // what has instructions
	last  []int  // of each instruction: the last that reads it
	free  []int  // registers
}

// An instruction is one kernel call, or a block or element that is there.
type instruction struct {
	kind   instructionKind
	dtype  ndarray.DType
	kernel runFunc
	inputs [3]int // instructions
	count  int    // of inputs
	at     int    // block, element or register
}

// in returns the instructions that one reads.
func (c *instruction) in() []int { return c.inputs[:c.count] }

type instructionKind uint8

const (
	readBlock instructionKind = iota
	readFixed
	callKernel
)

// A cast is a term in a dtype that may not be its own, and the last of its
// instructions.
type cast struct {
	term *term
	as   ndarray.DType
	at   int
}

// programs are kept: small blocks have as many, and their lists are work for
// the collector.
var programs = sync.Pool{New: func() any { return new(program) }}

// compile lists the kernel calls of an expression, each once however many
// others read it. The program may be released after its last use.
func compile(t *term) (*program, error) {
	p := programs.Get().(*program)
	p.shape, p.dtype = t.shape, t.dtype
	if _, err := p.term(t, t.dtype); err != nil {
		p.release()
		return nil, err
	}
	p.allot()
	return p, nil
}

// release gives the program back. It refers to nothing afterwards.
func (p *program) release() {
	clear(p.blocks)
	clear(p.fixed)
	clear(p.code)
	clear(p.casts)
	*p = program{blocks: p.blocks[:0], fixed: p.fixed[:0], code: p.code[:0], items: p.items[:0],
		casts: p.casts[:0], last: p.last[:0], free: p.free[:0]}
	programs.Put(p)
}

// term adds the instructions for t in a dtype and returns the last.
func (p *program) term(t *term, as ndarray.DType) (int, error) {
	for _, done := range p.casts { // an expression has few
		if done.term == t && done.as == as {
			return done.at, nil
		}
	}
	var i int
	var err error
	switch {
	case as != t.dtype:
		i, err = p.cast(t, t.dtype, as)
	case t.block != nil:
		i, err = p.block(t.block)
	case t.writes != t.dtype:
		i, err = p.rounded(t)
	default:
		i, err = p.call(t)
	}
	p.casts = append(p.casts, cast{t, as, i})
	return i, err
}

func (p *program) cast(t *term, from, to ndarray.DType) (int, error) {
	in, err := p.term(t, from)
	if err != nil {
		return 0, err
	}
	return p.convert(in, from, to)
}

func (p *program) convert(in int, from, to ndarray.DType) (int, error) {
	k, err := ndarray.CastKernelOf(to, from)
	if err != nil {
		return 0, err
	}
	return p.add(to, func(dst []byte, in *[3][]byte) { k.Run(dst, in[0]) }, in), nil
}

// rounded is a call whose results have to be made narrower, as they are when
// they are stored.
func (p *program) rounded(t *term) (int, error) {
	wide, err := p.call(t)
	if err != nil {
		return 0, err
	}
	return p.convert(wide, t.writes, t.dtype)
}

func (p *program) call(t *term) (int, error) {
	var in [3]int
	for i, a := range t.args {
		var err error
		if in[i], err = p.term(a, t.reads[i]); err != nil {
			return 0, err
		}
	}
	return p.add(t.writes, t.kernel, in[:len(t.args)]...), nil
}

// block adds a block in memory.
func (p *program) block(b *ndarray.Array) (int, error) {
	if b.Size() == 1 {
		m, ok := b.Memory()
		if !ok {
			m, _ = b.Copy().Memory()
		}
		p.fixed = append(p.fixed, m)
		p.code = append(p.code, instruction{kind: readFixed, dtype: b.DType(), at: len(p.fixed) - 1})
		return len(p.code) - 1, nil
	}
	if !slices.Equal(b.Shape(), p.shape) {
		var err error
		if b, err = b.BroadcastTo(p.shape...); err != nil {
			return 0, err
		}
	}
	p.blocks = append(p.blocks, b)
	p.code = append(p.code, instruction{kind: readBlock, dtype: b.DType(), at: len(p.blocks) - 1})
	return len(p.code) - 1, nil
}

// add adds a call. A function of single elements is computed at once.
func (p *program) add(d ndarray.DType, k runFunc, in ...int) int {
	if slices.ContainsFunc(in, func(i int) bool { return p.code[i].kind != readFixed }) {
		c := instruction{kind: callKernel, dtype: d, kernel: k, count: len(in)}
		copy(c.inputs[:], in)
		p.code = append(p.code, c)
		return len(p.code) - 1
	}
	var args [3][]byte
	for i, a := range in {
		args[i] = p.fixed[p.code[a].at]
	}
	out, _ := ndarray.New(d).Memory()
	k(out, &args)
	p.fixed = append(p.fixed, out)
	p.code = append(p.code, instruction{kind: readFixed, dtype: d, at: len(p.fixed) - 1})
	return len(p.code) - 1
}

// allot gives each call a register. It may be that of an operand that nothing
// else reads, if the elements are of one size.
func (p *program) allot() {
	p.last = append(p.last[:0], make([]int, len(p.code))...)
	for i := range p.code {
		for _, in := range p.code[i].in() {
			p.last[in] = i
		}
	}
	for i := range p.code {
		c := &p.code[i]
		if c.kind != callKernel {
			continue
		}
		for k, in := range c.in() {
			if from := &p.code[in]; from.kind == callKernel && p.last[in] == i && !slices.Contains(c.inputs[:k], in) {
				p.free = append(p.free, from.at)
			}
		}
		item := c.dtype.Size()
		if n := p.lastFree(item); n >= 0 {
			c.at = p.free[n]
			p.free = slices.Delete(p.free, n, n+1)
			continue
		}
		c.at = len(p.items)
		p.items = append(p.items, item)
		p.bytes += item
	}
}

// lastFree returns the place in free of the register for elements of so many
// bytes that became free last, -1 for none.
func (p *program) lastFree(item int) int {
	for n := len(p.free) - 1; n >= 0; n-- {
		if p.items[p.free[n]] == item {
			return n
		}
	}
	return -1
}
