package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/graph"
)

// A usageError is a mistake on the command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// An interruptedError tells how far a command had come when it was told to
// stop.
type interruptedError struct{ done string }

func (e *interruptedError) Error() string { return "interrupted " + e.done }

// fail reports an error in one line and returns the exit code.
func (a *app) fail(err error) int {
	if err == nil {
		return exitOK
	}
	_, _ = fmt.Fprintf(a.stderr, "gloam: %s\n", lineOf(err))
	var use *usageError
	var stopped *interruptedError
	switch {
	case errors.As(err, &use):
		return exitUsage
	case errors.As(err, &stopped):
		return exitInterrupted
	}
	return exitFailure
}

// lineOf describes an error in one line, in terms of the command line.
func lineOf(err error) string {
	text := err.Error()
	var task *graph.TaskError
	if errors.As(err, &task) {
		// The key and the source line are for the log.
		text = fmt.Sprintf("%v (in task %s%s)", lineOf(task.Err), task.Key, keptWhere(err))
	}
	var format *source.FormatError
	if errors.As(err, &format) {
		was := format.Error()
		text = strings.Replace(text, was, inFlags(format), 1)
	}
	text = ofPackage.ReplaceAllString(inWords(err, text), "")
	return strings.Join(strings.Fields(text), " ")
}

// ofPackage is how errors of this library start.
var ofPackage = regexp.MustCompile(`^(source|udf|ndarray|arrays|delayed|scheduler|graph|draw|plot): `)

// inFlags describes what is wrong with a file, naming options as they are
// written here.
func inFlags(e *source.FormatError) string {
	c := source.FormatError{Path: e.Path, Format: e.Format, Err: e.Err}
	var missing *source.MissingOptionsError
	var option *source.OptionError
	var count *source.FrameCountError
	var path *os.PathError
	switch {
	case errors.As(e.Err, &missing):
		c.Err = fmt.Errorf("the file does not say its own layout: %s needed", strings.Join(flagNames(missing.Options), " and "))
	case errors.As(e.Err, &option):
		c.Err = fmt.Errorf("option %s does not apply to format %s", flagName(option.Option), option.Format)
	case errors.As(e.Err, &count):
		c.Err = fmt.Errorf("%w; --allow-short leaves the rest empty", e.Err)
	case errors.As(e.Err, &path) && path.Path == e.Path:
		c.Err = path.Err // the path is named already
	}
	return c.Error()
}

var flagsOf = map[string]string{
	"DType": "--dtype", "ByteOrder": "--byte-order", "Offset": "--offset", "Gap": "--gap",
	"NavShape": "--nav-shape", "SigShape": "--sig-shape", "SigDims": "--sig-dims", "Sync": "--sync-offset",
	"Member": "--member", "AllowShort": "--allow-short", "Flip": "--flip", "FileOrder": "--file-order",
}

// flagName returns the flag for an option of package source.
func flagName(option string) string {
	if f, ok := flagsOf[option]; ok {
		return f
	}
	return option
}

func flagNames(options []string) []string {
	out := make([]string, len(options))
	for i, o := range options {
		out[i] = flagName(o)
	}
	return out
}
