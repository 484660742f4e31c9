package worker

import "fmt"

// An OptionError reports an option of [Run] that cannot be used.
type OptionError struct {
	Option    string // such as "Threads"
	Got, Want string
	Err       error // the cause if there is one of its own
}

func (e *OptionError) Error() string {
	s := fmt.Sprintf("worker: %s: got %s, want %s", e.Option, e.Got, e.Want)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *OptionError) Unwrap() error { return e.Err }
