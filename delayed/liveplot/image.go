package liveplot

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"time"

	"github.com/gloam-go/gloam/delayed"
	"github.com/gloam-go/gloam/internal/plot"
)

// An Image is a [Plot] of one channel as colours. It is immutable but for the
// time of its last update.
type Image struct {
	udf      int
	channel  Channel
	name     string
	title    string
	minDelta time.Duration
	log      bool
	screen   Screen
	last     time.Time
}

// An ImageOption changes an [Image].
type ImageOption func(*Image)

// Title replaces the title, which is "<udf>: <channel>" otherwise.
func Title(text string) ImageOption { return func(i *Image) { i.title = text } }

// MinDelta leaves out updates that come less than d after the one before, except
// the final one. The default is half a second.
func MinDelta(d time.Duration) ImageOption { return func(i *Image) { i.minDelta = d } }

// Log spaces colours logarithmically.
func Log() ImageOption { return func(i *Image) { i.log = true } }

// NewImage returns a plot of a channel of the u-th UDF on a screen. The error is
// a [*ChannelError] for a channel that the UDF does not have or that cannot be
// drawn.
func NewImage(run *delayed.Live, u int, c Channel, on Screen, opts ...ImageOption) (*Image, error) {
	specs := run.Specs()
	if u < 0 || u >= len(specs) {
		return nil, fmt.Errorf("liveplot: got UDF %d, want one of %d", u, len(specs))
	}
	c, err := c.resolve(run, u)
	if err != nil {
		return nil, err
	}
	short := specs[u].Short()
	i := &Image{udf: u, channel: c, name: nameOf(specs, u) + "." + c.label, title: short + ": " + c.label,
		minDelta: 500 * time.Millisecond, screen: on}
	for _, o := range opts {
		o(i)
	}
	return i, nil
}

// Name tells the image from others of the run, as in "sum.intensity".
func (i *Image) Name() string { return i.name }

// Update implements [Plot].
func (i *Image) Update(ctx context.Context, u *Update) (err error) {
	if !u.Final && time.Since(i.last) < i.minDelta {
		return nil
	}
	defer func() {
		if v := recover(); v != nil { // in the caller's function
			err = fmt.Errorf("liveplot: %s: panic: %v", i.name, v)
		}
	}()
	results, err := u.Results(i.udf)
	if err != nil {
		return err
	}
	data, known, err := i.channel.values(results, u.Damage)
	if err != nil {
		return fmt.Errorf("liveplot: %s: %w", i.name, err)
	}
	p, err := planeOf(data, known)
	if err != nil {
		return fmt.Errorf("liveplot: %s: %w", i.name, err)
	}
	if p.empty() && !u.Final || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	img, err := plot.Render(plot.Heatmap{Title: i.title, Data: p.values, Rows: p.rows, Cols: p.cols, Log: i.log})
	if err != nil {
		return fmt.Errorf("liveplot: %s: %w", i.name, err)
	}
	b, err := PNG(img, u.Final)
	if err != nil {
		return fmt.Errorf("liveplot: %s: %w", i.name, err)
	}
	i.last = time.Now()
	return i.screen.Show(i.name, i.title, b, u.Final)
}

// PNG encodes a picture: quickly while others will follow, which makes it large,
// and small if it is final. Compressing takes several times as long as drawing.
func PNG(img image.Image, final bool) ([]byte, error) {
	enc := png.Encoder{CompressionLevel: png.NoCompression}
	if final {
		enc.CompressionLevel = png.BestSpeed
	}
	var b bytes.Buffer
	err := enc.Encode(&b, img)
	return b.Bytes(), err
}
