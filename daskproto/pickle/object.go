package pickle

// A Kind says how Python makes an Object.
type Kind uint8

// The ways to make an Object.
const (
	// Reduce calls the class, or any callable, with the arguments.
	Reduce Kind = iota
	// New calls the class's __new__ with the arguments.
	New
	// NewKw is New with keyword arguments too.
	NewKw
)

// String returns the name of the opcode that does it.
func (k Kind) String() string {
	switch k {
	case Reduce:
		return "REDUCE"
	case New:
		return "NEWOBJ"
	case NewKw:
		return "NEWOBJ_EX"
	}
	return "unknown kind"
}

// An Object is a Python instance that has not been made: the recipe only. Its
// identity is the pointer.
type Object struct {
	Kind Kind
	// Class is what is called, normally a Global.
	Class any
	// Args are the positional arguments.
	Args Tuple
	// Kwargs are the keyword arguments of a NewKw object.
	Kwargs *Dict
	// State is what the instance is given once it exists, nil if nothing is.
	State any
	// ListItems are appended to an instance of a list-like class.
	ListItems []any
	// DictItems are set on an instance of a dict-like class.
	DictItems *Dict
}

// Call returns the result of calling a global, unevaluated:
// Call("builtins", "RuntimeError", "text").
func Call(module, name string, args ...any) *Object {
	return &Object{Class: Func(module, name), Args: args}
}

// Calls returns whether v is an Object made by calling that global, under any
// of the names that [Global.Is] accepts, and its arguments.
func Calls(v any, module, name string) (Tuple, bool) {
	o, ok := v.(*Object)
	if !ok || o.Kind != Reduce || !isGlobal(o.Class, module, name) {
		return nil, false
	}
	return o.Args, true
}

// isGlobal reports whether v is that global.
func isGlobal(v any, module, name string) bool {
	g, ok := v.(Global)
	return ok && g.Is(module, name)
}
