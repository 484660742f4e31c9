//go:build !poison

package ndarray

// unsetBytes is from where on clearing memory costs more than the detour that
// avoids it.
const unsetBytes = 64 << 10

// poison does nothing: only tests built with the tag poison pay for it.
func poison([]byte) {}
