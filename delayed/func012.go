package delayed

import (
	"context"
	"reflect"
)

// A Function0 is a function of no arguments whose calls are lazy. Make one with
// [Func0] or [Local0]. It is immutable.
type Function0[R any] struct{ f function }

// Func0 registers a function without arguments under a stable, namespaced name
// such as "example.com/now", here and in every process that runs the same
// registration. Call it from a package-level variable; it panics if the name
// is taken. Arguments and results must be of types that can travel, see
// [TravelError]; they are shared between tasks and must not be modified. Calls
// are pure: equal functions of equal arguments have equal names and run once.
func Func0[R any](name string, fn func(ctx context.Context) (R, error)) *Function0[R] {
	return &Function0[R]{registered(name, fn == nil, body0(fn), reflect.TypeFor[R]())}
}

// Local0 makes a lazy function of one that stays in this process, such as a
// closure: executors that would send it elsewhere refuse it by name and source
// line. Arguments and results may be of any type. Each call is its own work;
// with [Function0.Pure], calls of one Local with equal arguments run once.
func Local0[R any](fn func(ctx context.Context) (R, error)) *Function0[R] {
	return &Function0[R]{inProcess(fn, body0(fn), reflect.TypeFor[R]())}
}

func body0[R any](fn func(ctx context.Context) (R, error)) body {
	return func(ctx context.Context, _ *arguments) (any, error) {
		return fn(ctx)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *Function0[R]) Call() *Value[R] {
	return &Value[R]{f.f.call(nil)}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *Function0[R]) Unique() *Function0[R] { return &Function0[R]{f.f.naming(true)} }

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *Function0[R]) Pure() *Function0[R] { return &Function0[R]{f.f.naming(false)} }

// A Function1 is a function of one argument whose calls are lazy. Make one with
// [Func1] or [Local1]. It is immutable.
type Function1[A, R any] struct{ f function }

// Func1 is [Func0] for functions of one argument.
func Func1[A, R any](name string, fn func(ctx context.Context, a A) (R, error)) *Function1[A, R] {
	return &Function1[A, R]{registered(name, fn == nil, body1(fn), reflect.TypeFor[A](), reflect.TypeFor[R]())}
}

// Local1 is [Local0] for functions of one argument.
func Local1[A, R any](fn func(ctx context.Context, a A) (R, error)) *Function1[A, R] {
	return &Function1[A, R]{inProcess(fn, body1(fn), reflect.TypeFor[A](), reflect.TypeFor[R]())}
}

func body1[A, R any](fn func(ctx context.Context, a A) (R, error)) body {
	return func(ctx context.Context, args *arguments) (any, error) {
		a := take[A](args)
		if args.err != nil {
			return nil, args.err
		}
		return fn(ctx, a)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *Function1[A, R]) Call(a *Value[A]) *Value[R] {
	return &Value[R]{f.f.call([]node{a.node()})}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *Function1[A, R]) Unique() *Function1[A, R] { return &Function1[A, R]{f.f.naming(true)} }

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *Function1[A, R]) Pure() *Function1[A, R] { return &Function1[A, R]{f.f.naming(false)} }

// A Function2 is a function of two arguments whose calls are lazy. Make one with
// [Func2] or [Local2]. It is immutable.
type Function2[A, B, R any] struct{ f function }

// Func2 is [Func0] for functions of two arguments.
func Func2[A, B, R any](name string, fn func(ctx context.Context, a A, b B) (R, error)) *Function2[A, B, R] {
	return &Function2[A, B, R]{registered(name, fn == nil, body2(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[R]())}
}

// Local2 is [Local0] for functions of two arguments.
func Local2[A, B, R any](fn func(ctx context.Context, a A, b B) (R, error)) *Function2[A, B, R] {
	return &Function2[A, B, R]{inProcess(fn, body2(fn), reflect.TypeFor[A](), reflect.TypeFor[B](), reflect.TypeFor[R]())}
}

func body2[A, B, R any](fn func(ctx context.Context, a A, b B) (R, error)) body {
	return func(ctx context.Context, args *arguments) (any, error) {
		a, b := take[A](args), take[B](args)
		if args.err != nil {
			return nil, args.err
		}
		return fn(ctx, a, b)
	}
}

// Call returns the lazy result of a call. What cannot travel or is wrong with
// an argument is the error of the result.
func (f *Function2[A, B, R]) Call(a *Value[A], b *Value[B]) *Value[R] {
	return &Value[R]{f.f.call([]node{a.node(), b.node()})}
}

// Unique returns the function with calls that are never shared: each has a
// name of its own and runs. Use it for what is random or changes with time.
func (f *Function2[A, B, R]) Unique() *Function2[A, B, R] {
	return &Function2[A, B, R]{f.f.naming(true)}
}

// Pure returns the function with calls named by their content, so that equal
// calls run once.
func (f *Function2[A, B, R]) Pure() *Function2[A, B, R] {
	return &Function2[A, B, R]{f.f.naming(false)}
}
