package delayed

import (
	"context"
	"reflect"
)

// A FunctionN is a function of any number of values of one type whose calls
// are lazy. Make one with [FuncN] or [LocalN]. It is immutable.
type FunctionN[A, R any] struct{ f function }

// FuncN is [Func0] for functions of any number of values of one type, such as
// a sum. The slice belongs to the function, what is in it does not.
func FuncN[A, R any](name string, fn func(ctx context.Context, all []A) (R, error)) *FunctionN[A, R] {
	return &FunctionN[A, R]{registered(name, fn == nil, bodyN(fn), reflect.TypeFor[A](), reflect.TypeFor[R]())}
}

// LocalN is [Local0] for functions of any number of values of one type.
func LocalN[A, R any](fn func(ctx context.Context, all []A) (R, error)) *FunctionN[A, R] {
	return &FunctionN[A, R]{inProcess(fn, bodyN(fn), reflect.TypeFor[A](), reflect.TypeFor[R]())}
}

func bodyN[A, R any](fn func(ctx context.Context, all []A) (R, error)) body {
	return func(ctx context.Context, args *arguments) (any, error) {
		all := make([]A, len(args.all))
		for i := range all {
			all[i] = take[A](args)
		}
		if args.err != nil {
			return nil, args.err
		}
		return fn(ctx, all)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *FunctionN[A, R]) Call(all ...*Value[A]) *Value[R] {
	return &Value[R]{f.f.call(nodes(all))}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *FunctionN[A, R]) Unique() *FunctionN[A, R] { return &FunctionN[A, R]{f.f.naming(true)} }

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *FunctionN[A, R]) Pure() *FunctionN[A, R] { return &FunctionN[A, R]{f.f.naming(false)} }
