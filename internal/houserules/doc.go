// Package houserules holds tests of the source tree as a whole: which package
// may import which, that every exported name is documented, that documents and
// examples are in step with the code. It has no code of its own.
package houserules
