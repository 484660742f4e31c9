package comm

import (
	"encoding/binary"
	"errors"

	"github.com/gloam-go/gloam/daskproto"
)

// stranger returns what a peer sent that does not begin as Dask does: the eight
// bytes that would be the number of frames.
func stranger(err error) (said string, ok bool) {
	var limit *daskproto.LimitError
	if !errors.As(err, &limit) || limit.What != "frames" {
		return "", false
	}
	return string(binary.LittleEndian.AppendUint64(nil, uint64(limit.Got))), true
}
