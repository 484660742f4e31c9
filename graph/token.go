package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
			text := fmt.Sprintf("%T%#v", v, v)
			fmt.Fprintf(h, "v%d:%s", len(text), text)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
