package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The committed assembly is what the generator writes.
func TestCommittedKernelsAreCurrent(t *testing.T) {
	folder := t.TempDir()
	for _, f := range files {
		if err := write(folder, f.name, f.emits); err != nil {
			t.Fatal(err)
		}
		for _, suffix := range []string{"_amd64.s", "_stubs_amd64.go"} {
			name := f.name + suffix
			want, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(filepath.Join("..", "..", "internal", "simd", name))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, got) {
				t.Errorf("%s is out of date: run go generate ./internal/simd", name)
			}
		}
	}
}
