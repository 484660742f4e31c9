package pickle

import "math"

// scanned is how many entries are searched one by one; beyond, a map is
// faster.
const scanned = 8

// keyDepth bounds the nesting of tuples and frozensets in a key. Comparing
// nested frozensets takes time proportional to size times depth.
const keyDepth = 64

// keyed is an ordered collection with keys.
type keyed interface {
	Len() int
	keyAt(i int) any
}

// An index finds the positions of keys in a keyed collection. The zero index
// is that of an empty one.
type index struct {
	// strs and rest are nil while the collection is small enough to be
	// searched one by one. strs has the keys that are strings.
	strs map[string]int32
	// rest holds the last position of each hash, next the one before it.
	rest map[uint64]int32
	next map[int32]int32
}

// find returns the position of key, and -1 if it is not there or cannot be
// hashed.
func (x *index) find(in keyed, key any) int {
	s, isString := key.(string)
	switch {
	case x.strs == nil && isString:
		return scanString(in, s)
	case x.strs == nil:
		return scanKey(in, key)
	case isString:
		if at, ok := x.strs[s]; ok {
			return int(at)
		}
		return -1
	}
	sum, ok := hashKey(key)
	if !ok {
		return -1
	}
	return x.findHash(in, key, sum)
}

func scanString(in keyed, s string) int {
	for i := range in.Len() {
		if k, ok := in.keyAt(i).(string); ok && k == s {
			return i
		}
	}
	return -1
}

func scanKey(in keyed, key any) int {
	for i := range in.Len() {
		if sameKey(in.keyAt(i), key) {
			return i
		}
	}
	return -1
}

func (x *index) findHash(in keyed, key any, sum uint64) int {
	at, ok := x.rest[sum]
	for ok && !sameKey(in.keyAt(int(at)), key) {
		at, ok = x.next[at]
	}
	if !ok {
		return -1
	}
	return int(at)
}

// add enters the last key of a collection, which find has not found. An
// unhashable key stays out.
func (x *index) add(in keyed) {
	n := in.Len()
	switch {
	case n > math.MaxInt32 || n <= scanned:
	case x.strs != nil:
		x.enter(in, n-1)
	default:
		x.strs = make(map[string]int32, 4*scanned)
		for i := range n {
			x.enter(in, i)
		}
	}
}

func (x *index) enter(in keyed, at int) {
	key := in.keyAt(at)
	if s, ok := key.(string); ok {
		x.strs[s] = int32(at)
		return
	}
	sum, ok := hashKey(key)
	if !ok {
		return
	}
	if x.rest == nil {
		x.rest = make(map[uint64]int32, 4*scanned)
	}
	if before, taken := x.rest[sum]; taken {
		if x.next == nil {
			x.next = map[int32]int32{}
		}
		x.next[int32(at)] = before
	}
	x.rest[sum] = int32(at)
}

func hashKey(key any) (uint64, bool) {
	h := hasher{depth: keyDepth}
	return h.hash(key)
}

// plainKey turns the Go integers and floats that callers write into the types
// that Decode gives.
func plainKey(key any) any {
	switch key.(type) {
	case string, int64, Tuple, nil:
		return key
	}
	if n, ok := integer(key); ok {
		return n
	}
	if f, ok := key.(float32); ok {
		return float64(f)
	}
	return key
}
