package arrays

import "errors"

// calledAs makes an error of a call, on which another is built, name that other
// one: it is what the program has in its source.
func calledAs(op string, err error) error {
	var (
		shape   *ShapeError
		axis    *AxisError
		index   *IndexError
		dtype   *DTypeError
		absent  *NilError
		unknown *UnknownError
	)
	switch {
	case errors.As(err, &shape):
		shape.Op = op
	case errors.As(err, &axis):
		axis.Op = op
	case errors.As(err, &index):
		index.Op = op
	case errors.As(err, &dtype):
		dtype.Op = op
	case errors.As(err, &absent):
		absent.Op = op
	case errors.As(err, &unknown):
		unknown.Op = op
	}
	return err
}

// named is calledAs for the results of a call.
func named(op string, a *Array, err error) (*Array, error) { return a, calledAs(op, err) }
