//go:build (linux || darwin) && (amd64 || arm64)

package openblas

import "github.com/ebitengine/purego"

func load(library string) (uintptr, error) {
	return purego.Dlopen(library, purego.RTLD_NOW|purego.RTLD_LOCAL)
}

func symbol(handle uintptr, name string) (uintptr, error) { return purego.Dlsym(handle, name) }
