package graph

import "context"

type threadsKey struct{}

// WithThreads returns a context under which a task may use that many threads at
// a time. Executors give it to the tasks that they run one at a time.
func WithThreads(ctx context.Context, n int) context.Context {
	return context.WithValue(ctx, threadsKey{}, n)
}

// Threads returns how many goroutines a task may have at work at a time, its own
// included: 1 where the executor runs tasks side by side, so that code which
// starts more does not take the processors of others; the number of processors
// where tasks run one after the other.
func Threads(ctx context.Context) int {
	if n, ok := ctx.Value(threadsKey{}).(int); ok {
		return n
	}
	return 1
}
