package udf

import "fmt"

// A ValueError reports a value that a UDF, or a function around UDFs, cannot
// take: a parameter, an array of another shape, data of another kind. Inside a
// [*UDFError] it says what is wrong with that UDF's parameters or data.
type ValueError struct {
	Subject   string // what it is about, such as "blobfinder: points" or "peaks"; may be empty
	Got, Want string
}

func (e *ValueError) Error() string {
	s := "got " + e.Got + ", want " + e.Want
	if e.Subject != "" {
		s = e.Subject + ": " + s
	}
	return s
}

// BadValue returns a [*ValueError]. What it got is formatted as by
// [fmt.Sprintf].
func BadValue(subject, want, got string, args ...any) error {
	return &ValueError{Subject: subject, Got: fmt.Sprintf(got, args...), Want: want}
}
