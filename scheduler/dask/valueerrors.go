package dask

import "fmt"

// A ValueError reports an option or an argument that cannot be used.
type ValueError struct {
	Subject   string // what it is for: "Retries", "MapPython by numpy.abs"
	Got, Want string
}

func (e *ValueError) Error() string {
	return "dask: " + e.Subject + ": got " + e.Got + ", want " + e.Want
}

// bad returns a ValueError. What it got is formatted as by [fmt.Sprintf].
func bad(subject, want, got string, args ...any) error {
	return &ValueError{Subject: subject, Got: fmt.Sprintf(got, args...), Want: want}
}

// A ReleaseError refuses a scheduler of a release whose messages are unknown.
type ReleaseError struct{ Got, Want string }

func (e *ReleaseError) Error() string {
	return fmt.Sprintf("dask: scheduler runs Dask %s, want %s or newer", e.Got, e.Want)
}

// A TravelError refuses to send a value of a type that has no form on the wire.
type TravelError struct{ Type string }

func (e *TravelError) Error() string {
	return "dask: " + e.Type + " cannot travel; register its type with graph.RegisterValue"
}

// A DatasetError says which published data could not be had or published.
type DatasetError struct {
	Op, Name string // "dataset" or "publish", and the name of the data
	Err      error
}

func (e *DatasetError) Error() string { return fmt.Sprintf("dask: %s %q: %v", e.Op, e.Name, e.Err) }

// Unwrap returns the cause: [ErrNotPublished] if nobody has published the name.
func (e *DatasetError) Unwrap() error { return e.Err }
