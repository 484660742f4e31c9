package udf

import (
	"cmp"
	"fmt"
	"slices"
)

// A DeviceClass is the kind of worker that data is planned for.
type DeviceClass string

// The device classes.
const (
	OnCPU  DeviceClass = "cpu"
	OnCUDA DeviceClass = "cuda"
)

// A BackendGroup is a backend and the UDFs, by index, that get their data in it.
type BackendGroup struct {
	Backend Backend
	UDFs    []int
}

// PlanBackends groups UDFs by the backend in which they are given each tile, so
// that a tile is converted at most once for each group and few groups are
// needed: first the backend that the data has and the device runs, then one
// that is sparse like the data or dense like it, then any of the device, and on
// a GPU worker at last those of the CPU. Of several that would do, the one that
// serves most UDFs is taken, and of equal ones the one that UDFs list first.
// Backends not in only are left out, unless only is empty. The error wraps
// [ErrNoBackend] if a UDF is left.
func PlanBackends(data []Backend, udfs [][]Backend, device DeviceClass, only ...Backend) ([]BackendGroup, error) {
	for _, list := range append(slices.Clone(udfs), data, only) {
		if err := known(list); err != nil {
			return nil, err
		}
	}
	p := planning{left: map[int][]Backend{}}
	for i, list := range udfs {
		p.left[i] = common(list, only)
	}
	class := CPUBackends
	if device == OnCUDA {
		class = CUDABackends
	}
	liked := p.liked(len(udfs))
	p.serve(common(data, class), data)
	if overlap(data, SparseBackends) {
		p.serve(common(SparseBackends, class), liked)
	}
	if overlap(data, DenseBackends) {
		p.serve(common(DenseBackends, class), liked)
	}
	p.serveAll(class, liked)
	if device == OnCUDA {
		p.serve(common(data, CPUBackends), data)
		p.serveAll(CPUBackends, liked)
	}
	if len(p.left) > 0 {
		return nil, fmt.Errorf("%w: %d UDFs cannot take data in any of %v on a %s worker", ErrNoBackend, len(p.left), data, device)
	}
	return p.groups, nil
}

// planning is a plan in the making.
type planning struct {
	left   map[int][]Backend // UDFs without a group, and what they take
	groups []BackendGroup
}

// serve gives UDFs that are left one backend of the set, that which serves most
// of them; among equal ones the first in the given order.
func (p *planning) serve(set, order []Backend) bool {
	best, members := Backend(""), []int(nil)
	for _, b := range order {
		if m := p.takers(b); slices.Contains(set, b) && len(m) > len(members) {
			best, members = b, m
		}
	}
	if len(members) == 0 {
		return false
	}
	p.groups = append(p.groups, BackendGroup{Backend: best, UDFs: members})
	for _, u := range members {
		delete(p.left, u)
	}
	return true
}

// serveAll gives UDFs that are left backends of the set as long as one is taken.
func (p *planning) serveAll(set, order []Backend) {
	for p.serve(set, order) {
	}
}

// liked lists what the n UDFs take, that which comes early in their lists first.
func (p *planning) liked(n int) []Backend {
	var order []Backend
	rank := map[Backend]float64{}
	for u := range n {
		for i, b := range p.left[u] {
			if _, ok := rank[b]; !ok {
				order = append(order, b)
			}
			rank[b] += float64(i) / float64(len(p.left[u]))
		}
	}
	slices.SortStableFunc(order, func(a, b Backend) int { return cmp.Compare(rank[a], rank[b]) })
	return order
}

// waiting lists the UDFs without a group in ascending order.
func (p *planning) waiting() []int {
	var out []int
	for u := range p.left {
		out = append(out, u)
	}
	slices.Sort(out)
	return out
}

// takers lists the UDFs without a group that take b.
func (p *planning) takers(b Backend) []int {
	var out []int
	for _, u := range p.waiting() {
		if slices.Contains(p.left[u], b) {
			out = append(out, u)
		}
	}
	return out
}
