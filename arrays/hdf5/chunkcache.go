package hdf5

import "github.com/gloam-go/gloam/arrays/ndarray"

// A chunkName names a chunk of a part of a source.
type chunkName struct{ part, number int }

// A chunkCache holds decoded chunks, of which the oldest go first.
type chunkCache struct {
	kept  map[chunkName]*ndarray.Array
	order []chunkName
	bytes int64
	// others is the number, below zero, that parts of virtual datasets got last.
	others int
}

func (k *chunkCache) put(name chunkName, a *ndarray.Array, most int64) {
	n := int64(a.Size() * a.DType().Size())
	if n > most {
		return
	}
	for k.bytes+n > most && len(k.order) > 0 {
		old := k.kept[k.order[0]]
		k.bytes -= int64(old.Size() * old.DType().Size())
		delete(k.kept, k.order[0])
		k.order = k.order[1:]
	}
	if k.kept == nil {
		k.kept = map[chunkName]*ndarray.Array{}
	}
	k.kept[name], k.order, k.bytes = a, append(k.order, name), k.bytes+n
}
