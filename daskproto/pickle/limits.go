package pickle

import "fmt"

// Limits bound what Decode does for a pickle from a stranger. A field that is
// 0 means its default.
type Limits struct {
	// Nodes is the most values that may be pushed; it bounds memory to about
	// 250 bytes times it, besides copies of strings. The default is 1<<24.
	Nodes int
	// Depth is the deepest nesting. The default is 10000, more than Python
	// itself can write.
	Depth int
	// Memo is the most memo entries. The default is 1<<24.
	Memo int
	// Expanded is the most values there are when every shared one is counted
	// at each place it occurs: the work of a reader that does not track what
	// it has seen. The default is 1<<28.
	Expanded int
	// Acyclic refuses values that contain themselves.
	Acyclic bool
}

const (
	defaultNodes    = 1 << 24
	defaultDepth    = 10_000
	defaultMemo     = 1 << 24
	defaultExpanded = 1 << 28
)

// withDefaults returns l with all fields set.
func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&l.Nodes, defaultNodes)
	set(&l.Depth, defaultDepth)
	set(&l.Memo, defaultMemo)
	set(&l.Expanded, defaultExpanded)
	return l
}

// keyWork is how many bytes and values of keys may be hashed for an input of
// that size. Genuine pickles hash a few times their size; one that repeats a
// large key by reference could make each of its bytes cost a megabyte.
func keyWork(input int) int { return 1<<20 + 1024*input }

// A LimitError says that a pickle goes beyond one of the [Limits].
type LimitError struct {
	What      string
	Got, Most int
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%d %s, at most %d allowed", e.Got, e.What, e.Most)
}
