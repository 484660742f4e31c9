package pickle

import "strings"

// plain returns the value that a constructor call stands for where old
// protocols have no opcode: bytes, bytearray, set and frozenset. Everything
// else stays an Object.
func (d *decoder) plain(o *Object) any {
	g, ok := o.Class.(Global)
	if !ok || o.Kind != Reduce || len(o.Args) > 2 {
		return o
	}
	switch {
	case g == Global{"_codecs", "encode"} && len(o.Args) == 2:
		if b, ok := latin1(o.Args); ok {
			return b
		}
	case g == Global{"builtins", "bytes"} && len(o.Args) == 0:
		return []byte{}
	case g == Global{"builtins", "bytearray"}:
		if b, ok := byteArray(o.Args); ok {
			return b
		}
	case g == Global{"builtins", "set"} || g == Global{"builtins", "frozenset"}:
		if s, ok := d.setOf(o.Args); ok && g.Name == "set" {
			return s
		} else if ok {
			return FrozenSet{s}
		}
	}
	return o
}

// latin1 returns the bytes that protocol 2 writes as text.
func latin1(args Tuple) ([]byte, bool) {
	text, ok1 := args[0].(string)
	code, ok2 := args[1].(string)
	if !ok1 || !ok2 || strings.ReplaceAll(code, "-", "") != "latin1" {
		return nil, false
	}
	b := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return nil, false
		}
		b = append(b, byte(r))
	}
	return b, true
}

// byteArray returns the bytearray made of no argument, of bytes, or of text
// and an encoding.
func byteArray(args Tuple) (ByteArray, bool) {
	switch len(args) {
	case 0:
		return ByteArray{}, true
	case 1:
		b, ok := args[0].([]byte)
		return ByteArray(b), ok
	}
	b, ok := latin1(args)
	return b, ok
}

// setOf returns the set of a list of members.
func (d *decoder) setOf(args Tuple) (*Set, bool) {
	set := &Set{}
	if len(args) == 0 {
		return set, true
	}
	list, ok := args[0].(*List)
	if !ok || len(args) > 1 {
		return nil, false
	}
	for _, v := range list.Items {
		if !d.hashable(v) {
			return nil, false
		}
		set.Add(v)
	}
	return set, true
}
