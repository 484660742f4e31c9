package pickle

// A memo holds the values that a pickle refers to again. Python numbers them
// from zero without gaps; what does not fit that scheme goes to a map, so that
// a large number costs no memory.
type memo struct {
	dense  []slot
	sparse map[uint64]*slot
}

func (m *memo) len() int { return len(m.dense) + len(m.sparse) }

// at returns the entry of a number, nil if there is none.
func (m *memo) at(i uint64) *slot {
	if i < uint64(len(m.dense)) {
		return &m.dense[i]
	}
	return m.sparse[i]
}

// put makes the top of the stack known under a number.
func (d *decoder) put(i uint64) {
	s := d.top(1)
	if s == nil || d.err != nil {
		return
	}
	entry := s[0]
	// A second name for a value, or a second value for a name, hides where
	// else a container is known.
	if entry.memo != 0 || d.memo.at(i) != nil {
		d.late = true
	}
	entry.memo = 0
	if !d.store(i, entry) {
		return
	}
	if i < 1<<31-1 {
		s[0].memo = int32(i) + 1
	} else {
		d.late = true
	}
}

func (d *decoder) store(i uint64, entry slot) bool {
	if at := d.memo.at(i); at != nil {
		*at = entry
		return true
	}
	if n := d.memo.len(); n >= d.limits.Memo {
		d.fail(&LimitError{"memo entries", n + 1, d.limits.Memo})
		return false
	}
	if i == uint64(len(d.memo.dense)) {
		d.memo.dense = append(d.memo.dense, entry)
		return true
	}
	if d.memo.sparse == nil {
		d.memo.sparse = map[uint64]*slot{}
	}
	d.memo.sparse[i] = &entry
	return true
}

// get pushes a memo entry.
func (d *decoder) get(i uint64) {
	if d.err != nil {
		return
	}
	entry := d.memo.at(i)
	if entry == nil {
		d.fail(malformed("memo entry %d is not set", i))
		return
	}
	entry.memo = 1
	s := *entry
	if i < 1<<31-1 {
		s.memo = int32(i) + 1
	}
	d.pushSlot(s)
}

func (d *decoder) memoize()    { d.put(uint64(d.memo.len())) }
func (d *decoder) binPut()     { d.put(d.u8()) }
func (d *decoder) longBinPut() { d.put(d.u32()) }
func (d *decoder) textPut()    { d.put(d.lineNumber()) }
func (d *decoder) binGet()     { d.get(d.u8()) }
func (d *decoder) longBinGet() { d.get(d.u32()) }
func (d *decoder) textGet()    { d.get(d.lineNumber()) }
