// Package udfcases reads the reference cases of golden/udf/manifest.json, which
// were made by other software, and makes what they name: datasets, regions of
// interest, specs and analyses. Tests of several packages run them. Cases that
// nobody has seen yet, in roots named by GLOAM_REFERENCE, run in the same way.
package udfcases
