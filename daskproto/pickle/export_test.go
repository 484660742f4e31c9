package pickle

// FromLong and ToLong are for tests.
var (
	FromLong = fromLong
	ToLong   = toLong
)
