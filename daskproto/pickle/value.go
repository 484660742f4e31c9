package pickle

import "strings"

// A Tuple is a Python tuple.
type Tuple []any

// A List is a Python list. Its identity is the pointer.
type List struct {
	Items []any
}

// NewList returns a list of the given items, which it keeps.
func NewList(items ...any) *List { return &List{Items: items} }

// A ByteArray is a Python bytearray.
type ByteArray []byte

// A Global names a class, function or other attribute of a Python module. Name
// may hold dots: "Expr._reconstruct". Globals are comparable.
type Global struct {
	Module, Name string
}

// Func returns the Global of that module and name.
func Func(module, name string) Global { return Global{Module: module, Name: name} }

// String returns the module and the name joined by a dot.
func (g Global) String() string { return g.Module + "." + g.Name }

// Is reports whether g is that global, under any of the names its module goes
// by: numpy.core is numpy._core from numpy 2 on, and the C half of a module
// such as operator is called _operator.
func (g Global) Is(module, name string) bool {
	return g.Name == name && (g.Module == module || publicModule(g.Module) == publicModule(module))
}

// publicModule maps the aliases of a module to one of them.
func publicModule(module string) string {
	switch module {
	case "_operator":
		return "operator"
	case "_functools":
		return "functools"
	}
	if rest, ok := strings.CutPrefix(module, "numpy._core"); ok && (rest == "" || rest[0] == '.') {
		return "numpy.core" + rest
	}
	return module
}

// A PersID is a reference that only the sender's own persistent-id hook
// understands. Dask peers do not send any.
type PersID struct {
	ID any
}

// A Buffer is memory that travels beside a pickle of protocol 5.
type Buffer struct {
	// Index is the buffer's position among those given to Decode. Encode
	// ignores it.
	Index int
	// Data is the memory itself, not a copy.
	Data []byte
	// ReadOnly says that the receiver need not be able to write to it.
	ReadOnly bool
}
