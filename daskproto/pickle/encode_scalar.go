package pickle

import (
	"encoding/binary"
	"math"
	"math/big"
)

func (e *encoder) bool(v bool) {
	if v {
		e.out = append(e.out, opTrue)
	} else {
		e.out = append(e.out, opFalse)
	}
}

func (e *encoder) int(n int64) {
	switch {
	case 0 <= n && n <= math.MaxUint8:
		e.out = append(e.out, opBinInt1, byte(n))
	case math.MinInt32 <= n && n <= math.MaxInt32:
		e.out = binary.LittleEndian.AppendUint32(append(e.out, opBinInt), uint32(n))
	default:
		e.long(big.NewInt(n))
	}
}

func (e *encoder) long(n *big.Int) {
	b := toLong(n)
	if len(b) <= math.MaxUint8 {
		e.out = append(e.out, opLong1, byte(len(b)))
	} else {
		e.out = binary.LittleEndian.AppendUint32(append(e.out, opLong4), uint32(len(b)))
	}
	e.out = append(e.out, b...)
}

func (e *encoder) float(f float64) {
	e.out = binary.BigEndian.AppendUint64(append(e.out, opBinFloat), math.Float64bits(f))
}

// number writes the types that Decode never gives, and *big.Int.
func (e *encoder) number(v any) error {
	switch x := v.(type) {
	case *big.Int:
		e.bigInt(x)
		return nil
	case float32:
		e.float(float64(x))
		return nil
	}
	n, _ := integer(v)
	switch x := n.(type) {
	case int64:
		e.int(x)
	case *big.Int:
		e.long(x)
	}
	return nil
}

func (e *encoder) bigInt(n *big.Int) {
	if n.IsInt64() {
		e.int(n.Int64())
	} else {
		e.long(n)
	}
}

// text writes a string, which the scan has found valid.
func (e *encoder) text(s string) {
	e.length(len(s), opShortBinUnicode, opBinUnicode, opBinUnicode8)
	e.out = append(e.out, s...)
}

func (e *encoder) bytes(b []byte) {
	e.length(len(b), opShortBinBytes, opBinBytes, opBinBytes8)
	e.out = append(e.out, b...)
}

// length writes a length with the shortest of three opcodes.
func (e *encoder) length(n int, op1, op4, op8 byte) {
	switch {
	case n <= math.MaxUint8:
		e.out = append(e.out, op1, byte(n))
	case uint64(n) <= math.MaxUint32:
		e.out = binary.LittleEndian.AppendUint32(append(e.out, op4), uint32(n))
	default:
		e.out = binary.LittleEndian.AppendUint64(append(e.out, op8), uint64(n))
	}
}

// byteArray writes a bytearray, for which protocol 4 has no opcode.
func (e *encoder) byteArray(b ByteArray) error {
	if e.protocol >= 5 {
		e.out = binary.LittleEndian.AppendUint64(append(e.out, opByteArray8), uint64(len(b)))
		e.out = append(e.out, b...)
		return nil
	}
	e.global(byteArrayClass)
	e.bytes(b)
	e.out = append(e.out, opTuple1, opReduce)
	return nil
}

var byteArrayClass = Func("builtins", "bytearray")

func (e *encoder) buffer(b Buffer) error {
	if e.protocol < 5 {
		if b.ReadOnly {
			e.bytes(b.Data)
			return nil
		}
		return e.byteArray(b.Data)
	}
	e.buffers = append(e.buffers, Buffer{len(e.buffers), b.Data, b.ReadOnly})
	e.out = append(e.out, opNextBuffer)
	if b.ReadOnly {
		e.out = append(e.out, opReadOnlyBuffer)
	}
	return nil
}

func (e *encoder) global(g Global) {
	if recall(e, e.globals, g) {
		return
	}
	e.text(g.Module)
	e.text(g.Name)
	e.out = append(e.out, opStackGlobal)
	remember(e, e.globals, g)
}
