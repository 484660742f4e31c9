package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"

	"github.com/gloam-go/gloam/daskproto/comm"
	"github.com/gloam-go/gloam/udf"
)

// inWords describes mistakes in terms of the command line, with what to do about
// them. Other texts stay as they are.
func inWords(err error, text string) string {
	var param *udf.ParamError
	if errors.As(err, &param) {
		text = strings.Replace(text, param.Error(), ofParam(param), 1)
	}
	var unknown *udf.UnknownUDFError
	if errors.As(err, &unknown) {
		text = strings.Replace(text, unknown.Error(), unknown.Error()+meant(unknown)+" (see gloam udfs)", 1)
	}
	return faultAddress.ReplaceAllString(text, "; it has to stay as it is during a run")
}

// faultAddress is what the system says about a mapped file that became shorter.
var faultAddress = regexp.MustCompile(` \(fault at 0x[0-9a-f]+\)`)

// ofParam describes a wrong parameter of --udf.
func ofParam(e *udf.ParamError) string {
	name := e.UDF[strings.LastIndexByte(e.UDF, '/')+1:]
	s := fmt.Sprintf("%s: parameter %q: got %s", name, e.Param, e.Got)
	if e.Err == nil {
		s += ", want " + e.Want
	} else {
		s += ": " + lineOf(e.Err) // which says what is wanted
	}
	if e.Param == "masks" && strings.HasSuffix(strings.Trim(e.Got, `"`), ".npy") {
		return s + "; for masks in a file: stack=" + strings.Trim(e.Got, `"`)
	}
	return s + " (see gloam udfs " + name + ")"
}

// meant is a question about the known name that is most like the unknown one,
// if one is.
func meant(e *udf.UnknownUDFError) string {
	best, least := "", 3
	for _, k := range e.Known {
		short := k[strings.LastIndexByte(k, '/')+1:]
		if d := edits(strings.ToLower(e.Name), short); d < least && d < len(short) {
			best, least = short, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// edits is how many bytes to insert, delete or replace between two words.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// unreachable describes why no scheduler answers at an address. Errors of one
// that does answer stay as they are.
func unreachable(address string, err error) error {
	var failed *comm.ConnError
	if errors.As(err, &failed) && failed.Op != "dial" && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var op *net.OpError
	var name *net.DNSError
	var call *os.SyscallError
	why := ""
	switch {
	case errors.As(err, &name):
		why = name.Err
	case errors.As(err, &call):
		why = call.Err.Error()
	case errors.As(err, &op):
		why = op.Err.Error()
	case errors.Is(err, context.DeadlineExceeded):
		why = "no answer"
	default:
		return err
	}
	return &unreachableError{address, why, err}
}

// An unreachableError reports an address without a scheduler.
type unreachableError struct {
	address, why string
	err          error
}

func (e *unreachableError) Error() string {
	return fmt.Sprintf("scheduler %s cannot be reached: %s; is a Dask scheduler running there?", e.address, e.why)
}

func (e *unreachableError) Unwrap() error { return e.err }
