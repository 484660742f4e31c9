package arrays

import (
	"slices"

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
}

// An instruction is one kernel call, or a block or element that is there.
type instruction struct {
	kind   instructionKind
	dtype  ndarray.DType
	kernel runFunc
	in     []int // instructions
	at     int   // block, element or register
}

type instructionKind uint8

const (
	readBlock instructionKind = iota
	readFixed
	callKernel
)

// A cast is a term in a dtype that may not be its own.
type cast struct {
	term *term
	as   ndarray.DType
}

// compile lists the kernel calls of an expression, each once however many
// others read it.
func compile(t *term) (*program, error) {
	c := compiler{p: &program{shape: t.shape, dtype: t.dtype}, at: map[cast]int{}}
	if _, err := c.term(t, t.dtype); err != nil {
		return nil, err
	}
	c.p.allot()
	return c.p, nil
}

type compiler struct {
	p  *program
	at map[cast]int
}

// term adds the instructions for t in a dtype and returns the last.
func (c *compiler) term(t *term, as ndarray.DType) (int, error) {
	if i, ok := c.at[cast{t, as}]; ok {
		return i, nil
	}
	var i int
	var err error
	switch {
	case as != t.dtype:
		i, err = c.cast(t, t.dtype, as)
	case t.block != nil:
		i, err = c.block(t.block)
	case t.writes != t.dtype:
		i, err = c.rounded(t)
	default:
		i, err = c.call(t)
	}
	c.at[cast{t, as}] = i
	return i, err
}

func (c *compiler) cast(t *term, from, to ndarray.DType) (int, error) {
	in, err := c.term(t, from)
	if err != nil {
		return 0, err
	}
	return c.convert(in, from, to)
}

func (c *compiler) convert(in int, from, to ndarray.DType) (int, error) {
	k, err := ndarray.CastKernelOf(to, from)
	if err != nil {
		return 0, err
	}
	return c.add(to, func(dst []byte, in *[3][]byte) { k.Run(dst, in[0]) }, in), nil
}

// rounded is a call whose results have to be made narrower, as they are when
// they are stored.
func (c *compiler) rounded(t *term) (int, error) {
	wide, err := c.call(t)
	if err != nil {
		return 0, err
	}
	return c.convert(wide, t.writes, t.dtype)
}

func (c *compiler) call(t *term) (int, error) {
	in := make([]int, len(t.args))
	for i, a := range t.args {
		var err error
		if in[i], err = c.term(a, t.reads[i]); err != nil {
			return 0, err
		}
	}
	return c.add(t.writes, t.kernel, in...), nil
}

// block adds a block in memory.
func (c *compiler) block(b *ndarray.Array) (int, error) {
	p := c.p
	if b.Size() == 1 {
		m, ok := b.Memory()
		if !ok {
			m, _ = b.Copy().Memory()
		}
		p.fixed = append(p.fixed, m)
		p.code = append(p.code, instruction{kind: readFixed, dtype: b.DType(), at: len(p.fixed) - 1})
		return len(p.code) - 1, nil
	}
	v, err := b.BroadcastTo(p.shape...)
	if err != nil {
		return 0, err
	}
	p.blocks = append(p.blocks, v)
	p.code = append(p.code, instruction{kind: readBlock, dtype: b.DType(), at: len(p.blocks) - 1})
	return len(p.code) - 1, nil
}

// add adds a call. A function of single elements is computed at once.
func (c *compiler) add(d ndarray.DType, k runFunc, in ...int) int {
	p := c.p
	if slices.ContainsFunc(in, func(i int) bool { return p.code[i].kind != readFixed }) {
		p.code = append(p.code, instruction{kind: callKernel, dtype: d, kernel: k, in: in})
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
	last := make([]int, len(p.code))
	for i, c := range p.code {
		for _, in := range c.in {
			last[in] = i
		}
	}
	free := map[int][]int{} // registers by bytes of an element
	for i := range p.code {
		c := &p.code[i]
		if c.kind != callKernel {
			continue
		}
		for k, in := range c.in {
			if from := p.code[in]; from.kind == callKernel && last[in] == i && !slices.Contains(c.in[:k], in) {
				item := p.items[from.at]
				free[item] = append(free[item], from.at)
			}
		}
		item := c.dtype.Size()
		if n := len(free[item]); n > 0 {
			c.at, free[item] = free[item][n-1], free[item][:n-1]
			continue
		}
		c.at = len(p.items)
		p.items = append(p.items, item)
		p.bytes += item
	}
}
