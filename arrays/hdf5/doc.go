// Package hdf5 writes lazy arrays to HDF5 files, as dask.array's to_hdf5 does,
// without the C library.
//
// # Model
//
// [Save] takes arrays by the names of their datasets and makes one file of them.
// The file begins with the data of all datasets whose size is known: each has its
// place before the first block is computed, so tasks write at the same time, in
// this process or on machines that share the folder, and need no lock. Behind
// them come chunks that [Gzip] packs, in the order in which they are ready, and
// last what describes groups, datasets and attributes. The superblock, without
// which a file is no HDF5, is written when all others are on the disk.
//
// # The files
//
// They are of the oldest form of HDF5: superblock 0, symbol tables, object
// headers and B-trees of version 1. All releases of the library read and extend
// them, and so do programs with a reader of their own. Booleans and complex
// numbers are stored as h5py stores them, texts as UTF-8 of any length.
//
// There is no reader here.
package hdf5
