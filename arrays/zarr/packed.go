package zarr

import (
	"errors"
	"fmt"

	"github.com/gloam-go/gloam/internal/packing"
)

// packedCodec is a codec that other formats have, too.
type packedCodec struct{ packing.Codec }

func (p packedCodec) decode(src []byte, limit int) ([]byte, error) {
	b, err := p.Decode(src, limit)
	return b, codecError(err)
}

func (p packedCodec) encode(src []byte) ([]byte, error) {
	b, err := p.Encode(src)
	return b, codecError(err)
}

func codecError(err error) error {
	var e *packing.Error
	if errors.As(err, &e) {
		return &CodecError{Codec: e.Codec, Err: e.Err}
	}
	return err
}

// bloscShuffle reads version 2's numbers and version 3's words.
func bloscShuffle(v any, item int) (byte, error) {
	switch v {
	case nil, "noshuffle", 0.0:
		return 0, nil
	case "shuffle", 1.0:
		return packing.ByteShuffle, nil
	case "bitshuffle", 2.0:
		return packing.BitShuffle, nil
	case -1.0: // automatic
		if item == 1 {
			return packing.BitShuffle, nil
		}
		return packing.ByteShuffle, nil
	}
	return 0, &UnsupportedError{What: "shuffle", Name: fmt.Sprint(v)}
}
