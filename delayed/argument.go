package delayed

import "fmt"

// An ArgumentError says that an operation of this package was given something
// else than a run of UDFs gives it: a task that was not made by this package,
// or by another release of it.
type ArgumentError struct {
	Subject   string // such as "argument 1"
	Got, Want string
}

func (e *ArgumentError) Error() string {
	return "delayed: " + e.Subject + ": got " + e.Got + ", want " + e.Want
}

// badArgument returns an ArgumentError. What it got is formatted as by
// [fmt.Sprintf].
func badArgument(subject, want, got string, args ...any) error {
	return &ArgumentError{Subject: subject, Got: fmt.Sprintf(got, args...), Want: want}
}
