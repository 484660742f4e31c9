// Package source reads scans from storage: headerless files, NumPy's formats,
// electron-microscopy detector formats, arrays in memory and a synthetic scan.
//
// # Model
//
// Every type here is an arrays.Source: plain data that says where frames lie
// and how they are stored, and that travels to workers. Building one reads
// headers and file sizes, never frames; what can be wrong is reported then,
// with both values. [Open] finds out what a file is and returns the source;
// formats whose frames lie in the file as they are, possibly with gaps or in
// the other byte order, all become a [Raw], or a [Series] if they lie in several
// stretches or with their last row first.
//
// # Memory
//
// A task opens the source, reads tile by tile and closes it. Files are read
// through windows of a few MiB that are mapped, used and unmapped in turn, or,
// where the system holds them in small pages, which are slower to map than to
// copy, into a buffer that is reused. So a reader's share of resident memory
// does not grow with the file; only a big dense file that has been read through
// before is mapped whole for further passes, until it has been idle for a while
// or ReleaseMapped is called. Frames in the machine's byte order are views of
// that window or buffer and are copied nowhere else; others are decoded into
// another buffer of the reader. Either way an array is valid until the next Read.
//
// # Frames without data
//
// A sync offset and a scan shape that does not match the number of stored
// frames leave scan positions without data. Sources report them through
// SourceInfo; they never invent frames.
package source
