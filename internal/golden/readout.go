package golden

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// A Readout is an array as an independent reader found it in a file.
type Readout struct {
	Path    string `json:"-"` // of the file
	Key     string // of the array, in files that hold several
	Shape   []int
	DType   string `json:"dtype_le"`
	OnDisk  string `json:"dtype_on_disk"`
	Offset  int64  // of headerless files
	Digest  string `json:"sha256_c_le"` // empty if the reader could not read it
	Probes  []Probe
	InOrder *struct {
		Digest string `json:"sha256_c_le"`
		Probes []Probe
	} `json:"file_order"`
}

// A Probe is one element: a float64 if it is a number.
type Probe struct {
	Index []int
	Value any
}

// Readouts calls fn, as a test of its own, for every array that is listed in
// expected.json in a folder below data, of every root that has it. The test
// fails if none has or a list is empty.
func Readouts(t *testing.T, folder string, fn func(t *testing.T, a Readout)) {
	t.Helper()
	for _, list := range Files(t, "data/"+folder+"/expected.json") {
		b, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		var files []struct {
			File   string
			Arrays []Readout
		}
		if err := json.Unmarshal(b, &files); err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", list, len(files), err)
		}
		for _, f := range files {
			for _, a := range f.Arrays {
				a.Path = filepath.Join(filepath.Dir(list), f.File)
				t.Run(f.File+"/"+a.Key, func(t *testing.T) { fn(t, a) })
			}
		}
	}
}
