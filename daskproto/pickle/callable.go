package pickle

// A Partial is a callable with some arguments bound: functools.partial.
type Partial struct {
	Func   any
	Args   Tuple
	Kwargs *Dict
}

// NewPartial returns functools.partial(fn, *args, **kwargs) in the form that
// Python writes.
func NewPartial(fn any, args Tuple, kwargs *Dict) *Object {
	if kwargs == nil {
		kwargs = &Dict{}
	}
	p := Call("functools", "partial", fn)
	p.State = Tuple{fn, args, kwargs, nil}
	return p
}

// AsPartial recognises a functools.partial, with its bound arguments in the
// state, as Python writes it, or in the call. The error is ErrMismatch for
// anything else.
func AsPartial(v any) (Partial, error) {
	args, ok := Calls(v, "functools", "partial")
	if !ok || len(args) == 0 {
		return Partial{}, mismatch(v, "functools.partial")
	}
	p := Partial{Func: args[0], Args: args[1:], Kwargs: &Dict{}}
	o, _ := v.(*Object)
	if o.State == nil {
		return p, nil
	}
	state, ok := o.State.(Tuple)
	if !ok || len(state) < 3 {
		return Partial{}, mismatch(o.State, "state of functools.partial")
	}
	bound, ok1 := state[1].(Tuple)
	kwargs, ok2 := state[2].(*Dict)
	if !ok1 || !ok2 && state[2] != nil {
		return Partial{}, mismatch(o.State, "state of functools.partial")
	}
	p.Func, p.Args = state[0], bound
	if ok2 {
		p.Kwargs = kwargs
	}
	return p, nil
}

// A MethodCall is operator.methodcaller(Name, *Args, **Kwargs).
type MethodCall struct {
	Name string
	Args Tuple
	// Kwargs is never nil.
	Kwargs *Dict
}

// MethodCaller returns operator.methodcaller(name, *args, **kwargs) in the form
// that Python writes; kwargs may be nil.
func MethodCaller(name string, args Tuple, kwargs *Dict) *Object {
	class := Func("operator", "methodcaller")
	if kwargs.Len() == 0 {
		return &Object{Class: class, Args: append(Tuple{name}, args...)}
	}
	return &Object{Class: NewPartial(class, Tuple{name}, kwargs), Args: args}
}

// AsMethodCall recognises an operator.methodcaller: called with all its
// arguments, or through a partial that has the name and the keyword arguments,
// which is how Python writes one that has keyword arguments. The error is
// ErrMismatch for anything else.
func AsMethodCall(v any) (MethodCall, error) {
	const want = "operator.methodcaller"
	if args, ok := Calls(v, "operator", "methodcaller"); ok {
		return methodCall(args, &Dict{}, v)
	}
	o, ok := v.(*Object)
	if !ok || o.Kind != Reduce || o.State != nil {
		return MethodCall{}, mismatch(v, want)
	}
	p, err := AsPartial(o.Class)
	if err != nil || !isGlobal(p.Func, "operator", "methodcaller") {
		return MethodCall{}, mismatch(v, want)
	}
	args := append(append(Tuple{}, p.Args...), o.Args...)
	return methodCall(args, p.Kwargs, v)
}

func methodCall(args Tuple, kwargs *Dict, v any) (MethodCall, error) {
	if len(args) == 0 {
		return MethodCall{}, mismatch(v, "operator.methodcaller with a name")
	}
	name, ok := args[0].(string)
	if !ok {
		return MethodCall{}, mismatch(args[0], "name of a method")
	}
	return MethodCall{Name: name, Args: args[1:], Kwargs: kwargs}, nil
}
