//go:build !linux

package simd_test

import "testing"

func guarded(_ testing.TB, size int) []byte { return make([]byte, size) }
