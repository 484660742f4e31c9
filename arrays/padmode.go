package arrays

import "fmt"

// A PadModeError reports a mode that [Array.Pad] does not know, or one that
// [PadOdd] does not go with.
type PadModeError struct {
	Got PadMode
	Odd bool // PadOdd was given
}

func (e *PadModeError) Error() string {
	if e.Odd {
		return fmt.Sprintf("arrays: pad: got odd reflection with mode %q, want %q or %q", e.Got, PadReflect, PadSymmetric)
	}
	return fmt.Sprintf("arrays: pad: got mode %q, want one of the PadMode constants", e.Got)
}

// checkMode refuses modes that there are not, and odd reflections of modes that do
// not reflect.
func (c padConfig) checkMode(mode PadMode) error {
	known := padSources[mode] != nil
	switch mode {
	case PadReflect, PadSymmetric:
		return nil
	case PadRamp, PadMaximum, PadMinimum, PadMean, PadMedian:
		known = true
	}
	if c.odd || !known {
		return asked(&PadModeError{Got: mode, Odd: c.odd})
	}
	return nil
}
