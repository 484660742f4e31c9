package simd

// Levels lists the kernel sets of this machine and build.
func Levels() []string {
	var names []string
	for _, k := range available() {
		names = append(names, k.name)
	}
	return names
}

// SetLevel selects a kernel set for the tests and returns a function that
// restores the previous one.
func SetLevel(name string) (restore func()) {
	previous := active
	for _, k := range available() {
		if k.name == name {
			active = k
		}
	}
	return func() { active = previous }
}

// NumOps, NumUnaryOps and NumTypes count the constants.
const (
	NumOps      = int(numOps)
	NumUnaryOps = int(numUnaryOps)
	NumTypes    = int(numTypes)
)
