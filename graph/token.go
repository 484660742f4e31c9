package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strconv"
)

// Token returns 32 hexadecimal digits that depend on the parts and their order
// and types: the content hash in a layer's name. Parts are text, bytes,
// numbers, slices of ints and layers, which count by name; other values count
// by their %#v form, so give those that print an address as bytes.
func Token(parts ...any) string {
	w := tokenText{hash: sha256.New(), text: make([]byte, 0, 1024)}
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			w.begin('s', len(v))
			w.text = append(w.text, v...)
		case []byte:
			w.begin('b', len(v))
			w.bytes(v)
		case *Layer:
			w.begin('l', len(v.name))
			w.text = append(w.text, v.name...)
		case *Op:
			w.begin('o', len(v.name))
			w.text = append(append(append(w.text, v.name...), '@'), v.site...)
		default:
			w.value(v)
		}
	}
	w.hash.Write(w.text)
	var sum [sha256.Size]byte
	return hex.EncodeToString(w.hash.Sum(sum[:0])[:16])
}

// tokenText is what a token is the hash of. Layers are named when expressions
// are built, so the usual parts are written without reflection.
type tokenText struct {
	hash hash.Hash
	text []byte // not hashed yet
}

// tokenShort is how many bytes are copied rather than hashed where they are.
const tokenShort = 512

// begin writes the kind and length of a part.
func (w *tokenText) begin(kind byte, length int) {
	w.text = append(strconv.AppendInt(append(w.text, kind), int64(length), 10), ':')
}

func (w *tokenText) bytes(v []byte) {
	if len(v) <= tokenShort {
		w.text = append(w.text, v...)
		return
	}
	w.hash.Write(w.text)
	w.hash.Write(v)
	w.text = w.text[:0]
}

// value writes the type of a value and its %#v form.
func (w *tokenText) value(v any) {
	at := len(w.text)
	switch v := v.(type) {
	case int:
		w.text = strconv.AppendInt(append(w.text, "int"...), int64(v), 10)
	case []int:
		w.text = appendInts(append(w.text, "[]int"...), v)
	case [][]int:
		w.text = appendIntLists(append(w.text, "[][]int"...), v)
	default:
		w.text = fmt.Appendf(w.text, "%T%#v", v, v)
	}
	var room [24]byte
	length := append(strconv.AppendInt(append(room[:0], 'v'), int64(len(w.text)-at), 10), ':')
	w.text = slices.Insert(w.text, at, length...)
}

func appendIntLists(b []byte, lists [][]int) []byte {
	b = append(b, "[][]int"...)
	if lists == nil {
		return append(b, "(nil)"...)
	}
	b = append(b, '{')
	for i, list := range lists {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendInts(b, list)
	}
	return append(b, '}')
}

func appendInts(b []byte, list []int) []byte {
	b = append(b, "[]int"...)
	if list == nil {
		return append(b, "(nil)"...)
	}
	b = append(b, '{')
	for i, n := range list {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, '}')
}
