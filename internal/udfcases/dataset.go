package udfcases

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gloam-go/gloam/arrays/ndarray"
	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
)

// Data is the scan of a case.
type Data struct {
	File          string
	Shape         []int
	SigDims       int   `json:"sig_dims"`
	NumPartitions int   `json:"num_partitions"`
	TileShape     []int `json:"tileshape"`
	SyncOffset    int   `json:"sync_offset"`
	NavShape      []int `json:"nav_shape"`
	SigShape      []int `json:"sig_shape"`
}

// A ROI is the region of interest of a case, in one of several forms.
type ROI struct {
	Form, File string
	Value      json.RawMessage
}

// Open makes the dataset of a case, with its corrections and region of interest.
func (c Case) Open(t testing.TB) *udf.Dataset {
	ds := c.plain(t)
	if len(c.Corrections) > 0 {
		var err error
		ds, err = ds.Corrected(c.corrections(t))
		require.NoError(t, err)
	}
	if c.ROI == nil {
		return ds
	}
	ds, err := c.ROI.of(t, c, ds)
	require.NoError(t, err)
	return ds
}

// plain is the dataset without corrections and region of interest.
func (c Case) plain(t testing.TB) *udf.Dataset {
	d, data := c.Dataset, c.Load(t, c.Dataset.File)
	sig, nav := d.SigDims, d.NavShape
	if d.SigShape != nil {
		var err error
		sig = len(d.SigShape)
		data, err = data.Reshape(append([]int{-1}, d.SigShape...)...)
		require.NoError(t, err)
	} else if nav == nil {
		nav = d.Shape[:len(d.Shape)-d.SigDims]
	}
	ds, err := udf.FromSource(source.Memory{Data: data, Sig: sig, Nav: nav, Sync: d.SyncOffset, AllowShort: true})
	require.NoError(t, err)
	if d.NumPartitions > 0 {
		ds, err = ds.Partitions(d.NumPartitions)
		require.NoError(t, err)
	}
	if d.TileShape != nil {
		ds, err = ds.TileShape(d.TileShape[0], d.TileShape[1:]...)
		require.NoError(t, err)
	}
	return ds
}

func (c Case) corrections(t testing.TB) *udf.Corrections {
	var images udf.CorrectionImages
	kinds := map[string]**ndarray.Array{"dark": &images.Dark, "gain": &images.Gain, "excl": &images.Excluded}
	for name, file := range c.Corrections {
		require.Contains(t, kinds, name, "%s: correction", c.ID)
		*kinds[name] = c.Load(t, file)
	}
	made, err := udf.NewCorrections(images)
	require.NoError(t, err)
	return made
}

// of applies the region to a dataset.
func (r *ROI) of(t testing.TB, c Case, ds *udf.Dataset) (*udf.Dataset, error) {
	switch {
	case r.Form == "array":
		return ds.ROI(c.Load(t, r.File))
	case r.Form == "coordinate":
		var at []int
		require.NoError(t, json.Unmarshal(r.Value, &at))
		return ds.Only(at)
	case r.Form == "coordinate_truth_sequence":
		return ds.Select(r.selections(t)...)
	case r.Form == "scipy.sparse.csr" && len(ds.Nav()) == 2:
		return ds.SparseROI(rowsOf(c.Load(t, r.File)))
	case strings.HasPrefix(r.Form, "scipy.sparse.") || strings.HasPrefix(r.Form, "sparse."):
		return ds.SparseROI(coordinatesOf(c.Load(t, r.File)))
	}
	t.Fatalf("%s: unknown form %q of region of interest", c.ID, r.Form)
	return nil, nil
}

// selections are the positions with truth values that a region lists.
func (r *ROI) selections(t testing.TB) (all []udf.Selection) {
	var list [][2]json.RawMessage
	require.NoError(t, json.Unmarshal(r.Value, &list))
	for _, pair := range list {
		var s udf.Selection
		require.NoError(t, json.Unmarshal(pair[0], &s.At))
		require.NoError(t, json.Unmarshal(pair[1], &s.In))
		all = append(all, s)
	}
	return all
}

// coordinatesOf and rowsOf are the sparse forms of a mask.
func coordinatesOf(mask *ndarray.Array) (m udf.COO) {
	values, err := ndarray.Float64s(mask)
	if err != nil {
		return m
	}
	shape := mask.Shape()
	for i, v := range values {
		if v == 0 {
			continue
		}
		at := make([]int, len(shape))
		for a := len(shape) - 1; a >= 0; a-- {
			at[a], i = i%shape[a], i/shape[a]
		}
		m.Coords = append(m.Coords, at)
	}
	return m
}

func rowsOf(mask *ndarray.Array) udf.CSR {
	m := udf.CSR{Shape: mask.Shape(), RowStart: []int{0}}
	for _, at := range coordinatesOf(mask).Coords {
		for len(m.RowStart) <= at[0] {
			m.RowStart = append(m.RowStart, len(m.Columns))
		}
		m.Columns = append(m.Columns, at[1])
	}
	for len(m.RowStart) <= mask.Shape()[0] {
		m.RowStart = append(m.RowStart, len(m.Columns))
	}
	return m
}
