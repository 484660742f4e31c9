package delayed

import (
	"context"
	"reflect"
)

// A Function3 is a function of three arguments whose calls are lazy. Make one with
// [Func3] or [Local3]. It is immutable.
type Function3[A, B, C, R any] struct{ f function }

// Func3 is [Func0] for functions of three arguments.
func Func3[A, B, C, R any](name string, fn func(ctx context.Context, a A, b B, c C) (R, error)) *Function3[A, B, C, R] {
	return &Function3[A, B, C, R]{registered(name, fn == nil, body3(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[R]())}
}

// Local3 is [Local0] for functions of three arguments.
func Local3[A, B, C, R any](fn func(ctx context.Context, a A, b B, c C) (R, error)) *Function3[A, B, C, R] {
	return &Function3[A, B, C, R]{inProcess(fn, body3(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[R]())}
}

func body3[A, B, C, R any](fn func(ctx context.Context, a A, b B, c C) (R, error)) body {
	return func(ctx context.Context, args *arguments) (any, error) {
		a, b, c := take[A](args), take[B](args), take[C](args)
		if args.err != nil {
			return nil, args.err
		}
		return fn(ctx, a, b, c)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *Function3[A, B, C, R]) Call(a *Value[A], b *Value[B], c *Value[C]) *Value[R] {
	return &Value[R]{f.f.call([]node{a.node(), b.node(), c.node()})}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *Function3[A, B, C, R]) Unique() *Function3[A, B, C, R] {
	return &Function3[A, B, C, R]{f.f.naming(true)}
}

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *Function3[A, B, C, R]) Pure() *Function3[A, B, C, R] {
	return &Function3[A, B, C, R]{f.f.naming(false)}
}

// A Function4 is a function of four arguments whose calls are lazy. Make one with
// [Func4] or [Local4]. It is immutable.
type Function4[A, B, C, D, R any] struct{ f function }

// Func4 is [Func0] for functions of four arguments.
func Func4[A, B, C, D, R any](name string, fn func(ctx context.Context, a A, b B, c C, d D) (R, error)) *Function4[A, B, C, D, R] {
	return &Function4[A, B, C, D, R]{registered(name, fn == nil, body4(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[D](), reflect.TypeFor[R]())}
}

// Local4 is [Local0] for functions of four arguments.
func Local4[A, B, C, D, R any](fn func(ctx context.Context, a A, b B, c C, d D) (R, error)) *Function4[A, B, C, D, R] {
	return &Function4[A, B, C, D, R]{inProcess(fn, body4(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[D](), reflect.TypeFor[R]())}
}

func body4[A, B, C, D, R any](fn func(ctx context.Context, a A, b B, c C, d D) (R, error)) body {
	return func(ctx context.Context, args *arguments) (any, error) {
		a, b, c, d := take[A](args), take[B](args), take[C](args), take[D](args)
		if args.err != nil {
			return nil, args.err
		}
		return fn(ctx, a, b, c, d)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *Function4[A, B, C, D, R]) Call(a *Value[A], b *Value[B], c *Value[C], d *Value[D]) *Value[R] {
	return &Value[R]{f.f.call([]node{a.node(), b.node(), c.node(), d.node()})}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *Function4[A, B, C, D, R]) Unique() *Function4[A, B, C, D, R] {
	return &Function4[A, B, C, D, R]{f.f.naming(true)}
}

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *Function4[A, B, C, D, R]) Pure() *Function4[A, B, C, D, R] {
	return &Function4[A, B, C, D, R]{f.f.naming(false)}
}

// A Function5 is a function of five arguments whose calls are lazy. Make one with
// [Func5] or [Local5]. It is immutable.
type Function5[A, B, C, D, E, R any] struct{ f function }

// Func5 is [Func0] for functions of five arguments.
func Func5[A, B, C, D, E, R any](name string, fn func(ctx context.Context, a A, b B, c C, d D, e E) (R, error)) *Function5[A, B, C, D, E, R] {
	return &Function5[A, B, C, D, E, R]{registered(name, fn == nil, body5(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[D](), reflect.TypeFor[E](), reflect.TypeFor[R]())}
}

// Local5 is [Local0] for functions of five arguments.
func Local5[A, B, C, D, E, R any](fn func(ctx context.Context, a A, b B, c C, d D, e E) (R, error)) *Function5[A, B, C, D, E, R] {
	return &Function5[A, B, C, D, E, R]{inProcess(fn, body5(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[C](), reflect.TypeFor[D](), reflect.TypeFor[E](), reflect.TypeFor[R]())}
}

func body5[A, B, C, D, E, R any](fn func(ctx context.Context, a A, b B, c C, d D, e E) (R, error)) body {
	return func(ctx context.Context, args *arguments) (any, error) {
		a, b, c, d, e := take[A](args), take[B](args), take[C](args), take[D](args), take[E](args)
		if args.err != nil {
			return nil, args.err
		}
		return fn(ctx, a, b, c, d, e)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *Function5[A, B, C, D, E, R]) Call(a *Value[A], b *Value[B], c *Value[C], d *Value[D], e *Value[E]) *Value[R] {
	return &Value[R]{f.f.call([]node{a.node(), b.node(), c.node(), d.node(), e.node()})}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *Function5[A, B, C, D, E, R]) Unique() *Function5[A, B, C, D, E, R] {
	return &Function5[A, B, C, D, E, R]{f.f.naming(true)}
}

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *Function5[A, B, C, D, E, R]) Pure() *Function5[A, B, C, D, E, R] {
	return &Function5[A, B, C, D, E, R]{f.f.naming(false)}
}
