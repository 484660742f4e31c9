package pickle

import "math"

// weigh returns the size and depth of a container of the given items.
func (d *decoder) weigh(items []slot) slot {
	w := slot{size: 1, depth: 1}
	for i := range items {
		w.size += items[i].size
		w.depth = max(w.depth, items[i].depth+1)
	}
	d.check(w)
	return w
}

// check fails if a value is too large or too deep. No sum overflows before:
// each part was checked and there are fewer than 1<<31 of them.
func (d *decoder) check(w slot) {
	if err := exceeds(d.limits, w.size, int(w.depth)); err != nil {
		d.fail(err)
	}
}

func exceeds(l Limits, size int64, depth int) error {
	if depth > l.Depth {
		return &LimitError{"levels", depth, l.Depth}
	}
	if size > int64(l.Expanded) {
		return &LimitError{"values when written out", int(min(size, math.MaxInt)), l.Expanded}
	}
	return nil
}

// grow adds the measures of new items to a container on the stack.
func (d *decoder) grow(s *slot, items ...slot) {
	for i := range items {
		s.size += items[i].size
		s.depth = max(s.depth, items[i].depth+1)
	}
	d.check(*s)
	if s.memo == 0 {
		return
	}
	known := d.memo.at(uint64(s.memo - 1))
	known.size, known.depth = s.size, s.depth
	if known.memo != 0 {
		d.late = true
	}
}

// measure checks size and depth of a value that may contain itself. A
// container within itself counts as one value.
func measure(v any, limits Limits) error {
	m := measurer{limits: limits, known: map[any]*visit{}}
	m.enter(v)
	for len(m.path) > 0 && m.err == nil {
		m.step()
	}
	return m.err
}

// A measurer walks depth first without recursion.
type measurer struct {
	limits Limits
	known  map[any]*visit
	path   []*visit
	err    error
}

// A visit is a container on the way or done with.
type visit struct {
	children []any
	size     int64
	depth    int
	open     bool
}

// enter starts on a value. What is known of it goes to the visit around it.
func (m *measurer) enter(v any) {
	id := identity(v)
	if id == nil {
		m.leave(1, 0)
		return
	}
	switch known := m.known[id]; {
	case known == nil:
		n := &visit{children: children(v), size: 1, depth: 1, open: true}
		m.known[id] = n
		m.path = append(m.path, n)
		m.err = exceeds(m.limits, 1, len(m.path))
	case known.open && m.limits.Acyclic:
		m.err = malformed("value contains itself")
	case known.open:
		m.leave(1, 1)
	default:
		m.leave(known.size, known.depth)
	}
}

// step goes on with the innermost visit.
func (m *measurer) step() {
	n := m.path[len(m.path)-1]
	if len(n.children) > 0 {
		child := n.children[0]
		n.children = n.children[1:]
		m.enter(child)
		return
	}
	n.open = false
	m.path = m.path[:len(m.path)-1]
	m.leave(n.size, n.depth)
}

// leave adds the measures of a part to the innermost visit.
func (m *measurer) leave(size int64, depth int) {
	if len(m.path) == 0 {
		return
	}
	n := m.path[len(m.path)-1]
	n.size += size
	n.depth = max(n.depth, depth+1)
	m.err = exceeds(m.limits, n.size, n.depth)
}

// identity returns what tells a container from equal ones, nil for a scalar
// or an empty tuple.
func identity(v any) any {
	switch x := v.(type) {
	case *List, *Dict, *Set, *Object:
		return x
	case FrozenSet:
		return x.set
	case Tuple:
		if len(x) > 0 {
			return &x[0]
		}
	}
	return nil
}

// children returns the values directly in a container.
func children(v any) []any {
	switch x := v.(type) {
	case *List:
		return x.Items
	case Tuple:
		return x
	case *Set:
		return x.Items()
	case FrozenSet:
		return x.Items()
	case *Dict:
		return dictChildren(nil, x)
	case *Object:
		c := []any{x.Class, x.Args, x.State}
		if x.Kwargs != nil {
			c = append(c, x.Kwargs)
		}
		return dictChildren(append(c, x.ListItems...), x.DictItems)
	}
	return nil
}

func dictChildren(to []any, d *Dict) []any {
	for k, v := range d.All() {
		to = append(to, k, v)
	}
	return to
}
