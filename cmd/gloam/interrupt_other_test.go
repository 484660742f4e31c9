//go:build !unix

package main

import "testing"

func limited(t *testing.T, folder string, args ...string) outcome { return gloam(t, folder, args...) }
