package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gloam-go/gloam/arrays/source"
	"github.com/gloam-go/gloam/udf"
)

// A scan is a file of frames in the page cache.
type scan struct {
	path string
	data *udf.Dataset
}

// extents returns the shape of the big scan.
func (o options) extents() ([]int, error) {
	parts := strings.Split(o.shape, ",")
	if len(parts) != 4 {
		return nil, fmt.Errorf("shape %q has %d extents, want 4", o.shape, len(parts))
	}
	n := make([]int, len(parts))
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("shape %q: %w", o.shape, err)
		}
	}
	return n, nil
}

// scan makes a scan of these extents if it is not there, and reads it once so
// that it is in the page cache.
func (o options) scan(ctx context.Context, n []int, dose int) (scan, error) {
	name := "scan-" + strings.Trim(strings.ReplaceAll(fmt.Sprint(n), " ", "x"), "[]")
	if dose != usualDose {
		name += fmt.Sprintf("-dose%d", dose)
	}
	path, err := filepath.Abs(filepath.Join(o.dir, name+".npy"))
	if err != nil {
		return scan{}, err
	}
	if _, err := os.Stat(path); err != nil {
		log.Printf("making %s", path)
		s := source.Synthetic{NY: n[0], NX: n[1], KY: n[2], KX: n[3], Seed: 1, Dose: dose}
		if err := source.Export(ctx, s, path); err != nil {
			return scan{}, err
		}
	}
	if o.once == "" { // its pages would count
		if _, err := readThrough(path, o.workers); err != nil {
			return scan{}, err
		}
	}
	src, err := source.Open(path)
	if err != nil {
		return scan{}, err
	}
	data, err := udf.FromSource(src)
	return scan{path, data}, err
}

// usualDose gives about four electrons a pixel.
const usualDose = 64

// A centre is the middle of the detector, and half its shorter side.
type centre struct{ y, x, r float64 }

func centreOf(sig []int) centre {
	return centre{float64(sig[0]-1) / 2, float64(sig[1]-1) / 2, float64(min(sig[0], sig[1])) / 2}
}
