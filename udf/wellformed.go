package udf

import (
	"github.com/gloam-go/gloam/internal/wellformed"
	"github.com/vmihailenco/msgpack/v5"
)

// unpack decodes bytes that may come from elsewhere.
func unpack(b []byte, v any) error {
	if err := wellformed.Check(b); err != nil {
		return err
	}
	return msgpack.Unmarshal(b, v)
}
