package graph

import "context"

type readReporterKey struct{}

// WithReadReporter returns a context through which running tasks report what
// they read: each call of [ReportRead] with it calls fn. Executors install it;
// fn must be quick and safe for concurrent use.
func WithReadReporter(ctx context.Context, fn func(bytes int64)) context.Context {
	return context.WithValue(ctx, readReporterKey{}, fn)
}

// ReportRead tells whoever watches the run that the task behind ctx has read
// that many more bytes of storage. Tasks that stream for long call it about
// once per tile, with the context they were called with; what they report
// counts towards the Reads of their layer and replaces it, so nothing is
// counted twice. Without a watcher it does nothing. It costs a context lookup.
func ReportRead(ctx context.Context, bytes int64) {
	if fn, ok := ctx.Value(readReporterKey{}).(func(int64)); ok && fn != nil && bytes > 0 {
		fn(bytes)
	}
}
