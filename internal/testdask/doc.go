// Package testdask finds or installs releases of Dask and starts their
// schedulers, workers and scripts for tests.
//
// Interpreters come from GLOAM_DASK_PYTHON, a list of commands separated by
// semicolons, each of which starts a Python that has distributed. Without it
// the package sets up two releases, the oldest and the one of the middle that
// gloam supports, and keeps them in the user's cache folder. A test fails if
// it gets no Dask; GLOAM_SKIP_DASK=1 skips it instead.
package testdask
