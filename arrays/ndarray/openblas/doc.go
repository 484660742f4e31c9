// Package openblas has matrix products done by OpenBLAS, if that is there at run
// time. Importing it is all there is to do:
//
//	import _ "github.com/gloam-go/gloam/arrays/ndarray/openblas"
//
// # Model
//
// It looks for the library in the usual places and under its usual names when
// the program starts. Without one, products are done by the kernels of this
// module, as in programs that do not import this package; [Library] tells.
// [Use] loads a library from elsewhere.
//
// The library is told to use one thread for a product, for the whole process:
// work in this module is spread by its scheduler. Its results are the same in
// each run, but in the last bits not those of the kernels, nor those of another
// release or processor.
//
// Programs that import this package are linked dynamically, also without cgo. No
// other package of this module imports it. On systems other than Linux, macOS and
// Windows on amd64 and arm64 it has no effect.
package openblas
