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
)

// scan makes the scan if it is not there, reads it once so that it is in the
// page cache, and returns its absolute path.
func (o options) scan(ctx context.Context) (string, error) {
	var n [4]int
	parts := strings.Split(o.shape, ",")
	if len(parts) != 4 {
		return "", fmt.Errorf("shape %q has %d extents, want 4", o.shape, len(parts))
	}
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil {
			return "", fmt.Errorf("shape %q: %w", o.shape, err)
		}
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return "", err
	}
	path, err := filepath.Abs(filepath.Join(o.dir, "scan-"+strings.ReplaceAll(o.shape, ",", "x")+".npy"))
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		log.Printf("making %s", path)
		s := source.Synthetic{NY: n[0], NX: n[1], KY: n[2], KX: n[3], Seed: 1, Dose: 64}
		if err := source.Export(ctx, s, path); err != nil {
			return "", err
		}
	}
	_, err = readThrough(path, o.workers)
	return path, err
}
