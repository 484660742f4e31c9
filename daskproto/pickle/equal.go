package pickle

import (
	"bytes"
	"math"
	"math/big"
	"slices"
)

// Equal reports whether two values are the same tree: of equal types, not just
// equal to Python, so 1 and 1.0 differ; floats by their bits; dicts and sets
// whatever their order. Values that contain themselves are equal if no walk
// can tell them apart. What parts are shared does not matter.
//
// It takes time proportional to the size, except that dict keys and set
// members which contain Objects are searched for one by one.
func Equal(a, b any) bool {
	c := comparison{}
	return c.equal(a, b)
}

// A comparison remembers which containers it has assumed equal, so that it
// ends on cycles and compares shared parts once.
type comparison struct {
	assumed map[[2]any]struct{}
	trail   [][2]any
}

func (c *comparison) equal(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case bool:
		y, ok := b.(bool)
		return ok && x == y
	case float64:
		y, ok := b.(float64)
		return ok && math.Float64bits(x) == math.Float64bits(y)
	case string:
		y, ok := b.(string)
		return ok && x == y
	case Global:
		y, ok := b.(Global)
		return ok && x == y
	case []byte:
		y, ok := b.([]byte)
		return ok && bytes.Equal(x, y)
	case ByteArray:
		y, ok := b.(ByteArray)
		return ok && bytes.Equal(x, y)
	case Buffer:
		y, ok := b.(Buffer)
		return ok && x.ReadOnly == y.ReadOnly && bytes.Equal(x.Data, y.Data)
	case PersID:
		y, ok := b.(PersID)
		return ok && c.equal(x.ID, y.ID)
	}
	if isNumber(a) {
		return isNumber(b) && sameNumber(a, b)
	}
	return c.containers(a, b)
}

// isNumber reports whether v is an integer of any type.
func isNumber(v any) bool {
	if n, ok := v.(*big.Int); ok {
		return n != nil
	}
	_, ok := integer(v)
	return ok
}

func (c *comparison) containers(a, b any) bool {
	pair := [2]any{identity(a), identity(b)}
	if pair[0] != nil && pair[1] != nil {
		if pair[0] == pair[1] {
			return true
		}
		if _, ok := c.assumed[pair]; ok {
			return true
		}
		if c.assumed == nil {
			c.assumed = map[[2]any]struct{}{}
		}
		c.assumed[pair] = struct{}{}
		c.trail = append(c.trail, pair)
	}
	switch x := a.(type) {
	case Tuple:
		y, ok := b.(Tuple)
		return ok && c.all(x, y)
	case *List:
		y, ok := b.(*List)
		return ok && x != nil && y != nil && c.all(x.Items, y.Items)
	case *Dict:
		y, ok := b.(*Dict)
		return ok && c.dicts(x, y)
	case *Set:
		y, ok := b.(*Set)
		return ok && c.sets(x, y)
	case FrozenSet:
		y, ok := b.(FrozenSet)
		return ok && c.sets(x.set, y.set)
	case *Object:
		y, ok := b.(*Object)
		return ok && x != nil && y != nil && c.objects(x, y)
	}
	return false
}

func (c *comparison) all(x, y []any) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !c.equal(x[i], y[i]) {
			return false
		}
	}
	return true
}

func (c *comparison) objects(x, y *Object) bool {
	return x.Kind == y.Kind && c.equal(x.Class, y.Class) && c.all(x.Args, y.Args) &&
		c.dicts(x.Kwargs, y.Kwargs) && c.all(x.ListItems, y.ListItems) &&
		c.dicts(x.DictItems, y.DictItems) && c.equal(x.State, y.State)
}

// dicts compares two dicts, of which nil is an empty one.
func (c *comparison) dicts(x, y *Dict) bool {
	if x.Len() != y.Len() {
		return false
	}
	for i := range x.Len() {
		it := x.items[i]
		j := c.position(y, &y.index, i, it.Key)
		if j < 0 || !c.equal(it.Value, y.items[j].Value) {
			return false
		}
	}
	return true
}

func (c *comparison) sets(x, y *Set) bool {
	if x.Len() != y.Len() {
		return false
	}
	for i := range x.Len() {
		if c.position(y, &y.index, i, x.items[i]) < 0 {
			return false
		}
	}
	return true
}

// position returns where a key equal to key is: first the likely place, then
// the index, then everywhere, as keys with Objects in them are indexed by
// identity.
func (c *comparison) position(in keyed, x *index, likely int, key any) int {
	if k := in.keyAt(likely); simpleKey(k) && c.equal(k, key) {
		return likely
	}
	if i := x.find(in, key); i >= 0 && c.attempt(in.keyAt(i), key) {
		return i
	}
	if !holdsObject(key, keyDepth) {
		return -1
	}
	for i := range in.Len() {
		if c.attempt(in.keyAt(i), key) {
			return i
		}
	}
	return -1
}

// attempt is equal for values that need not be: it takes back what it assumed
// if they are not.
func (c *comparison) attempt(a, b any) bool {
	before := len(c.trail)
	if c.equal(a, b) {
		return true
	}
	for _, pair := range c.trail[before:] {
		delete(c.assumed, pair)
	}
	c.trail = c.trail[:before]
	return false
}

func simpleKey(v any) bool {
	switch v.(type) {
	case string, int64, nil, bool, float64, []byte, Global:
		return true
	}
	return false
}

// holdsObject reports whether a key is or contains an Object.
func holdsObject(key any, depth int) bool {
	var parts []any
	switch k := key.(type) {
	case *Object:
		return true
	case PersID:
		parts = []any{k.ID}
	case Tuple:
		parts = k
	case FrozenSet:
		parts = k.Items()
	}
	return depth > 0 && slices.ContainsFunc(parts, func(p any) bool { return holdsObject(p, depth-1) })
}
