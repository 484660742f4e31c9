package udf

import (
	"fmt"
	"os"
	"strconv"
)

// A Device is what a worker process computes on.
type Device struct {
	Class DeviceClass
	ID    int // of the GPU, -1 for CPUs
}

// The variables that choose the device of a worker process. They are LiberTEM's,
// so that whatever starts workers of both kinds says it once.
const (
	UseCPU  = "LIBERTEM_USE_CPU"
	UseCUDA = "LIBERTEM_USE_CUDA"
)

// A DeviceError reports variables that choose no device, or two.
type DeviceError struct{ CPU, CUDA string }

func (e *DeviceError) Error() string {
	return fmt.Sprintf("udf: device: got %s=%q and %s=%q, want one of them as the number of a device", UseCPU, e.CPU, UseCUDA, e.CUDA)
}

// WorkerDevice returns the device that the environment of this process chooses:
// the GPU whose number is in [UseCUDA], else CPUs. The error is a
// [*DeviceError] if both variables are set, or one is no number.
func WorkerDevice() (Device, error) {
	cpu, cuda := os.Getenv(UseCPU), os.Getenv(UseCUDA)
	number := func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, s == "" || err == nil && n >= 0
	}
	_, cpuOK := number(cpu)
	id, cudaOK := number(cuda)
	switch {
	case cpu != "" && cuda != "" || !cpuOK || !cudaOK:
		return Device{Class: OnCPU, ID: -1}, &DeviceError{CPU: cpu, CUDA: cuda}
	case cuda != "":
		return Device{Class: OnCUDA, ID: id}, nil
	}
	return Device{Class: OnCPU, ID: -1}, nil
}
