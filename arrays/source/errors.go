package source

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gloam-go/gloam/internal/wording"
)

// ErrUnknownFormat is the cause of an [Open] that recognised neither the name
// nor the first bytes of a file.
var ErrUnknownFormat = errors.New("unknown format")

// A FormatError says which file could not be used, as which format, and why.
type FormatError struct {
	Path   string
	Format string // empty if none was recognised
	Err    error
}

func (e *FormatError) Error() string {
	if e.Format == "" {
		return fmt.Sprintf("source: %s: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("source: %s (%s): %v", e.Path, e.Format, e.Err)
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Err }

// inFile wraps a cause, once.
func inFile(path, format string, err error) error {
	var fe *FormatError
	if err == nil || errors.As(err, &fe) {
		return err
	}
	return &FormatError{Path: path, Format: format, Err: err}
}

// A FrameCountError reports a scan shape with more positions than there are
// stored frames. Ask for [AllowShort] if the missing frames are no mistake.
type FrameCountError struct {
	Shape []int // the navigation axes
	Want  int   // their product
	Have  int
}

func (e *FrameCountError) Error() string {
	return fmt.Sprintf("scan shape %s needs %d frames, %d are stored", wording.Shape(e.Shape), e.Want, e.Have)
}

// A SizeError reports a file with fewer bytes than its description needs.
type SizeError struct {
	Want int64 // at least
	Have int64
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("file has %d bytes, needs at least %d", e.Have, e.Want)
}

// A SyncError reports a sync offset that leaves no frame.
type SyncError struct{ Sync, Frames int }

func (e *SyncError) Error() string {
	return fmt.Sprintf("sync offset %d, want between %d and %d for %d stored frames", e.Sync, 1-e.Frames, e.Frames-1, e.Frames)
}

// A RangeError reports a read outside the stored frames.
type RangeError struct{ Start, Count, Stored int }

func (e *RangeError) Error() string {
	return fmt.Sprintf("source: frames %d to %d, want within the %d stored ones", e.Start, e.Start+e.Count-1, e.Stored)
}

// A MissingOptionsError names the options without which a file cannot be read.
type MissingOptionsError struct{ Options []string }

func (e *MissingOptionsError) Error() string {
	return "the file does not say its own layout: option " + strings.Join(e.Options, " and ") + " needed"
}

// A ShapeError reports two shapes with a different number of elements.
type ShapeError struct {
	Axes      string // "signal" or "navigation"
	Got, Want []int
}

func (e *ShapeError) Error() string {
	return fmt.Sprintf("%s shape %s has %d elements, stored shape %s has %d", e.Axes, wording.Shape(e.Got), product(e.Got), wording.Shape(e.Want), product(e.Want))
}

// checkRange reports a read outside the stored frames.
func checkRange(start, n, stored int) error {
	if start < 0 || n < 0 || start > stored || n > stored-start {
		return &RangeError{Start: start, Count: n, Stored: stored}
	}
	return nil
}

// checkCounts reports a scan that the stored frames cannot serve.
func checkCounts(nav []int, stored, sync int, allowShort bool) error {
	if want := product(nav); want > stored && !allowShort {
		return &FrameCountError{Shape: nav, Want: want, Have: stored}
	}
	if sync != 0 && (sync >= stored || sync <= -stored) {
		return &SyncError{Sync: sync, Frames: stored}
	}
	return nil
}
