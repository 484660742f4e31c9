package graph

import "fmt"

// Expand returns the plan of every task that the wanted collections need and
// no other, unfused and in the order of the layers. It asks each needed block
// once for its arguments.
func Expand(wanted []Collection) (*Plan, error) {
	e := expansion{p: &Plan{}, index: map[*Layer]int{}}
	if err := e.addLayers(wanted); err != nil {
		return nil, err
	}
	if err := e.want(wanted); err != nil {
		return nil, err
	}
	if err := e.mark(); err != nil {
		return nil, err
	}
	e.number()
	e.connect()
	e.finish(wanted)
	return e.p, nil
}

// expansion is the state of Expand. Blocks of all layers are counted through:
// slot base[layer]+block is a place for each, needed or not.
type expansion struct {
	p     *Plan
	index map[*Layer]int
	base  []int32 // first slot of each layer
	id    []int32 // per slot: 0 if not needed, 1 if needed, then the task's id

	// Layers are marked readers first, so their edges arrive in that order.
	degree  []int32 // references of each needed block, layer after layer
	refs    []int32 // slots read
	degrees []int   // where the layer's part of degree begins
	reads   []int   // where its part of refs begins
}

// addLayers collects the layers behind wanted, dependencies first, one per
// name.
func (e *expansion) addLayers(wanted []Collection) error {
	roots := make([]*Layer, len(wanted))
	for i, c := range wanted {
		if c != nil {
			roots[i] = c.Layer()
		}
		if roots[i] == nil {
			return fmt.Errorf("graph: collection %d of %d has no layer", i, len(wanted))
		}
	}
	layers, err := layersOf(roots, e.index)
	if err != nil {
		return err
	}
	e.p.layers = layers
	e.base = make([]int32, len(layers)+1)
	for i, l := range layers {
		if l.Len() > maxBlocks-int(e.base[i]) {
			return fmt.Errorf("graph: %d layers have more than %d blocks", len(layers), maxBlocks)
		}
		e.base[i+1] = e.base[i] + int32(l.Len())
	}
	e.id = make([]int32, e.base[len(layers)])
	return nil
}

// layersOf returns the layers behind roots, dependencies first and one per
// name, and fills index with the place of each.
func layersOf(roots []*Layer, index map[*Layer]int) ([]*Layer, error) {
	var layers []*Layer
	byName := map[string]int{}
	open := map[*Layer]bool{}
	var visit func(l *Layer) error
	visit = func(l *Layer) error {
		if _, ok := index[l]; ok {
			return nil
		}
		if open[l] {
			return fmt.Errorf("%w: %s", ErrCycle, l.name)
		}
		open[l] = true
		for _, d := range l.spec.Deps {
			if d == nil {
				return fmt.Errorf("graph: layer %s has a nil dependency", l.name)
			}
			if err := visit(d); err != nil {
				return err
			}
		}
		at, ok := byName[l.name]
		if !ok {
			at = len(layers)
			byName[l.name] = at
			layers = append(layers, l)
		}
		index[l] = at
		return nil
	}
	for _, l := range roots {
		if err := visit(l); err != nil {
			return nil, err
		}
	}
	return layers, nil
}

// want marks the wanted blocks.
func (e *expansion) want(wanted []Collection) error {
	for _, c := range wanted {
		first, size := e.span(e.index[c.Layer()])
		blocks := c.Blocks()
		if blocks == nil {
			for b := range size {
				e.id[first+b] = 1
			}
		}
		for _, b := range blocks {
			if b < 0 || b >= int(size) {
				return fmt.Errorf("graph: block %d is not in layer %s of %d blocks", b, c.Layer().Name(), size)
			}
			e.id[first+int32(b)] = 1
		}
	}
	return nil
}

func (e *expansion) span(layer int) (first, size int32) {
	return e.base[layer], e.base[layer+1] - e.base[layer]
}

// mark extends the needed blocks to all that they read and notes the edges.
func (e *expansion) mark() error {
	n := len(e.p.layers)
	e.degrees, e.reads = make([]int, n), make([]int, n)
	var args []Arg
	var deps []int
	for li := n - 1; li >= 0; li-- {
		l := e.p.layers[li]
		e.degrees[li], e.reads[li] = len(e.degree), len(e.refs)
		deps = deps[:0]
		for _, d := range l.spec.Deps {
			deps = append(deps, e.index[d])
		}
		first, size := e.span(li)
		for b := range size {
			if e.id[first+b] == 0 {
				continue
			}
			before := len(e.refs)
			args = l.Args(int(b), args[:0])
			for _, a := range args {
				if a.dep < 0 {
					continue
				}
				if err := e.read(l, int(b), a, deps); err != nil {
					return err
				}
			}
			e.degree = append(e.degree, int32(len(e.refs)-before))
		}
	}
	return nil
}

// read notes that a block of l has argument a.
func (e *expansion) read(l *Layer, block int, a Arg, deps []int) error {
	if int(a.dep) >= len(deps) {
		return fmt.Errorf("graph: %s reads dependency %d, layer has %d", l.Key(block), a.dep, len(deps))
	}
	first, size := e.span(deps[a.dep])
	if a.block < 0 || a.block >= size {
		return fmt.Errorf("graph: %s reads block %d of %s, which has %d blocks",
			l.Key(block), a.block, e.p.layers[deps[a.dep]].name, size)
	}
	e.id[first+a.block] = 1
	e.refs = append(e.refs, first+a.block)
	return nil
}

// number gives the needed blocks their ids, layer by layer.
func (e *expansion) number() {
	p, tasks := e.p, len(e.degree)
	layers, blocks := make([]int32, tasks), make([]int32, tasks)
	next := int32(0)
	for li := range p.layers {
		first, size := e.span(li)
		for b := range size {
			if e.id[first+b] != 0 {
				e.id[first+b] = next
				layers[next], blocks[next] = int32(li), b
				next++
			}
		}
	}
	p.places = newPlaces(layers, blocks)
}

// connect fills the rows from the edges that mark noted.
func (e *expansion) connect() {
	p, tasks := e.p, len(e.degree)
	p.in = rows{start: make([]int32, tasks+1), to: make([]int32, len(e.refs))}
	task, edge := 0, 0
	for li := range p.layers {
		degrees, reads := e.degree[e.degrees[li]:], e.refs[e.reads[li]:]
		for i := 0; task < tasks && p.LayerOf(task) == li; i++ {
			d := int(degrees[i])
			for _, slot := range reads[:d] {
				p.in.to[edge] = e.id[slot]
				edge++
			}
			reads = reads[d:]
			task++
			p.in.start[task] = int32(edge)
		}
	}
	p.out = p.in.reverse()
}

// finish notes the outputs and gives the order of ids as static order.
func (e *expansion) finish(wanted []Collection) {
	p := e.p
	p.rank = make([]int32, p.Len())
	for i := range p.rank {
		p.rank[i] = int32(i)
	}
	p.spans = make([]int, 1, len(wanted)+1)
	for _, c := range wanted {
		first, size := e.span(e.index[c.Layer()])
		blocks := c.Blocks()
		if blocks == nil {
			p.outputs = append(p.outputs, e.id[first:first+size]...)
		}
		for _, b := range blocks {
			p.outputs = append(p.outputs, e.id[first+int32(b)])
		}
		p.spans = append(p.spans, len(p.outputs))
	}
}
