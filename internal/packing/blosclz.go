package packing

import "errors"

var errBloscLZ = errors.New("blosclz stream is damaged")

// unpackBloscLZ fills dst from a stream of Blosc's own compressor: runs of
// literals, and matches with a distance of 13 bits or, escaped, of 16 more.
func unpackBloscLZ(dst, src []byte) error {
	if len(src) == 0 {
		return errBloscLZ
	}
	s := bloscLZ{src: src[1:], dst: dst}
	for ctrl := int(src[0] & 31); ; {
		ok := false
		if ctrl < 32 {
			ok = s.literals(ctrl + 1)
		} else {
			ok = s.match(ctrl)
		}
		if !ok {
			return errBloscLZ
		}
		if len(s.src) == 0 {
			break
		}
		ctrl, s.src = int(s.src[0]), s.src[1:]
	}
	if s.at != len(dst) {
		return errBloscLZ
	}
	return nil
}

type bloscLZ struct {
	src []byte
	dst []byte
	at  int
}

func (s *bloscLZ) literals(n int) bool {
	if n > len(s.src) || n > len(s.dst)-s.at {
		return false
	}
	copy(s.dst[s.at:], s.src[:n])
	s.src, s.at = s.src[n:], s.at+n
	return true
}

func (s *bloscLZ) match(ctrl int) bool {
	n, distance := ctrl>>5-1, (ctrl&31)<<8
	if n == 6 {
		for {
			c, ok := s.next()
			if !ok {
				return false
			}
			if n += c; c != 255 {
				break
			}
		}
	}
	c, ok := s.next()
	if !ok {
		return false
	}
	if c == 255 && distance == 31<<8 {
		if len(s.src) < 2 {
			return false
		}
		distance = int(s.src[0])<<8 + int(s.src[1]) + 8191
		s.src = s.src[2:]
	} else {
		distance += c
	}
	return s.repeat(distance+1, n+3)
}

func (s *bloscLZ) next() (int, bool) {
	if len(s.src) == 0 {
		return 0, false
	}
	c := s.src[0]
	s.src = s.src[1:]
	return int(c), true
}

// repeat copies n bytes from distance behind; the two may overlap.
func (s *bloscLZ) repeat(distance, n int) bool {
	if distance > s.at || n > len(s.dst)-s.at {
		return false
	}
	for end := s.at + n; s.at < end; {
		from := s.at - distance
		s.at += copy(s.dst[s.at:end], s.dst[from:s.at])
	}
	return true
}
