package udf

// sparseTiles are one block of frames in the forms that UDFs of a run take.
// Each form is made when it is first asked for, and once.
type sparseTiles struct {
	clock *stopwatch
	csr   *SparseTile
	whole map[Backend]*SparseTile
	each  map[Backend][]*SparseTile
}

// in returns the block in a format.
func (b *sparseTiles) in(format Backend) (*SparseTile, error) {
	if format == CSRMatrix {
		return b.csr, nil
	}
	if t := b.whole[format]; t != nil {
		return t, nil
	}
	start := b.clock.start()
	t, err := b.csr.As(format)
	if err != nil {
		return nil, err
	}
	b.clock.add(StageConvert, -1, start, b.csr.bytes())
	if b.whole == nil {
		b.whole = map[Backend]*SparseTile{}
	}
	b.whole[format] = t
	return t, nil
}

// frames returns the frames of the block in a format.
func (b *sparseTiles) frames(format Backend) ([]*SparseTile, error) {
	if list := b.each[format]; list != nil {
		return list, nil
	}
	start := b.clock.start()
	list := make([]*SparseTile, b.csr.Frames)
	var err error
	for f := range list {
		if list[f], err = b.csr.rows(f, 1).As(format); err != nil {
			return nil, err
		}
	}
	if format != CSRMatrix {
		b.clock.add(StageConvert, -1, start, b.csr.bytes())
	}
	if b.each == nil {
		b.each = map[Backend][]*SparseTile{}
	}
	b.each[format] = list
	return list, nil
}
