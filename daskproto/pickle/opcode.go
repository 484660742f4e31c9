package pickle

// The opcodes that the encoder writes or the decoder tells apart.
const (
	opProto           = 0x80
	opStop            = '.'
	opMark            = '('
	opNone            = 'N'
	opTrue            = 0x88
	opFalse           = 0x89
	opBinInt1         = 'K'
	opBinInt          = 'J'
	opLong1           = 0x8a
	opLong4           = 0x8b
	opBinFloat        = 'G'
	opShortBinUnicode = 0x8c
	opBinUnicode      = 'X'
	opBinUnicode8     = 0x8d
	opShortBinBytes   = 'C'
	opBinBytes        = 'B'
	opBinBytes8       = 0x8e
	opByteArray8      = 0x96
	opEmptyTuple      = ')'
	opTuple1          = 0x85
	opTuple2          = 0x86
	opTuple3          = 0x87
	opTuple           = 't'
	opEmptyList       = ']'
	opAppend          = 'a'
	opAppends         = 'e'
	opEmptyDict       = '}'
	opSetItem         = 's'
	opSetItems        = 'u'
	opEmptySet        = 0x8f
	opAddItems        = 0x90
	opFrozenSet       = 0x91
	opStackGlobal     = 0x93
	opReduce          = 'R'
	opNewObj          = 0x81
	opNewObjEx        = 0x92
	opBuild           = 'b'
	opBinPersID       = 'Q'
	opMemoize         = 0x94
	opBinGet          = 'h'
	opLongBinGet      = 'j'
	opNextBuffer      = 0x97
	opReadOnlyBuffer  = 0x98
)

// An opcode has the name that Python's pickletools gives it and what the
// decoder does at it. Opcodes without a function are refused.
type opcode struct {
	name string
	do   func(*decoder)
}

var opcodes = [256]opcode{
	opProto: {"PROTO", (*decoder).protocol},
	0x95:    {"FRAME", (*decoder).frame},
	opStop:  {"STOP", (*decoder).stop},
	opMark:  {"MARK", (*decoder).mark},
	'0':     {"POP", (*decoder).popTop},
	'1':     {"POP_MARK", (*decoder).popToMark},
	'2':     {"DUP", (*decoder).dup},

	opNone:    {"NONE", (*decoder).none},
	opTrue:    {"NEWTRUE", (*decoder).newTrue},
	opFalse:   {"NEWFALSE", (*decoder).newFalse},
	opBinInt1: {"BININT1", (*decoder).binInt1},
	'M':       {"BININT2", (*decoder).binInt2},
	opBinInt:  {"BININT", (*decoder).binInt},
	opLong1:   {"LONG1", (*decoder).long1},
	opLong4:   {"LONG4", (*decoder).long4},
	'I':       {"INT", (*decoder).textInt},
	'L':       {"LONG", (*decoder).textLong},

	opBinFloat: {"BINFLOAT", (*decoder).binFloat},
	'F':        {"FLOAT", (*decoder).textFloat},

	opShortBinUnicode: {"SHORT_BINUNICODE", (*decoder).shortBinUnicode},
	opBinUnicode:      {"BINUNICODE", (*decoder).binUnicode},
	opBinUnicode8:     {"BINUNICODE8", (*decoder).binUnicode8},
	'V':               {"UNICODE", (*decoder).textUnicode},
	'U':               {"SHORT_BINSTRING", (*decoder).shortBinString},
	'T':               {"BINSTRING", (*decoder).binString},
	'S':               {"STRING", (*decoder).textString},

	opShortBinBytes: {"SHORT_BINBYTES", (*decoder).shortBinBytes},
	opBinBytes:      {"BINBYTES", (*decoder).binBytes},
	opBinBytes8:     {"BINBYTES8", (*decoder).binBytes8},
	opByteArray8:    {"BYTEARRAY8", (*decoder).byteArray8},

	opEmptyTuple: {"EMPTY_TUPLE", (*decoder).emptyTuple},
	opTuple1:     {"TUPLE1", (*decoder).tuple1},
	opTuple2:     {"TUPLE2", (*decoder).tuple2},
	opTuple3:     {"TUPLE3", (*decoder).tuple3},
	opTuple:      {"TUPLE", (*decoder).tupleToMark},
	opEmptyList:  {"EMPTY_LIST", (*decoder).emptyList},
	'l':          {"LIST", (*decoder).listToMark},
	opAppend:     {"APPEND", (*decoder).append},
	opAppends:    {"APPENDS", (*decoder).appends},
	opEmptyDict:  {"EMPTY_DICT", (*decoder).emptyDict},
	'd':          {"DICT", (*decoder).dictToMark},
	opSetItem:    {"SETITEM", (*decoder).setItem},
	opSetItems:   {"SETITEMS", (*decoder).setItems},
	opEmptySet:   {"EMPTY_SET", (*decoder).emptySet},
	opAddItems:   {"ADDITEMS", (*decoder).addItems},
	opFrozenSet:  {"FROZENSET", (*decoder).frozenSet},

	'c':           {"GLOBAL", (*decoder).textGlobal},
	opStackGlobal: {"STACK_GLOBAL", (*decoder).stackGlobal},
	opReduce:      {"REDUCE", (*decoder).reduce},
	opNewObj:      {"NEWOBJ", (*decoder).newObj},
	opNewObjEx:    {"NEWOBJ_EX", (*decoder).newObjEx},
	opBuild:       {"BUILD", (*decoder).build},
	'i':           {"INST", (*decoder).inst},
	'o':           {"OBJ", (*decoder).obj},
	opBinPersID:   {"BINPERSID", (*decoder).binPersID},
	'P':           {"PERSID", (*decoder).textPersID},
	0x82:          {"EXT1", nil},
	0x83:          {"EXT2", nil},
	0x84:          {"EXT4", nil},

	opMemoize:    {"MEMOIZE", (*decoder).memoize},
	'q':          {"BINPUT", (*decoder).binPut},
	'r':          {"LONG_BINPUT", (*decoder).longBinPut},
	'p':          {"PUT", (*decoder).textPut},
	opBinGet:     {"BINGET", (*decoder).binGet},
	opLongBinGet: {"LONG_BINGET", (*decoder).longBinGet},
	'g':          {"GET", (*decoder).textGet},

	opNextBuffer:     {"NEXT_BUFFER", (*decoder).nextBuffer},
	opReadOnlyBuffer: {"READONLY_BUFFER", (*decoder).readOnlyBuffer},
}
