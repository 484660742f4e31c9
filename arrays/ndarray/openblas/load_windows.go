//go:build amd64 || arm64

package openblas

import "syscall"

func load(library string) (uintptr, error) {
	h, err := syscall.LoadLibrary(library)
	return uintptr(h), err
}

func symbol(handle uintptr, name string) (uintptr, error) {
	return syscall.GetProcAddress(syscall.Handle(handle), name)
}
