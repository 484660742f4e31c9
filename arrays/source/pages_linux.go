package source

import (
	"encoding/binary"
	"os"
	"sync/atomic"
	"unsafe"

	"github.com/gloam-go/gloam/arrays"
)

const (
	smallPage = 4 << 10 // for which smallPages has been measured
	largePage = 2 << 20
)

// touched keeps reads of mapped bytes from being optimised away.
var touched atomic.Uint32

// smallPages reports whether a fresh mapping of a file from offset lo on gets its
// pages in small pieces. It touches a byte of a stretch that could be one large
// page and looks whether a byte half a page further is there, too. The answer is
// no if that cannot be known.
func smallPages(m []byte, lo int64) bool {
	at := int(-lo & (largePage - 1))
	if os.Getpagesize() != smallPage || at+largePage > len(m) {
		return false
	}
	if arrays.GuardMapped(func() error { touched.Store(uint32(m[at])); return nil }) != nil {
		return false
	}
	f, err := os.Open("/proc/self/pagemap") // see proc_pid_pagemap(5)
	if err != nil {
		return false
	}
	defer f.Close()
	var entry [8]byte
	address := uintptr(unsafe.Pointer(&m[at+largePage/2]))
	if _, err := f.ReadAt(entry[:], int64(address/smallPage)*8); err != nil {
		return false
	}
	return binary.NativeEndian.Uint64(entry[:])>>63 == 0 // not present
}
