package ndarray

import "sync"

// Reductions that only others are made of.
const (
	total    ReduceOp = "total"    // the sum in 64-bit floats
	deviance ReduceOp = "deviance" // the sum of squared distances from extra
)

var allFolds = [...]ReduceOp{Sum, Prod, Min, Max, AnyTrue, AllTrue, CountNonzero, total, deviance}

// folds are all of them: making one costs as much as folding a small block.
var folds = sync.OnceValue(func() (t [numDTypes]map[ReduceOp]fold) {
	for d, k := range byDType {
		if k == nil {
			continue
		}
		t[d] = map[ReduceOp]fold{}
		for _, op := range allFolds {
			t[d][op] = k.fold(op)
		}
	}
	return t
})

// foldOf returns the fold of a dtype that reduceIn gives.
func foldOf(d DType, op ReduceOp) fold { return folds()[d][op] }

func (intKernels[T, A]) fold(op ReduceOp) fold {
	switch op {
	case Sum:
		return sumFold[T, A]()
	case Prod:
		return fold{acc: DTypeOf[A](), inner: prodInner[T, A], outer: prodOuter[T, A], start: 1}
	case total:
		return sumFold[T, float64]()
	}
	return realFold[T](op)
}

func (k floatKernels[T]) fold(op ReduceOp) fold {
	switch op {
	case Sum, total:
		return sumFold[T, float64]()
	case Prod:
		return fold{acc: Float64, inner: prodInner[T, float64], outer: prodOuter[T, float64], start: 1}
	}
	return realFold[T](op)
}

func (complexKernels[T, P]) fold(op ReduceOp) fold {
	switch op {
	case Sum, total:
		return fold{acc: Complex128, inner: complexSumInner[T], outer: complexSumOuter[T], start: 0}
	case Prod:
		return fold{acc: Complex128, inner: complexProdInner[T], outer: complexProdOuter[T], start: 1}
	case Min:
		return complexExtreme[T](OpMinimum)
	case Max:
		return complexExtreme[T](OpMaximum)
	case deviance:
		return fold{acc: Float64, aux: Complex128, inner: complexDevInner[P], outer: complexDevOuter[P], start: 0}
	}
	return truthFold[T](op)
}

// The loops of bool and Float16 are those of the types that reduceIn names.
func (boolKernels) fold(ReduceOp) fold { return fold{} }
func (halfKernels) fold(ReduceOp) fold { return fold{} }

// realFold returns what integers and floats share.
func realFold[T realNumber](op ReduceOp) fold {
	d := DTypeOf[T]()
	switch op {
	case Min:
		return fold{acc: d, inner: minInner[T], outer: func(acc, _, src []byte) { rowsInto(acc, src, blockBinary[d][OpMinimum]) }}
	case Max:
		return fold{acc: d, inner: maxInner[T], outer: func(acc, _, src []byte) { rowsInto(acc, src, blockBinary[d][OpMaximum]) }}
	case deviance:
		f := fold{acc: Float64, aux: Float64, inner: devInner[T], outer: devOuter[T], start: 0}
		if fast := vectorDeviance[d]; fast != nil {
			f.outer = fast
		}
		return f
	}
	return truthFold[T](op)
}

// truthFold returns what all numbers share.
func truthFold[T number](op ReduceOp) fold {
	switch op {
	case AnyTrue:
		return fold{acc: Bool, inner: anyInner[T], outer: anyOuter[T], start: false}
	case AllTrue:
		return fold{acc: Bool, inner: allInner[T], outer: allOuter[T], start: true}
	case CountNonzero:
		return fold{acc: Int64, inner: countInner[T], outer: countOuter[T], start: 0}
	}
	return fold{}
}

// sumFold prefers vector kernels.
func sumFold[T, A realNumber]() fold {
	f := fold{acc: DTypeOf[A](), inner: sumInner[T, A], outer: sumOuter[T, A], start: 0}
	fast := vectorSums[DTypeOf[T]()][f.acc]
	if fast.inner != nil {
		f.inner = fast.inner
	}
	if fast.outer != nil {
		f.outer = fast.outer
	}
	return f
}

// eachRow calls visit with every accumulator's index and its row of s.
func eachRow[T Element](s []T, accumulators int, visit func(r int, row []T)) {
	n := len(s) / accumulators
	for r := range accumulators {
		visit(r, s[r*n:(r+1)*n])
	}
}

// rowsInto folds rows that are as long as there are accumulators.
func rowsInto(acc, src []byte, loop loop2) {
	for ; len(src) > 0; src = src[len(acc):] {
		loop(acc, acc, src[:len(acc)])
	}
}

// sumRow adds in four lanes, which hides the latency of float additions and
// shortens the chain of roundings.
func sumRow[T, A realNumber](row []T) A {
	var s0, s1, s2, s3 A
	for ; len(row) >= 4; row = row[4:] {
		s0 += A(row[0])
		s1 += A(row[1])
		s2 += A(row[2])
		s3 += A(row[3])
	}
	for _, v := range row {
		s0 += A(v)
	}
	return (s0 + s1) + (s2 + s3)
}

// sumBlock bounds a chain of float additions.
const sumBlock = 4096

func sumInner[T, A realNumber](acc, _, src []byte) {
	d := as[A](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		for ; len(row) > sumBlock; row = row[sumBlock:] {
			d[r] += sumRow[T, A](row[:sumBlock])
		}
		d[r] += sumRow[T, A](row)
	})
}

func sumOuter[T, A realNumber](acc, _, src []byte) {
	d := as[A](acc)
	for s := as[T](src); len(s) > 0; s = s[len(d):] {
		row := s[:len(d)]
		for i, v := range row {
			d[i] += A(v)
		}
	}
}

func prodInner[T, A realNumber](acc, _, src []byte) {
	d := as[A](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		p := d[r]
		for _, v := range row {
			p *= A(v)
		}
		d[r] = p
	})
}

func prodOuter[T, A realNumber](acc, _, src []byte) {
	d := as[A](acc)
	for s := as[T](src); len(s) > 0; s = s[len(d):] {
		for i, v := range s[:len(d)] {
			d[i] *= A(v)
		}
	}
}

// minInner and maxInner search in four lanes; the built-in functions pass NaN on.
func minInner[T realNumber](acc, _, src []byte) {
	d := as[T](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		m0 := d[r]
		m1, m2, m3 := m0, m0, m0
		for ; len(row) >= 4; row = row[4:] {
			m0, m1, m2, m3 = min(m0, row[0]), min(m1, row[1]), min(m2, row[2]), min(m3, row[3])
		}
		for _, v := range row {
			m0 = min(m0, v)
		}
		d[r] = min(m0, m1, m2, m3)
	})
}

func maxInner[T realNumber](acc, _, src []byte) {
	d := as[T](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		m0 := d[r]
		m1, m2, m3 := m0, m0, m0
		for ; len(row) >= 4; row = row[4:] {
			m0, m1, m2, m3 = max(m0, row[0]), max(m1, row[1]), max(m2, row[2]), max(m3, row[3])
		}
		for _, v := range row {
			m0 = max(m0, v)
		}
		d[r] = max(m0, m1, m2, m3)
	})
}

func anyInner[T number](acc, _, src []byte) {
	eachRow(as[T](src), len(acc), func(r int, row []T) {
		for _, v := range row {
			if v != 0 {
				acc[r] = 1
				return
			}
		}
	})
}

func anyOuter[T number](acc, _, src []byte) {
	for s := as[T](src); len(s) > 0; s = s[len(acc):] {
		for i, v := range s[:len(acc)] {
			acc[i] |= truth(v != 0)
		}
	}
}

func allInner[T number](acc, _, src []byte) {
	eachRow(as[T](src), len(acc), func(r int, row []T) {
		for _, v := range row {
			if v == 0 {
				acc[r] = 0
				return
			}
		}
	})
}

func allOuter[T number](acc, _, src []byte) {
	for s := as[T](src); len(s) > 0; s = s[len(acc):] {
		for i, v := range s[:len(acc)] {
			acc[i] &= truth(v != 0)
		}
	}
}

func countInner[T number](acc, _, src []byte) {
	d := as[int64](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		n := 0
		for _, v := range row {
			n += int(truth(v != 0))
		}
		d[r] += int64(n)
	})
}

func countOuter[T number](acc, _, src []byte) {
	d := as[int64](acc)
	for s := as[T](src); len(s) > 0; s = s[len(d):] {
		for i, v := range s[:len(d)] {
			d[i] += int64(truth(v != 0))
		}
	}
}

func complexSumInner[T complexNumber](acc, _, src []byte) {
	d := as[complex128](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		var s complex128
		for _, v := range row {
			s += complex128(v)
		}
		d[r] += s
	})
}

func complexSumOuter[T complexNumber](acc, _, src []byte) {
	d := as[complex128](acc)
	for s := as[T](src); len(s) > 0; s = s[len(d):] {
		for i, v := range s[:len(d)] {
			d[i] += complex128(v)
		}
	}
}

func complexProdInner[T complexNumber](acc, _, src []byte) {
	d := as[complex128](acc)
	eachRow(as[T](src), len(d), func(r int, row []T) {
		for _, v := range row {
			d[r] *= complex128(v)
		}
	})
}

func complexProdOuter[T complexNumber](acc, _, src []byte) {
	d := as[complex128](acc)
	for s := as[T](src); len(s) > 0; s = s[len(d):] {
		for i, v := range s[:len(d)] {
			d[i] *= complex128(v)
		}
	}
}
