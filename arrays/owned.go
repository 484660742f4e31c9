package arrays

import "github.com/gloam-go/gloam/arrays/ndarray"

// CollectOwned implements scheduler.Owner: it is Collect with a copy of the
// block of an array that has only one.
func (a *Array) CollectOwned(blocks []any) (any, error) {
	v, err := a.Collect(blocks)
	if err != nil || len(blocks) != 1 {
		return v, err
	}
	return v.(*ndarray.Array).Copy(), nil
}

// CollectOwned implements scheduler.Owner: blocks in memory are only read.
func (p parts) CollectOwned(blocks []any) (any, error) { return p.Collect(blocks) }
