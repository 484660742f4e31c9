package main

import (
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
)

// An armForm is how a family of instructions on vectors is written and encoded.
type armForm int

const (
	same          armForm = iota // operands of one arrangement, lanes of integers
	bitwise                      // operands of one arrangement, any lanes
	floating                     // operands of one arrangement, lanes of floats
	longer                       // two operands, the result in wider lanes
	longerFloat                  // the same of floats, from 16 and 32 bits
	narrower                     // two operands, the result in narrower lanes
	narrowerFloat                // the same of floats, from 64 and 32 bits
	adding                       // three operands, the last in narrower lanes
	right                        // a shift to the right
	left                         // a shift to the left, also into wider lanes
)

// armCodes has the forms of instructions, and their codes in the architecture
// manual with all fields at 0.
var armCodes = map[string]struct {
	form armForm
	code uint32
}{
	"add": {same, 0x0e208400}, "sub": {same, 0x2e208400}, "mul": {same, 0x0e209c00}, "addp": {same, 0x0e20bc00},
	"cmeq": {same, 0x2e208c00}, "cmtst": {same, 0x0e208c00}, "cmgt": {same, 0x0e203400}, "cmge": {same, 0x0e203c00},
	"cmhi": {same, 0x2e203400}, "cmhs": {same, 0x2e203c00}, "ushl": {same, 0x2e204400},
	"smax": {same, 0x0e206400}, "smin": {same, 0x0e206c00}, "umax": {same, 0x2e206400}, "umin": {same, 0x2e206c00},
	"neg": {same, 0x2e20b800}, "abs": {same, 0x0e20b800}, "rev64": {same, 0x0e200800},
	"zip1": {same, 0x0e003800}, "zip2": {same, 0x0e007800}, "uzp1": {same, 0x0e001800}, "uzp2": {same, 0x0e005800},
	"trn1": {same, 0x0e002800}, "trn2": {same, 0x0e006800},

	"and": {bitwise, 0x0e201c00}, "bic": {bitwise, 0x0e601c00}, "orr": {bitwise, 0x0ea01c00}, "orn": {bitwise, 0x0ee01c00},
	"eor": {bitwise, 0x2e201c00}, "bsl": {bitwise, 0x2e601c00}, "bit": {bitwise, 0x2ea01c00}, "bif": {bitwise, 0x2ee01c00},
	"mvn": {bitwise, 0x2e205800}, "rev16": {bitwise, 0x0e201800}, "tbl": {bitwise, 0x0e000000},

	"fadd": {floating, 0x0e20d400}, "fsub": {floating, 0x0ea0d400}, "fmul": {floating, 0x2e20dc00}, "fdiv": {floating, 0x2e20fc00},
	"fmla": {floating, 0x0e20cc00}, "fmls": {floating, 0x0ea0cc00}, "faddp": {floating, 0x2e20d400},
	"fcmeq": {floating, 0x0e20e400}, "fcmge": {floating, 0x2e20e400}, "fcmgt": {floating, 0x2ea0e400},
	"fmax": {floating, 0x0e20f400}, "fmin": {floating, 0x0ea0f400},
	"fneg": {floating, 0x2ea0f800}, "fabs": {floating, 0x0ea0f800}, "fsqrt": {floating, 0x2ea1f800},
	"frintn": {floating, 0x0e218800}, "frintm": {floating, 0x0e219800}, "frintp": {floating, 0x0ea18800}, "frintz": {floating, 0x0ea19800},
	"scvtf": {floating, 0x0e21d800}, "ucvtf": {floating, 0x2e21d800}, "fcvtzs": {floating, 0x0ea1b800}, "fcvtzu": {floating, 0x2ea1b800},

	"rev32":  {same, 0x2e200800},
	"uaddlp": {longer, 0x2e202800}, "uadalp": {longer, 0x2e206800}, "fcvtl": {longerFloat, 0x0e217800},
	"xtn": {narrower, 0x0e212800}, "sqxtn": {narrower, 0x0e214800}, "uqxtn": {narrower, 0x2e214800}, "fcvtn": {narrowerFloat, 0x0e216800},
	"uaddw": {adding, 0x2e201000}, "uaddl": {adding, 0x2e200000},

	"ushr": {right, 0x2f000400}, "sshr": {right, 0x0f000400}, "shl": {left, 0x0f005400}, "ushll": {left, 0x2f00a400}, "sshll": {left, 0x0f00a400},
}

// byLane are the codes of products with one lane of a register.
var byLane = map[string]uint32{"fmla": 0x0f001000, "fmls": 0x0f005000, "fmul": 0x0f009000}

// wholeCodes are instructions without variants: the code lacks only registers.
var wholeCodes = map[string]uint32{
	"addp d, 2d": 0x5ef1b800, "faddp s, 2s": 0x7e30d800, "faddp d, 2d": 0x7e70d800,
	"umaxv s, 4s": 0x6eb0a800, "fminv s, 4s": 0x6eb0f800,
	"fmov 4s, #1.0": 0x4f03f600, "fmov 2d, #1.0": 0x6f03f600,
}

// An armOperand is a register with its arrangement, or a lane, or a number.
type armOperand struct {
	kind      string // of a register the arrangement, of a lane its letter, else empty
	reg, lane uint32
	number    uint32
}

// bytes is the size of the lanes.
func (o armOperand) bytes() uint32 {
	return map[byte]uint32{'b': 1, 'h': 2, 's': 4, 'd': 8}[o.kind[len(o.kind)-1]]
}

// quad tells of registers of 16 bytes.
func (o armOperand) quad() bool {
	lanes, _ := strconv.Atoi(o.kind[:len(o.kind)-1])
	return uint32(lanes)*o.bytes() == 16
}

// size are the two bits of many codes.
func (o armOperand) size() uint32 { return uint32(bits.TrailingZeros32(o.bytes())) << 22 }

var armOperands = regexp.MustCompile(`^(?:#(\d+)|\{?v(\d+)\.(\d*[bhsd])(?:\[(\d+)\])?\}?|([sd])(\d+))$`)

func parseOperand(text string) (o armOperand, err error) {
	m := armOperands.FindStringSubmatch(text)
	if m == nil {
		return o, fmt.Errorf("%q is no operand", text)
	}
	number := func(s string) uint32 {
		v, _ := strconv.Atoi(s)
		return uint32(v)
	}
	o = armOperand{kind: m[3] + m[5], reg: number(m[2] + m[6]), lane: number(m[4]), number: number(m[1])}
	if o.reg > 31 {
		err = fmt.Errorf("no register %s", text)
	}
	return o, err
}

// armCode encodes an instruction that is written as in the architecture manual.
func armCode(text string) (uint32, error) {
	name, rest, _ := strings.Cut(text, " ")
	var o []armOperand
	var kinds []string
	for _, part := range strings.Split(rest, ", ") {
		if part == "#1.0" {
			kinds = append(kinds, part)
			continue
		}
		operand, err := parseOperand(part)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", text, err)
		}
		o, kinds = append(o, operand), append(kinds, operand.kind)
	}
	if code, ok := wholeCodes[name+" "+strings.Join(kinds, ", ")]; ok {
		if len(o) == 2 {
			code |= o[1].reg << 5
		}
		return code | o[0].reg, nil
	}
	f, ok := armCodes[name]
	if !ok {
		f, ok = armCodes[strings.TrimSuffix(name, "2")] // of the upper half
	}
	if !ok || len(o) < 2 || len(o[0].kind) < 2 {
		return 0, fmt.Errorf("%s: no such instruction", text)
	}
	if len(o) == 3 && len(o[2].kind) == 1 {
		return byLane[name] | laneCode(o), nil
	}
	return f.code | formCode(f.form, o), nil
}

// quadBit is that of registers of 16 bytes.
const quadBit = 1 << 30

func laneCode(o []armOperand) uint32 {
	code := o[2].reg<<16 | o[1].reg<<5 | o[0].reg | quadBit
	if o[0].bytes() == 8 {
		return code | 3<<22 | o[2].lane<<11
	}
	return code | 2<<22 | o[2].lane&1<<21 | o[2].lane>>1<<11
}

func formCode(form armForm, o []armOperand) uint32 {
	d, n, last := o[0], o[1], o[len(o)-1]
	code, quad := n.reg<<5|d.reg, d.quad()
	if len(o) == 3 {
		code |= last.reg << 16
	}
	switch form {
	case same:
		code |= d.size()
	case floating:
		code |= d.size() & (1 << 22)
	case longer:
		code, quad = code|n.size(), n.quad()
	case longerFloat:
		code, quad = code|n.size()>>1&(1<<22), n.quad()
	case narrower:
		code |= d.size()
	case narrowerFloat:
		code |= d.size() >> 1 & (1 << 22)
	case adding:
		code, quad = code|last.size(), last.quad()
	case right:
		code |= (16*d.bytes() - last.number) << 16
	case left:
		code, quad = code|(8*n.bytes()+last.number)<<16, n.quad()
	}
	if quad {
		code |= quadBit
	}
	return code
}
