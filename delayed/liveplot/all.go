package liveplot

import (
	"fmt"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/udf"
)

// All returns a plot for each result that can be drawn, of every UDF. bare lists
// the UDFs, by index, of which there is none: worth a word to the user.
func All(run *delayed.Live, on Screen, opts ...ImageOption) (plots []Plot, bare []int, err error) {
	for u := range run.Specs() {
		names := Drawable(run, u)
		if len(names) == 0 {
			bare = append(bare, u)
		}
		for _, n := range names {
			i, err := NewImage(run, u, Named(n), on, opts...)
			if err != nil {
				return nil, nil, err
			}
			plots = append(plots, i)
		}
	}
	return plots, bare, nil
}

// Select returns plots of the channels that are listed for each UDF; a nil or
// missing list means none.
func Select(run *delayed.Live, on Screen, channels ...[]Channel) ([]Plot, error) {
	if n := len(run.Specs()); len(channels) > n {
		return nil, fmt.Errorf("liveplot: got channels for %d UDFs, want those of %d", len(channels), n)
	}
	var plots []Plot
	for u, list := range channels {
		for _, c := range list {
			i, err := NewImage(run, u, c, on)
			if err != nil {
				return nil, err
			}
			plots = append(plots, i)
		}
	}
	return plots, nil
}

// nameOf tells the u-th UDF from others with the same name by a number.
func nameOf(specs []udf.Spec, u int) string {
	n := 1
	for _, s := range specs[:u] {
		if s.Short() == specs[u].Short() {
			n++
		}
	}
	if n == 1 {
		return specs[u].Short()
	}
	return fmt.Sprintf("%s-%d", specs[u].Short(), n)
}
