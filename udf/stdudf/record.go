package stdudf

import (
	"bytes"
	"context"
	"os"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/udf"
)

// RecordParams are the parameters of [Record].
type RecordParams struct {
	// Path of the .npy file, which every machine that runs tasks must be able to
	// write. What it held before is overwritten.
	Path string `udf:"path" type:"file" doc:"path of the .npy file to write"`
}

// Record writes the data to an .npy file in the shape of the scan while it is
// processed, in the input dtype: the data's own unless another UDF of the run
// wants more. Each task writes its own part, so the file is complete only when
// the run is. Positions without a frame are zero. Its result "frames" is the
// number of frames written; computing it, or other results of the same run, is
// what writes. Regions of interest are refused.
var Record = udf.Register("gloam/record", newRecord,
	udf.Doc("write the data to an .npy file"))

func newRecord(p RecordParams) (udf.UDF, error) {
	if p.Path == "" {
		return nil, udf.BadValue("record", "that of an .npy file", "no path")
	}
	return &record{path: p.Path}, nil
}

type record struct {
	associative
	path       string
	file       *os.File
	data       int64 // where the elements start
	from, to   int   // frames that have been written
	shape, sig []int
	dtype      ndarray.DType
	buf        []byte
}

func (r *record) InputDType() ndarray.DType { return udf.NativeDType }

func (r *record) Check(m udf.Meta) error {
	if m.ROI != nil {
		return udf.BadValue("", "the whole scan", "a region of interest")
	}
	return nil
}

func (r *record) Buffers(udf.Meta) map[string]udf.Buffer {
	return map[string]udf.Buffer{"frames": udf.Single(ndarray.Int64)}
}

// open opens the file and gives it header and length. All tasks do so with the
// same result, whichever is first.
func (r *record) open(m *udf.Meta) error {
	if r.file != nil {
		return nil
	}
	r.dtype, r.sig = m.InputDType, m.Sig
	r.shape = append(append([]int(nil), m.Nav...), m.Sig...)
	var header bytes.Buffer
	if err := ndarray.WriteHeader(&header, r.dtype, r.shape...); err != nil {
		return err
	}
	f, err := os.OpenFile(r.path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	r.file, r.data = f, int64(header.Len())
	if err := f.Truncate(r.data + r.offset(m.Positions())); err != nil {
		return r.fail(err)
	}
	if _, err := f.WriteAt(header.Bytes(), 0); err != nil {
		return r.fail(err)
	}
	return nil
}

// fail closes the file after an error.
func (r *record) fail(err error) error {
	_ = r.file.Close() // err says more
	r.file = nil
	return err
}

// offset is where a frame starts, from the first one on.
func (r *record) offset(frame int) int64 {
	n := int64(r.dtype.Size()) * int64(frame)
	for _, e := range r.sig {
		n *= int64(e)
	}
	return n
}

func (r *record) ProcessTile(_ context.Context, tile *ndarray.Array, out udf.View) error {
	if err := r.open(out.Meta()); err != nil {
		return err
	}
	at := out.Slice()
	if r.from == r.to {
		r.from, r.to = at.Start, at.Start
	}
	r.to = max(r.to, at.Start+at.Frames)
	if err := r.write(tile, at); err != nil {
		return r.fail(err)
	}
	return nil
}

// write writes the runs of pixels of a tile that lie together in the file.
func (r *record) write(tile *ndarray.Array, at udf.Slice) (err error) {
	if r.buf, err = ndarray.EncodeBytes(r.buf[:0], tile, ndarray.LittleEndian); err != nil {
		return err
	}
	axis, run := len(r.sig), r.dtype.Size()
	for axis > 0 && at.Shape[axis-1] == r.sig[axis-1] {
		axis--
		run *= r.sig[axis]
	}
	if axis == 0 {
		run *= at.Frames
	} else {
		run *= at.Shape[axis-1]
	}
	for i := 0; i*run < len(r.buf); i++ {
		if _, err := r.file.WriteAt(r.buf[i*run:(i+1)*run], r.data+r.place(at, axis, i)); err != nil {
			return err
		}
	}
	return nil
}

// place is where the i-th run of a tile starts; axis is the one along which runs
// are partial.
func (r *record) place(at udf.Slice, axis, i int) int64 {
	pixel, step := int64(0), int64(1)
	for a := len(r.sig) - 1; a >= 0; a-- {
		o := at.Origin[a]
		if a < axis-1 {
			o += i % at.Shape[a]
			i /= at.Shape[a]
		}
		pixel += step * int64(o)
		step *= int64(r.sig[a])
	}
	return r.offset(at.Start+i) + pixel*int64(r.dtype.Size())
}

// Postprocess fills positions without a frame.
func (r *record) Postprocess(out udf.View) error {
	if err := r.open(out.Meta()); err != nil {
		return err
	}
	at := out.Slice()
	if r.from == r.to {
		r.from, r.to = at.Start, at.Start
	}
	frame := make([]byte, r.offset(1))
	for f := at.Start; f < at.Start+at.Frames; f++ {
		if f >= r.from && f < r.to {
			continue
		}
		if _, err := r.file.WriteAt(frame, r.data+r.offset(f)); err != nil {
			return r.fail(err)
		}
	}
	if err := out.Buffer("frames").Fill(r.to - r.from); err != nil {
		return r.fail(err)
	}
	return r.file.Close()
}

func (r *record) Merge(dst, src udf.View) error {
	return ndarray.AddInto(dst.Buffer("frames"), src.Buffer("frames"))
}
