package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/internal/wording"
	"github.com/gloam-go/gloam/scheduler"
	"golang.org/x/sync/errgroup"
)

type synthCmd struct {
	Out string `arg:"" help:"File to write: .npy, or .raw, .bin or .dat without header."`
	synthetic
	Workers positive `placeholder:"N" help:"Frames that are made at the same time (one per CPU)."`
	Quiet   bool     `short:"q" help:"Show no progress."`
}

// Help implements kong.HelpProvider.
func (*synthCmd) Help() string {
	return `The scan shows convergent-beam disks of a polycrystal around a hole, with beam
drift and counting noise. The same parameters give the same bytes everywhere.

Examples:

  gloam synth scan.npy --shape 64,64,128,128
  gloam synth big.raw --shape 256,256,256,256 --seed 7 --dose 10`
}

// Validate implements kong's check of arguments.
func (c *synthCmd) Validate() error {
	switch ext := strings.ToLower(filepath.Ext(c.Out)); ext {
	case ".npy", ".raw", ".bin", ".dat":
		return nil
	default:
		if c.Out == "" {
			return nil // kong tells
		}
		return fmt.Errorf("%s: got extension %q, want .npy, .raw, .bin or .dat", c.Out, ext)
	}
}

// Run implements the sub-command.
func (c *synthCmd) Run(a *app) error {
	src, err := c.source()
	if err != nil {
		return err
	}
	stage, err := newStaging(a.ctx, filepath.Dir(c.Out))
	if err != nil {
		return err
	}
	defer stage.discard()
	began := time.Now()
	show := newMeter(a.stderr, c.Quiet)
	err = c.write(a.ctx, stage, src, show)
	last := show.close()
	if err == nil {
		err = stage.commit()
	}
	if a.ctx.Err() != nil && err != nil {
		return &interruptedError{fmt.Sprintf("after %s; no file written", amount(last))}
	}
	if err != nil {
		return err
	}
	info, took := src.Info(), time.Since(began)
	a.print(fmt.Sprintf("%s  %s %s  %s in %s\n", c.Out, wording.Shape(info.Shape), info.DType,
		bytesText(last.BytesAll), wallText(took)))
	if !strings.EqualFold(filepath.Ext(c.Out), ".npy") {
		a.print(fmt.Sprintf("read it with --dtype uint16 --nav-shape %s --sig-shape %s\n",
			joined(info.Nav(), ","), joined(info.Frame(), ",")))
	}
	return nil
}

// write makes the frames in parallel and writes each where it belongs.
func (c *synthCmd) write(ctx context.Context, stage *staging, src source.Synthetic, show *meter) error {
	f, err := stage.create(c.Out)
	if err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(c.Out), ".npy") {
		if err := ndarray.WriteHeader(f, ndarray.Uint16, src.Info().Shape...); err != nil {
			return f.close(err)
		}
	}
	j := newSynthJob(f, f.written, src)
	quit, ended := make(chan struct{}), make(chan struct{})
	go j.watch(show, quit, ended)
	g, ctx := errgroup.WithContext(ctx)
	for range cmp.Or(int(c.Workers), runtime.GOMAXPROCS(0)) {
		g.Go(func() error { return j.work(ctx) })
	}
	err = g.Wait()
	close(quit)
	<-ended
	f.written = j.done.Load()
	return f.close(err)
}

// A synthJob is what the goroutines that make frames share.
type synthJob struct {
	src    source.Synthetic
	w      io.WriterAt
	base   int64 // of the first frame in the file
	frames int   // per bite
	next   atomic.Int64
	done   atomic.Int64 // bytes
	total  int64
}

func newSynthJob(f *stagedFile, base int64, src source.Synthetic) *synthJob {
	info := src.Info()
	// A bite of a quarter megapixel takes a few milliseconds: quick to stop.
	return &synthJob{
		src: src, w: f.file, base: base,
		frames: int(max(1, 1<<19/info.FrameBytes)),
		total:  int64(info.Stored) * info.FrameBytes,
	}
}

// work makes bites until there are none left.
func (j *synthJob) work(ctx context.Context) error {
	frames, err := j.src.Open(ctx)
	if err != nil {
		return err
	}
	info := j.src.Info()
	var buf []byte
	for err == nil {
		start := int(j.next.Add(1)-1) * j.frames
		if start >= info.Stored {
			break
		}
		n := min(j.frames, info.Stored-start)
		var a *ndarray.Array
		if a, err = frames.Read(ctx, start, n); err != nil {
			break
		}
		if buf, err = ndarray.EncodeBytes(buf[:0], a, ndarray.LittleEndian); err != nil {
			break
		}
		n, err = j.w.WriteAt(buf, j.base+int64(start)*info.FrameBytes)
		j.done.Add(int64(n))
	}
	return errors.Join(err, frames.Close())
}

// watch shows progress until quit is closed.
func (j *synthJob) watch(show *meter, quit, ended chan struct{}) {
	defer close(ended)
	began := time.Now()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		p := scheduler.Progress{Bytes: j.done.Load(), BytesAll: j.total, Elapsed: time.Since(began), Remaining: -1}
		p.Rate = float64(p.Bytes) / p.Elapsed.Seconds()
		if p.Rate > 0 {
			p.Remaining = time.Duration(float64(p.BytesAll-p.Bytes) / p.Rate * 1e9)
		}
		select {
		case <-quit:
			p.Bytes, p.Done = j.done.Load(), true
			show.update(p)
			return
		case <-tick.C:
			show.update(p)
		}
	}
}
