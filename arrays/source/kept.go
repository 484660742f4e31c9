package source

import (
	"errors"
	"os"
	"sync"
	"time"
)

// A file that has been read through once is likely to be read again, and then
// most of the time of a fast pass would go into filling the page table: 2 GiB in
// pages of 4 KiB take two goroutines 0.17 s through fresh windows and 0.06 s
// through a mapping that is still there. So the second pass over a file maps it
// whole, and the mapping stays for those that follow. The first pass, which is
// all that most commands make, keeps to windows and little resident memory.
const (
	keptAtLeast = 64 << 20 // what is smaller costs little to map
	keptAtMost  = 8 << 30  // of all files together; 16 MiB of page table
	keptFiles   = 64       // files that are watched
	keptFor     = 30 * time.Second
)

var kept = keeper{files: map[string]*keptFile{}}

// A keeper knows which files have been read, and holds the whole mappings.
type keeper struct {
	mu    sync.Mutex
	files map[string]*keptFile
	bytes int64 // mapped
}

// A keptFile is a file that is being read or has been.
type keptFile struct {
	info  os.FileInfo
	read  int64    // bytes handed out
	whole []byte   // nil until it is read for the second time
	file  *os.File // of whole
	users int
	idle  *time.Timer // gives it back
}

// mapped counts one more user of a file of at least want bytes that is mapped as
// it is now, which spares opening it, and returns nil for others.
func (k *keeper) mapped(path string, want int64) *keptFile {
	info, err := os.Stat(path)
	k.mu.Lock()
	defer k.mu.Unlock()
	x := k.files[path]
	if err != nil || x == nil || x.whole == nil || !x.same(info) || info.Size() < want {
		return nil
	}
	x.enter()
	return x
}

// use counts one more user of an open file and returns its mapping if it has
// one. The file is nil if it is not worth watching or there is no room.
func (k *keeper) use(f *os.File, info os.FileInfo) (*keptFile, []byte) {
	if info.Size() < keptAtLeast || info.Size() > keptAtMost || !canMap {
		return nil, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	x := k.files[f.Name()]
	if x != nil && !x.same(info) {
		_ = k.drop(f.Name(), x) // a stale mapping is no reason not to read
		x = nil
	}
	if x == nil {
		if len(k.files) >= keptFiles && k.forget(1, 0) != nil {
			return nil, nil
		}
		x = &keptFile{info: info}
		k.files[f.Name()] = x
	}
	x.enter()
	if x.whole == nil && x.read > info.Size()-windowBytes {
		k.mapWhole(f, x)
	}
	return x, x.whole
}

func (x *keptFile) enter() {
	if x.users++; x.idle != nil {
		x.idle.Stop()
	}
}

func (x *keptFile) same(info os.FileInfo) bool {
	return os.SameFile(x.info, info) && x.info.Size() == info.Size()
}

// mapWhole maps a file if there is room. Without, windows will do.
func (k *keeper) mapWhole(f *os.File, x *keptFile) {
	size := x.info.Size()
	if k.bytes+size > keptAtMost && k.forget(0, k.bytes+size-keptAtMost) != nil {
		return
	}
	if m, err := mapFile(f, 0, int(size)); err == nil {
		x.whole, x.file = m, f
		k.bytes += size
	}
}

// leave is the end of one use, in which so many bytes of an open file have been
// read. It closes the file unless that is the mapping's.
func (k *keeper) leave(f *os.File, x *keptFile, read int64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	var err error
	if x.file != f {
		err = f.Close()
	}
	return errors.Join(err, k.left(f.Name(), x, read))
}

func (k *keeper) left(name string, x *keptFile, read int64) error {
	x.users--
	x.read = min(x.read+read, x.info.Size())
	if x.users > 0 {
		return nil
	}
	if k.files[name] != x {
		return k.unmap(x)
	}
	if x.idle == nil {
		x.idle = time.AfterFunc(keptFor, func() { k.expire(name, x) })
	} else {
		x.idle.Reset(keptFor)
	}
	return nil
}

// expire gives back what has not been used for a while.
func (k *keeper) expire(name string, x *keptFile) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if x.users == 0 && k.files[name] == x {
		_ = k.drop(name, x) // there is nobody to tell, and nothing else to do
	}
}

var errNoRoom = errors.New("source: all mapped files are in use")

// forget drops files that nobody reads until so many, with so many bytes
// mapped, are gone.
func (k *keeper) forget(files int, bytes int64) error {
	for name, x := range k.files {
		if files <= 0 && bytes <= 0 {
			return nil
		}
		if x.users > 0 {
			continue
		}
		files, bytes = files-1, bytes-int64(len(x.whole))
		if err := k.drop(name, x); err != nil {
			return err
		}
	}
	if files > 0 || bytes > 0 {
		return errNoRoom
	}
	return nil
}

// drop forgets a file. If it is in use its last user unmaps it.
func (k *keeper) drop(name string, x *keptFile) error {
	delete(k.files, name)
	if x.idle != nil {
		x.idle.Stop()
	}
	if x.users > 0 {
		return nil
	}
	return k.unmap(x)
}

func (k *keeper) unmap(x *keptFile) error {
	m, f := x.whole, x.file
	if x.whole, x.file = nil, nil; m == nil {
		return nil
	}
	k.bytes -= int64(len(m))
	return errors.Join(unmapFile(m), f.Close())
}

// ReleaseMapped gives back the mappings of files that are kept for the next
// pass and that nobody reads at the moment. That happens by itself half a minute
// after a file has last been read; a program that removes big files, or wants to
// be seen with little memory, need not wait. It is safe to call at any time.
func ReleaseMapped() error {
	kept.mu.Lock()
	defer kept.mu.Unlock()
	var all error
	for name, x := range kept.files {
		if x.users == 0 {
			all = errors.Join(all, kept.drop(name, x))
		}
	}
	return all
}
