package liveplot_test

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/delayed/liveplot"
)

// collect returns the errors of the items, nil for good ones.
func collect(items iter.Seq2[*delayed.PartialResult, error]) []error {
	var errs []error
	for _, err := range items {
		errs = append(errs, err)
	}
	return errs
}

// counting is a plot that tells when it is drawn.
type counting struct {
	drawn  chan bool // whether it was final
	update func(u *liveplot.Update) error
}

func (c counting) Update(_ context.Context, u *liveplot.Update) error {
	c.drawn <- u.Final
	if c.update != nil {
		return c.update(u)
	}
	return nil
}

func TestPlotsAreDrawnWhileTheRunGoesOn(t *testing.T) {
	run := live(t, 6, severalSpec())
	plot := counting{make(chan bool, 100), func(u *liveplot.Update) error {
		first, err := u.Results(0)
		second, again := u.Results(0)
		require.Same(t, first["map"].Data, second["map"].Data, "results are computed once for all plots")
		return errors.Join(err, again)
	}}
	items := 0
	for p, err := range liveplot.Watch(t.Context(), run.Partial(t.Context(), delayed.InScanOrder()), plot) {
		require.NoError(t, err)
		if p.Done == 3 {
			require.False(t, <-plot.drawn, "the run waits here, so this was drawn meanwhile")
		}
		items++
	}
	require.Equal(t, 6, items)
	final := 0
	for close(plot.drawn); len(plot.drawn) > 0; {
		if <-plot.drawn {
			final++
		}
	}
	require.Equal(t, 1, final)
}

func TestNothingIsDrawnAfterAnError(t *testing.T) {
	wrong := errors.New("wrong")
	run := live(t, 4, severalSpec())
	plot := counting{make(chan bool, 100), nil}
	failing := func(yield func(*delayed.PartialResult, error) bool) {
		for p := range run.Partial(t.Context()) {
			if !yield(p, nil) || !yield(nil, wrong) {
				return
			}
			return
		}
	}
	got := collect(liveplot.Watch(t.Context(), failing, plot))
	require.Equal(t, []error{nil, wrong}, got)
	for close(plot.drawn); len(plot.drawn) > 0; {
		require.False(t, <-plot.drawn, "there is no final picture")
	}
}

func TestLeavingOrCancellingEndsDrawing(t *testing.T) {
	run := live(t, 4, severalSpec())
	plot := counting{make(chan bool, 100), nil}
	for range liveplot.Watch(t.Context(), run.Partial(t.Context()), plot) {
		break // goleak tells what is left
	}
	ctx, cancel := context.WithCancel(t.Context())
	for p, err := range liveplot.Watch(ctx, run.Partial(ctx), plot) {
		if err == nil && p.Done == 2 {
			cancel()
		}
	}
	cancel()
	for close(plot.drawn); len(plot.drawn) > 0; {
		require.False(t, <-plot.drawn)
	}
	require.Len(t, collect(liveplot.Watch(t.Context(), run.Partial(t.Context()))), 4, "no plots are no trouble")
}

func TestFoldersHoldWholePictures(t *testing.T) {
	folder := t.TempDir()
	run := live(t, 3, severalSpec())
	on := &shelf{}
	plots, _, err := liveplot.All(run, liveplot.Both(on, liveplot.Folder(folder)))
	require.NoError(t, err)
	require.NoError(t, errors.Join(collect(liveplot.Watch(t.Context(), run.Partial(t.Context()), plots...))...))
	for name, p := range on.finals() {
		require.Equal(t, p.png, must(os.ReadFile(filepath.Join(folder, name+".png"))))
	}
	require.Len(t, must(os.ReadDir(folder)), 4, "nothing else is left")
	for name, file := range map[string]string{"a/b": "a_b.png", "..": "_.png", "": "_.png", `c:\d?`: "c__d_.png"} {
		require.NoError(t, liveplot.Folder(folder).Show(name, "", []byte("x"), true))
		require.FileExists(t, filepath.Join(folder, file))
	}
	require.ErrorIs(t, liveplot.Folder(filepath.Join(folder, "none")).Show("a", "", nil, true), os.ErrNotExist)
}
