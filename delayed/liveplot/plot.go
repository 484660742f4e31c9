package liveplot

import (
	"context"

	"github.com/gloam-go/gloam/delayed"
)

// A Plot is given results while a run goes on.
type Plot interface {
	// Update draws what there is now. It is called from one goroutine at a time,
	// as often as [Watch] allows, and once with all results, for which u.Final is
	// true. What u holds must not be modified.
	Update(ctx context.Context, u *Update) error
}

// An Update is what a run has so far, with the results of its UDFs. It is for
// use by one goroutine.
type Update struct {
	*delayed.PartialResult
	Final   bool
	results map[int]map[string]delayed.Result
}

// Results returns the results of the i-th UDF by name. They are computed when
// they are first asked for.
func (u *Update) Results(i int) (map[string]delayed.Result, error) {
	if r, ok := u.results[i]; ok {
		return r, nil
	}
	r, err := u.PartialResult.Results(i)
	if err == nil {
		if u.results == nil {
			u.results = map[int]map[string]delayed.Result{}
		}
		u.results[i] = r
	}
	return r, err
}

// A Screen shows pictures. Its methods may be called from any goroutine.
type Screen interface {
	// Show replaces the picture of that name. png is the caller's again when Show
	// returns, and final says that no other will follow.
	Show(name, title string, png []byte, final bool) error
}
