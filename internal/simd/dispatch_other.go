//go:build (!amd64 && !arm64) || noasm

package simd

// available lists the kernel sets this build can run: only the twins.
func available() []*kernels { return []*kernels{generic} }
