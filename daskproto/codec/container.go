package codec

// A Tuple is a Python tuple.
type Tuple []any

// A Set is a Python set. The order has no meaning.
type Set []any
