package pickle

import (
	"hash/maphash"
	"math"
	"math/big"
)

// hashSeed differs from process to process, so that no sender can choose keys
// that collide.
var hashSeed = maphash.MakeSeed()

// mix is the 64-bit golden ratio, which spreads the bits of a sum of hashes.
const mix = 0x9e3779b97f4a7c15

// A hasher hashes keys as Python compares them: 1, 1.0 and True are one key.
type hasher struct {
	// cost counts the values and bytes looked at.
	cost int
	// depth is how many more levels of tuples may follow.
	depth int
}

// hash returns the hash of a key, and false for what Python cannot hash.
func (h *hasher) hash(key any) (uint64, bool) {
	h.cost++
	switch k := key.(type) {
	case nil:
		return mix, true
	case string:
		h.cost += len(k)
		return maphash.String(hashSeed, k), true
	case []byte:
		h.cost += len(k)
		return maphash.Bytes(hashSeed, k) + mix, true
	case Tuple:
		return h.tuple(k)
	case FrozenSet:
		return h.frozen(k)
	case Global:
		return maphash.Comparable(hashSeed, k), true
	case *Object:
		return maphash.Comparable(hashSeed, k), true
	case PersID:
		return h.tuple(Tuple{k.ID})
	}
	return h.number(key)
}

func (h *hasher) number(key any) (uint64, bool) {
	switch k := key.(type) {
	case bool:
		if k {
			return hashInt(1), true
		}
		return hashInt(0), true
	case int64:
		return hashInt(k), true
	case float64:
		if n, ok := wholeNumber(k); ok {
			return hashInt(n), true
		}
		return maphash.Comparable(hashSeed, k), true
	case *big.Int:
		if k == nil {
			return 0, false
		}
		h.cost += len(k.Bits()) * 8
		return maphash.Bytes(hashSeed, k.Bytes()) + uint64(k.Sign()), true
	}
	if f, ok := key.(float32); ok {
		return h.number(float64(f))
	}
	if n, ok := integer(key); ok {
		return h.number(n)
	}
	return 0, false
}

// intSeed makes the hashes of numbers differ from process to process too.
var intSeed = maphash.Comparable(hashSeed, 0)

// hashInt mixes the bits of n with the finalizer of MurmurHash3.
func hashInt(n int64) uint64 {
	x := uint64(n) ^ intSeed
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// wholeNumber returns f as an int64 if it is one exactly.
func wholeNumber(f float64) (int64, bool) {
	if f != math.Trunc(f) || f < -1<<63 || f >= 1<<63 {
		return 0, false
	}
	return int64(f), true
}

func (h *hasher) tuple(t Tuple) (uint64, bool) {
	if h.depth == 0 {
		return 0, false
	}
	h.depth--
	sum := uint64(len(t)) + 1
	for _, v := range t {
		s, ok := h.hash(v)
		if !ok {
			return 0, false
		}
		sum = (sum ^ s) * mix
		sum ^= sum >> 32
	}
	h.depth++
	return sum, true
}

func (h *hasher) frozen(f FrozenSet) (uint64, bool) {
	if h.depth == 0 {
		return 0, false
	}
	h.depth--
	sum := uint64(f.Len()) * mix
	for _, v := range f.Items() {
		s, ok := h.hash(v)
		if !ok {
			return 0, false
		}
		sum += s * mix
	}
	h.depth++
	return sum, true
}

// hashable reports whether Python can hash a key, tuples of more than depth
// levels left out.
func hashable(key any, depth int) bool {
	switch k := key.(type) {
	case nil, bool, int64, float64, string, []byte, Global, *Object, *big.Int:
		return k != (*big.Int)(nil)
	case Tuple:
		return depth > 0 && allHashable(k, depth-1)
	case FrozenSet:
		return depth > 0 && allHashable(k.Items(), depth-1)
	case PersID:
		return depth > 0 && hashable(k.ID, depth-1)
	case float32:
		return true
	}
	_, ok := integer(key)
	return ok
}

func allHashable(items []any, depth int) bool {
	for _, v := range items {
		if !hashable(v, depth) {
			return false
		}
	}
	return true
}

// sameKey reports whether two keys that can be hashed are one key to Python.
func sameKey(a, b any) bool {
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return ok && x == y
	case []byte:
		y, ok := b.([]byte)
		return ok && string(x) == string(y)
	case Tuple:
		y, ok := b.(Tuple)
		return ok && sameTuple(x, y)
	case FrozenSet:
		y, ok := b.(FrozenSet)
		return ok && sameMembers(x, y)
	case PersID:
		y, ok := b.(PersID)
		return ok && sameKey(x.ID, y.ID)
	case nil, Global, *Object:
		return comparableKind(b) && a == b
	}
	return sameNumber(a, b)
}

// comparableKind reports whether == on b cannot panic.
func comparableKind(b any) bool {
	switch b.(type) {
	case nil, Global, *Object:
		return true
	}
	return false
}

func sameTuple(x, y Tuple) bool {
	if len(x) != len(y) {
		return false
	}
	if len(x) == 0 || &x[0] == &y[0] {
		return true
	}
	for i := range x {
		if !sameKey(x[i], y[i]) {
			return false
		}
	}
	return true
}

// sameMembers looks at the hashes first: comparing the members of unequal sets
// with each other would take time exponential in how deep sets nest.
func sameMembers(x, y FrozenSet) bool {
	if x.Len() != y.Len() {
		return false
	}
	xsum, ok1 := hashKey(x)
	ysum, ok2 := hashKey(y)
	if !ok1 || !ok2 || xsum != ysum {
		return false
	}
	for _, v := range x.Items() {
		if !y.Has(v) {
			return false
		}
	}
	return true
}

func sameNumber(a, b any) bool {
	if x, ok := a.(*big.Int); ok {
		y, ok := b.(*big.Int)
		return ok && x.Cmp(y) == 0
	}
	if x, ok := wholeKey(a); ok {
		y, ok := wholeKey(b)
		return ok && x == y
	}
	x, xok := a.(float64)
	y, yok := b.(float64)
	return xok && yok && x == y
}

// wholeKey returns the integer that a bool, int or float equals.
func wholeKey(v any) (int64, bool) {
	switch x := v.(type) {
	case bool:
		if x {
			return 1, true
		}
		return 0, true
	case int64:
		return x, true
	case float64:
		return wholeNumber(x)
	}
	n, _ := integer(v)
	i, ok := n.(int64)
	return i, ok
}
