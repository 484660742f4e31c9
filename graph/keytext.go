package graph

import "strconv"

// AppendKey appends the text of the key of a block, l.Key(block).String(), to
// dst. It allocates nothing else.
func (l *Layer) AppendKey(dst []byte, block int) []byte {
	dst = append(append(append(dst, "('"...), l.name...), '\'')
	if len(l.spec.Grid) == 0 {
		return append(dst, ",)"...)
	}
	stride := 1
	for _, n := range l.spec.Grid[1:] {
		stride *= n
	}
	for i, n := range l.spec.Grid {
		dst = strconv.AppendInt(append(dst, ", "...), int64(block/stride%n), 10)
		if i+1 < len(l.spec.Grid) {
			stride /= max(l.spec.Grid[i+1], 1)
		}
	}
	return append(dst, ')')
}
