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
	}
	if err := writeNeon(folder); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range written {
		want, err := os.ReadFile(filepath.Join(folder, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", "..", "internal", "simd", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, got) {
			t.Errorf("%s is out of date: run go generate ./internal/simd", file.Name())
		}
	}
}
