package pickle

import "iter"

// An Item is one entry of a Dict.
type Item struct {
	Key, Value any
}

// A Dict is a Python dict: ordered by first insertion, with keys compared as
// Python does, so 1, 1.0 and True are one key. Objects are keys by identity.
// Its own identity is the pointer; the zero Dict is empty.
type Dict struct {
	items []Item
	index index
}

// NewDict returns a dict of the given entries; of equal keys the last value
// counts.
func NewDict(items ...Item) *Dict {
	d := &Dict{items: make([]Item, 0, len(items))}
	for _, it := range items {
		d.Set(it.Key, it.Value)
	}
	return d
}

// Len returns the number of entries; a nil dict has none.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return len(d.items)
}

// At returns entry i in order.
func (d *Dict) At(i int) Item { return d.items[i] }

// All iterates over the entries in order.
func (d *Dict) All() iter.Seq2[any, any] {
	return func(yield func(any, any) bool) {
		for i := range d.Len() {
			if !yield(d.items[i].Key, d.items[i].Value) {
				return
			}
		}
	}
}

// Get returns the value of a key. It takes constant time.
func (d *Dict) Get(key any) (any, bool) {
	if d == nil {
		return nil, false
	}
	i := d.index.find(d, plainKey(key))
	if i < 0 {
		return nil, false
	}
	return d.items[i].Value, true
}

// Set sets the value of a key. A key that Python cannot hash, such as a list,
// becomes an entry that Get does not find and Encode refuses.
func (d *Dict) Set(key, value any) {
	key = plainKey(key)
	if i := d.index.find(d, key); i >= 0 {
		d.items[i].Value = value
		return
	}
	d.items = append(d.items, Item{key, value})
	d.index.add(d)
}

func (d *Dict) keyAt(i int) any { return d.items[i].Key }
