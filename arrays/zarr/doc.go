// Package zarr reads and writes chunked arrays in the Zarr format, versions 2
// and 3. A store is a folder or a zip file that holds metadata and one object
// per chunk or shard.
//
// # Model
//
// [Open] reads metadata, [Store.Array] makes a lazy array of them whose blocks
// are the stored chunks. A task carries the store's path, the array's metadata
// and the place of its block; it opens the store, decodes the chunks that the
// block touches, and closes it again. Of a shard it reads the index and the
// chunks it needs. [NewSource] presents an array as frames.
//
// # Writing
//
// [Save] writes an array with a task for each block, into a folder or a zip
// file. A chunk or shard appears under its name when it is complete, the array's
// metadata when all chunks are; with [Resume] a Save that failed or was killed
// goes on. [Create] and [Store.Update] fill an array region by region.
//
// # What is understood
//
// Codecs to read are gzip, zlib, bz2, zstd, lz4, blosc with all its
// compressors, the checksums crc32c, crc32 and adler32, the filters delta,
// shuffle, fixedscaleoffset, astype, packbits, bitround and quantize,
// transposition and sharding. Text, objects and structures are an
// [*UnsupportedError]. Sizes in files are checked before memory is taken.
package zarr
