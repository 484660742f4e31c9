//go:build !((linux || darwin || windows) && (amd64 || arm64))

package openblas

import "github.com/gloam-go/gloam/internal/simd"

func open(string) (*simd.Library, error) { return nil, ErrUnsupported }
