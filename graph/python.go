package graph

import (
	"fmt"
	"sync"
)

// A PyFunc names a Python callable by its module and name: {"numpy", "add"}.
type PyFunc struct{ Module, Name string }

// A PyCall is a Python expression: a call. An argument is a PyCall, a
// [PyInput], a [PyFunc], a []any of arguments, which is a list, a [PySlice], a
// []PySlice, which is a tuple, or a literal of tasks. Keyword arguments are
// literals.
type PyCall struct {
	Func   PyFunc
	Args   []any
	Kwargs map[string]any
}

// Py returns the call of a callable with positional arguments.
func Py(module, name string, args ...any) PyCall {
	return PyCall{Func: PyFunc{module, name}, Args: args}
}

// With returns the call with one more keyword argument.
func (c PyCall) With(name string, value any) PyCall {
	kwargs := make(map[string]any, len(c.Kwargs)+1)
	for k, v := range c.Kwargs {
		kwargs[k] = v
	}
	kwargs[name] = value
	c.Kwargs = kwargs
	return c
}

// A PySlice is slice(Start, Stop, Step); a field that is nil is None.
type PySlice struct{ Start, Stop, Step any }

// A PyInput stands for the result that the argument of that number refers to.
type PyInput int

// A PyMeaning says what an operation is in Python: for a task's arguments,
// with a [PyInput] in place of each reference, an expression that gives the
// same value, up to rounding. It may be called from several goroutines.
type PyMeaning func(args []any) (PyCall, error)

var meanings = struct {
	sync.RWMutex
	of map[string]PyMeaning
}{of: map[string]PyMeaning{}}

// RegisterPython gives an operation a meaning in Python, for executors that
// have no Go to run it with. Call it from a package-level variable. It panics
// if the operation has one.
func RegisterPython(op *Op, meaning PyMeaning) bool {
	meanings.Lock()
	defer meanings.Unlock()
	if _, ok := meanings.of[op.name]; ok {
		panic(fmt.Sprintf("graph: operation %q, made at %s, has two meanings in Python", op.name, op.site))
	}
	meanings.of[op.name] = meaning
	return true
}

// PythonOf returns the meaning of an operation in Python, if it has one.
func PythonOf(op *Op) (PyMeaning, bool) {
	meanings.RLock()
	defer meanings.RUnlock()
	m, ok := meanings.of[op.name]
	return m, ok
}
