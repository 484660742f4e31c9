package graph

import "slices"

// places say which block of which layer each task is. Tasks with consecutive
// ids are mostly consecutive blocks of a layer, and then a plan keeps where such
// stretches begin: next to nothing where all blocks of layers are needed, two
// bytes a task where one in eight is not. Else it keeps the layer and the block of
// each task, 8 bytes.
type places struct {
	layers, blocks []int32 // of each task; nil where stretches say it

	stretches []stretch
	first     []int32 // the stretch of the first task of each stride
	tasks     int
}

// A stretch is tasks from one id on up to the next stretch: consecutive blocks
// of one layer.
type stretch struct{ id, layer, block int32 }

// A stride is so many low bits of an id; at most its tasks are looked through
// for the stretch of one.
const strideBits = 4

// newPlaces keeps the lists, or what they say if that is shorter.
func newPlaces(layers, blocks []int32) places {
	n := len(layers)
	p := places{tasks: n}
	for id := range layers {
		if id > 0 && layers[id] == layers[id-1] && blocks[id] == blocks[id-1]+1 {
			continue
		}
		if len(p.stretches) > n/4 {
			return places{layers: layers, blocks: blocks, tasks: n}
		}
		p.stretches = append(p.stretches, stretch{int32(id), layers[id], blocks[id]})
	}
	p.stretches = slices.Clip(append(p.stretches, stretch{id: int32(n)})) // where the last one ends
	p.first = make([]int32, n>>strideBits+1)
	at := int32(0)
	for i := range p.first {
		for int(at)+2 < len(p.stretches) && p.stretches[at+1].id <= int32(i<<strideBits) {
			at++
		}
		p.first[i] = at
	}
	return p
}

// of returns the layer and the block of a task.
func (p *places) of(id int) (layer, block int32) {
	if p.layers != nil {
		return p.layers[id], p.blocks[id]
	}
	at := p.first[id>>strideBits]
	for p.stretches[at+1].id <= int32(id) {
		at++
	}
	s := &p.stretches[at]
	return s.layer, s.block + int32(id) - s.id
}
