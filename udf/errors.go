package udf

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/arrays/ndarray"
)

// What can be wrong with a UDF before anything runs.
var (
	// ErrNoMethod is the cause when a UDF has no Process method.
	ErrNoMethod = errors.New("has none of ProcessTile, ProcessFrame, ProcessPartition")
	// ErrNoMerge is the cause when a UDF declares a sig or single buffer but no
	// way to merge the partitions' values of it.
	ErrNoMerge = errors.New("has neither Merge nor MergeAll")
	// ErrNoResults is the cause when a UDF declares result-only buffers but has
	// no Results method.
	ErrNoResults = errors.New("has no Results method")
	// ErrNoUDFs is returned for an empty list of UDFs.
	ErrNoUDFs = errors.New("udf: no UDFs to run")
	// ErrRunCancelled is the cause of every error of a cancelled UDF run.
	ErrRunCancelled = errors.New("udf: run cancelled")
)

// A CancelledError tells how far a cancelled run came. It wraps
// [ErrRunCancelled] and the cause.
type CancelledError struct {
	Done, Total int   // partitions, finished and in all
	Cause       error // why it was cancelled
}

func (e *CancelledError) Error() string {
	s := fmt.Sprintf("%v after %d of %d partitions", ErrRunCancelled, e.Done, e.Total)
	if e.Cause != ErrRunCancelled {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns ErrRunCancelled and the cause.
func (e *CancelledError) Unwrap() []error { return []error{ErrRunCancelled, e.Cause} }

// A BufferError says what is wrong with a declared buffer or a result.
type BufferError struct {
	UDF, Buffer, Got, Want string
	Err                    error // the cause if there is one of its own
}

func (e *BufferError) Error() string {
	s := fmt.Sprintf("udf: %s: buffer %q: got %s, want %s", e.UDF, e.Buffer, e.Got, e.Want)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *BufferError) Unwrap() error { return e.Err }

// A UDFError says what is wrong with a UDF as a whole.
type UDFError struct {
	UDF string
	Err error
}

func (e *UDFError) Error() string { return fmt.Sprintf("udf: %s: %v", e.UDF, e.Err) }

// Unwrap returns the cause.
func (e *UDFError) Unwrap() error { return e.Err }

// An UnknownBufferError reports a use of a buffer that the UDF did not declare
// or that has no storage at that moment.
type UnknownBufferError struct {
	UDF, Buffer string
	Declared    []string
	Aux         bool // it is auxiliary data that was asked for
}

func (e *UnknownBufferError) Error() string {
	what := "buffer"
	if e.Aux {
		what = "auxiliary data"
	}
	return fmt.Sprintf("udf: %s: no %s %q, declared are %s", e.UDF, what, e.Buffer, list(e.Declared))
}

// An UnknownUDFError reports a name that is not registered.
type UnknownUDFError struct {
	Name  string
	Known []string
}

func (e *UnknownUDFError) Error() string {
	return fmt.Sprintf("udf: unknown UDF %q, known are %s", e.Name, list(e.Known))
}

// An InputDTypeError reports a UDF that prefers what is no dtype.
type InputDTypeError struct{ Got ndarray.DType }

func (e *InputDTypeError) Error() string {
	return fmt.Sprintf("input dtype: got %s, want one of the named dtypes", e.Got)
}

// An InProcessError refuses to send a UDF to another process because it was made
// by [InProcess] or [Map]. It is found before anything is sent.
type InProcessError struct {
	UDF  string
	Site string // source line that made it
}

func (e *InProcessError) Error() string {
	return fmt.Sprintf("udf: %s, made at %s, runs in its own process only; register it by name in a package that the workers import", e.UDF, e.Site)
}

// A ParamError reports a parameter that a UDF does not have or a value it
// cannot take.
type ParamError struct {
	UDF, Param, Got, Want string
	Err                   error
}

func (e *ParamError) Error() string {
	s := fmt.Sprintf("udf: %s: parameter %q: got %s, want %s", e.UDF, e.Param, e.Got, e.Want)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *ParamError) Unwrap() error { return e.Err }

// A ROIError reports a region of interest that does not fit the scan.
type ROIError struct{ Got, Want string }

func (e *ROIError) Error() string {
	return fmt.Sprintf("udf: roi: incompatible shapes: got %s, want %s", e.Got, e.Want)
}

// A DatasetError reports an array that cannot be split into scan and frame.
type DatasetError struct{ Got, Want string }

func (e *DatasetError) Error() string {
	return fmt.Sprintf("udf: dataset: got %s, want %s", e.Got, e.Want)
}

// A FormatError reports bytes that are not what they should be, or a value that
// has no bytes: a run, parameters, auxiliary data.
type FormatError struct {
	What string
	Err  error
}

func (e *FormatError) Error() string { return fmt.Sprintf("udf: %s: %v", e.What, e.Err) }

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Err }

// dtypeKindError reports a result whose kind of dtype is not the declared one.
func dtypeKindError(udf, name string, got, want ndarray.DType) error {
	return &BufferError{UDF: udf, Buffer: name, Got: got.String(), Want: want.String()}
}

// list joins names, cut at ten.
func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	if len(names) > 10 {
		return strings.Join(names[:10], ", ") + fmt.Sprintf(", … (%d in all)", len(names))
	}
	return strings.Join(names, ", ")
}
