package udf

import (
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
// needed: first backends that the data has and the device runs, those that
// serve most UDFs first, then others that are sparse like the data or dense
// like it, then any of the device, and on a GPU worker at last those of the
// CPU. Backends not in only are left out, unless only is empty. The error
// wraps [ErrNoBackend] if a UDF is left.
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
	p.serve(common(data, class), data)
	like := [][]Backend{}
	if overlap(data, SparseBackends) {
		like = append(like, SparseBackends)
	}
	if overlap(data, DenseBackends) {
		like = append(like, DenseBackends)
	}
	for _, set := range like {
		p.serve(common(set, class), nil)
	}
	p.serve(class, nil)
	if device == OnCUDA {
		p.serve(CPUBackends, nil)
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

// serve gives UDFs that are left a backend of the set, the one that serves most
// of them first; equal ones in the given order, or in that of the UDFs' own
// preferences.
func (p *planning) serve(set, order []Backend) {
	for {
		best, members := Backend(""), []int(nil)
		for _, b := range p.candidates(order) {
			if m := p.takers(b); slices.Contains(set, b) && len(m) > len(members) {
				best, members = b, m
			}
		}
		if len(members) == 0 {
			return
		}
		p.groups = append(p.groups, BackendGroup{Backend: best, UDFs: members})
		for _, u := range members {
			delete(p.left, u)
		}
	}
}

func (p *planning) candidates(order []Backend) []Backend {
	if order != nil {
		return order
	}
	var out []Backend
	for _, u := range p.waiting() {
		out = append(out, p.left[u]...)
	}
	return out
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
