// Package udftest checks user-defined functions: that what they compute does
// not depend on how they are run.
//
// # Model
//
// A UDF sees a scan in partitions and tiles, on one core or many, here or on
// another machine. None of that may show in its results. [Check] runs a UDF over
// a scan so small that every arrangement can be tried: element types, regions
// of interest, partitionings, tilings and executors, and reports the first
// result that differs, with the position and both values. For each element type
// and region of interest one run is what the others are compared with: one
// partition of whole frames on one goroutine.
//
// It also runs that one twice, looks whether the data has been modified, and
// runs the UDF as another machine would get it, unless it is in-process.
//
// What is compared is the UDF with itself. Whether it computes the right thing
// is for a test with known results to say.
package udftest
