// Package workertest runs Go workers within tests.
//
// # Model
//
// [Start] gives a test a worker of the Dask scheduler at an address. The worker
// shares the process with the test: the ops that the test registered are its
// ops, and it ends with the test.
package workertest
