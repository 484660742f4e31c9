// Package hdf5 reads HDF5 files as lazy arrays and writes lazy arrays to them,
// without the C library.
//
// # Model
//
// [Open] reads what describes a file, [File.Array] makes a lazy array of a
// dataset whose blocks are the stored chunks. A task carries the file's path and
// the dataset's; it opens the file, finds the chunks that its block touches in
// their index, decodes them, and closes the file again. [NewSource] presents a
// dataset as frames; it knows how files of HyperSpy, Velox, fpd, EMD and Dectris
// are meant.
//
// [Save] takes arrays by the names of their datasets and makes one file of them,
// as dask.array's to_hdf5 does. The file begins with the data of all datasets
// whose size is known: each has its place before the first block is computed, so
// tasks write at the same time, in this process or on machines that share the
// folder, and need no lock. Behind them come chunks that [Gzip] packs, in the
// order in which they are ready, and last what describes groups, datasets and
// attributes. The superblock, without which a file is no HDF5, is written when
// all others are on the disk.
//
// # What is understood
//
// All forms that files have which the library's releases up to 1.14 write:
// superblocks 0 to 3, object headers, groups and attributes of both generations,
// all indexes of chunks, virtual datasets. Filters are gzip, lzf, shuffle,
// fletcher32, bzip2, Blosc, LZ4, bitshuffle and Zstandard. Elements are numbers,
// booleans and complex numbers; what is not read is an [*UnsupportedError]. Sizes
// in files are checked before memory is taken. Trees and headers that go in
// circles are a [*DamagedError]; links that do are followed once.
//
// # What is written
//
// Files of the oldest form of HDF5: superblock 0, symbol tables, object headers
// and B-trees of version 1. All releases of the library read and extend them, and
// so do programs with a reader of their own. Booleans and complex numbers are
// stored as h5py stores them, texts as UTF-8 of any length.
package hdf5
