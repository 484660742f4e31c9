package hdf5

import (
	"encoding/binary"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// Classes of datatypes, with version 1 of the message in the upper four bits.
const (
	classInteger = 0x10
	classFloat   = 0x11
	classRecord  = 0x16
	classEnum    = 0x18
	classVarying = 0x19
)

// little is how files have all numbers outside datasets.
var little = binary.LittleEndian

// datatype describes the elements of a dtype: booleans as h5py has them, an
// enumeration of FALSE and TRUE, complex numbers as its records of r and i.
func datatype(d ndarray.DType, order ndarray.ByteOrder) []byte {
	switch d.Kind() {
	case ndarray.KindBool:
		return boolean()
	case ndarray.KindComplex:
		return record(floating(d.Size()/2, order), d.Size())
	case ndarray.KindFloat:
		return floating(d.Size(), order)
	}
	return integer(d.Size(), d.Kind() == ndarray.KindInt, order)
}

// typeHead begins a datatype message.
func typeHead(class, bits0, bits1 byte, size int) []byte {
	return little.AppendUint32([]byte{class, bits0, bits1, 0}, uint32(size))
}

// orderBit is set in big-endian numbers of more than one byte.
func orderBit(size int, order ndarray.ByteOrder) byte {
	if size > 1 && order == ndarray.BigEndian {
		return 1
	}
	return 0
}

func integer(size int, signed bool, order ndarray.ByteOrder) []byte {
	bits := orderBit(size, order)
	if signed {
		bits |= 8
	}
	b := little.AppendUint16(typeHead(classInteger, bits, 0, size), 0)
	return little.AppendUint16(b, uint16(8*size))
}

// floating describes an IEEE number: the sign, the exponent, and the mantissa
// without its leading one.
func floating(size int, order ndarray.ByteOrder) []byte {
	exponent := map[int]int{2: 5, 4: 8, 8: 11}[size]
	mantissa := 8*size - exponent - 1
	b := typeHead(classFloat, 0x20|orderBit(size, order), byte(8*size-1), size)
	b = little.AppendUint16(b, 0)
	b = little.AppendUint16(b, uint16(8*size))
	b = append(b, byte(mantissa), byte(exponent), 0, byte(mantissa))
	return little.AppendUint32(b, 1<<(exponent-1)-1)
}

// record has two parts of the same type.
func record(part []byte, size int) []byte {
	b := typeHead(classRecord, 2, 0, size)
	for i, name := range []string{"r", "i"} {
		b = append(b, padded([]byte(name+"\x00"))...)
		b = little.AppendUint32(b, uint32(i*size/2))
		b = append(b, make([]byte, 28)...) // it is no array
		b = append(b, part...)
	}
	return b
}

func boolean() []byte {
	b := append(typeHead(classEnum, 2, 0, 1), integer(1, true, ndarray.LittleEndian)...)
	b = append(b, "FALSE\x00\x00\x00TRUE\x00\x00\x00\x00"...)
	return append(b, 0, 1)
}

// text describes a string of any length in UTF-8.
func text() []byte {
	b := typeHead(classVarying, 1, 1, 16)
	return append(b, integer(1, false, ndarray.LittleEndian)...)
}

// dataspace describes a shape.
func dataspace(shape []int) []byte {
	b := []byte{1, byte(len(shape)), 0, 0, 0, 0, 0, 0}
	for _, n := range shape {
		b = little.AppendUint64(b, uint64(n))
	}
	return b
}

// padded adds zeros up to a multiple of eight bytes.
func padded(b []byte) []byte { return append(b, make([]byte, -len(b)&7)...) }
