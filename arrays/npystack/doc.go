// Package npystack reads and writes stacks of npy files: one file for each
// block of an array that is cut along one axis, as dask.array's to_npy_stack
// and from_npy_stack have them.
//
// # Model
//
// A stack is a folder. File 0.npy holds the first block, 1.npy the next one and
// so on, and the file info says how the array is cut: a pickle of a dict with
// the chunks along every axis, the dtype and the axis that is cut. All other
// axes are whole in each file.
//
// [Load] makes a lazy array of which every block is one task that reads one
// file. [Save] computes an array and writes each block as soon as it is there.
// Files appear under their names when they are complete, info after all others:
// a folder with an info file is a whole stack.
//
// Pickles are read as inert values; nothing in them is called.
package npystack
