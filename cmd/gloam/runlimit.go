package main

import (
	"fmt"

	"github.com/gloam-go/gloam/udf"
)

// A resultSizeError reports a result that is too large to be meant.
type resultSizeError struct {
	udf, buffer  string
	bytes, limit int64
	frames       bool // it grows with the selected positions times the detector
}

func (e *resultSizeError) Error() string {
	s := fmt.Sprintf("%s: result %s would take %s of memory, more than --max-result %s", e.udf, e.buffer, bytesText(e.bytes), bytesText(e.limit))
	if e.frames {
		s += "; choose positions with --roi, or raise the limit"
	}
	return s
}

// limitFlags bound what a run may keep. LiberTEM warns of picked frames from the
// same size on.
type limitFlags struct {
	MaxResult byteCount `group:"results" default:"256MiB" placeholder:"256MiB" help:"Refuse results that would take more memory, as frames picked without --roi do; 0 allows all."`
}

// checkResults refuses results above a limit. Runs are built without reading, so
// this costs nothing and comes first.
func (j *job) checkResults(limit int64) error {
	if limit <= 0 {
		return nil
	}
	for i, lazy := range j.lazy {
		for _, d := range lazy.Decls() {
			shape := d.Shape(j.data.Nav(), j.data.Sig())
			n := int64(d.DType.Size())
			for _, e := range shape {
				n *= int64(e)
			}
			if n > limit {
				whole := d.Kind == udf.KindSingle && len(shape) == 1+len(j.data.Sig()) && shape[0] == j.selected
				return &resultSizeError{udf: j.requests[i].name, buffer: d.Name, bytes: n, limit: limit, frames: whole}
			}
		}
	}
	return nil
}
