package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
)

// Token returns 32 hexadecimal digits that depend on the parts and their order
// and types: the content hash in a layer's name. Parts are text, bytes,
// numbers, slices of ints and layers, which count by name; other values count
// by their %#v form, so give those that print an address as bytes.
func Token(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			fmt.Fprintf(h, "s%d:%s", len(v), v)
		case []byte:
			fmt.Fprintf(h, "b%d:", len(v))
			h.Write(v)
		case *Layer:
			fmt.Fprintf(h, "l%d:%s", len(v.name), v.name)
		case *Op:
			fmt.Fprintf(h, "o%d:%s@%s", len(v.name), v.name, v.site)
		default:
			if v, ok := p.([][]int); ok && v != nil {
				writeInts(h, v)
				continue
			}
			text := fmt.Sprintf("%T%#v", v, v)
			fmt.Fprintf(h, "v%d:%s", len(text), text)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// writeInts writes chunk lengths, of which there may be many, in the form of
// other values.
func writeInts(w io.Writer, v [][]int) {
	b := append(make([]byte, 0, 1024), "[][]int[][]int{"...)
	for i, row := range v {
		if i > 0 {
			b = append(b, ", "...)
		}
		if b = append(b, "[]int"...); row == nil {
			b = append(b, "(nil)"...)
			continue
		}
		b = append(b, '{')
		for k, n := range row {
			if k > 0 {
				b = append(b, ", "...)
			}
			b = strconv.AppendInt(b, int64(n), 10)
		}
		b = append(b, '}')
	}
	b = append(b, '}')
	fmt.Fprintf(w, "v%d:", len(b))
	w.Write(b)
}
