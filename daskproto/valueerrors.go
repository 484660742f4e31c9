package daskproto

import "fmt"

// A VersionError reports a text that names no release of Dask.
type VersionError struct{ Got string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("daskproto: version %q, want one like \"2024.12.1\"", e.Got)
}

// A CompressionError reports a format that [Compress] does not know.
type CompressionError struct {
	Got   string
	Known []string
}

func (e *CompressionError) Error() string {
	return fmt.Sprintf("daskproto: compression %q, known are %q", e.Got, e.Known)
}

// A GraphError reports a graph that no scheduler would read as it is meant.
type GraphError struct {
	Task string // its key; empty if the graph as a whole is wrong
	Err  error
}

func (e *GraphError) Error() string {
	if e.Task == "" {
		return "daskproto: " + e.Err.Error()
	}
	return fmt.Sprintf("daskproto: task %q: %v", e.Task, e.Err)
}

// Unwrap returns what is wrong with it.
func (e *GraphError) Unwrap() error { return e.Err }

// An EncodeError reports a value that messages cannot hold.
type EncodeError struct {
	Value string // or its type
	Why   string
}

func (e *EncodeError) Error() string { return "daskproto: " + e.Value + " " + e.Why }
