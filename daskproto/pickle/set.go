package pickle

// A Set is a Python set. It keeps the order of insertion, which Python does
// not; members compare as the keys of a [Dict]. Its identity is the pointer;
// the zero Set is empty.
type Set struct {
	items []any
	index index
}

// NewSet returns a set of the given members.
func NewSet(members ...any) *Set {
	s := &Set{items: make([]any, 0, len(members))}
	for _, v := range members {
		s.Add(v)
	}
	return s
}

// Len returns the number of members; a nil set has none.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.items)
}

// Items returns the members in order of insertion. The slice belongs to the
// set.
func (s *Set) Items() []any {
	if s == nil {
		return nil
	}
	return s.items
}

// Has reports whether v is a member.
func (s *Set) Has(v any) bool { return s != nil && s.index.find(s, plainKey(v)) >= 0 }

// Add makes v a member. One that Python cannot hash is not found by Has and
// refused by Encode.
func (s *Set) Add(v any) {
	v = plainKey(v)
	if s.index.find(s, v) >= 0 {
		return
	}
	s.items = append(s.items, v)
	s.index.add(s)
}

func (s *Set) keyAt(i int) any { return s.items[i] }

// A FrozenSet is a Python frozenset. The zero FrozenSet is empty.
type FrozenSet struct {
	set *Set
}

// NewFrozenSet returns a frozenset of the given members.
func NewFrozenSet(members ...any) FrozenSet { return FrozenSet{NewSet(members...)} }

// Len returns the number of members.
func (f FrozenSet) Len() int { return f.set.Len() }

// Items returns the members in order of insertion, to be read only.
func (f FrozenSet) Items() []any { return f.set.Items() }

// Has reports whether v is a member.
func (f FrozenSet) Has(v any) bool { return f.set.Has(v) }
