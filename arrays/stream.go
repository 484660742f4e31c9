package arrays

import (
	"math"
	"math/bits"
)

// A stream is PCG64 (XSL-RR on a 128-bit linear congruential generator), as
// NumPy has it.
type stream struct {
	hi, lo       uint64 // state
	incHi, incLo uint64
	spare        float64 // of a pair of normal numbers
	has          bool
}

// The multiplier of PCG's 128-bit generator.
const (
	pcgHi = 2549297995355413924
	pcgLo = 4865540595714422341
)

// newStream seeds with the given child of SeedSequence(seed).
func newStream(seed uint64, child uint32) *stream {
	w := childState(seed, child)
	s := &stream{incHi: w[2]<<1 | w[3]>>63, incLo: w[3]<<1 | 1}
	s.step()
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, w[1], 0)
	s.hi, _ = bits.Add64(s.hi, w[0], carry)
	s.step()
	return s
}

func (s *stream) step() {
	hi, lo := bits.Mul64(s.lo, pcgLo)
	hi += s.hi*pcgLo + s.lo*pcgHi
	var carry uint64
	s.lo, carry = bits.Add64(lo, s.incLo, 0)
	s.hi, _ = bits.Add64(hi, s.incHi, carry)
}

func (s *stream) next() uint64 {
	s.step()
	return bits.RotateLeft64(s.hi^s.lo, -int(s.hi>>58))
}

// float is uniform in [0, 1) with 53 bits.
func (s *stream) float() float64 { return float64(s.next()>>11) / (1 << 53) }

// below is uniform in [0, n), by Lemire's method.
func (s *stream) below(n uint64) uint64 {
	hi, lo := bits.Mul64(s.next(), n)
	for limit := -n % n; lo < limit; {
		hi, lo = bits.Mul64(s.next(), n)
	}
	return hi
}

// normal is Marsaglia's polar method, which gives pairs.
func (s *stream) normal() float64 {
	if s.has {
		s.has = false
		return s.spare
	}
	for {
		x, y := 2*s.float()-1, 2*s.float()-1
		if r := x*x + y*y; r > 0 && r < 1 {
			f := math.Sqrt(-2 * math.Log(r) / r)
			s.spare, s.has = y*f, true
			return x * f
		}
	}
}

// poisson multiplies uniform numbers for small means and uses Hörmann's
// transformed rejection (PTRS) for others.
func (s *stream) poisson(mean float64) int64 {
	if mean < 10 {
		limit, product, n := math.Exp(-mean), s.float(), int64(0)
		for ; product > limit; n++ {
			product *= s.float()
		}
		return n
	}
	root, logMean := math.Sqrt(mean), math.Log(mean)
	b := 0.931 + 2.53*root
	a := -0.059 + 0.02483*b
	inverse, limit := 1.1239+1.1328/(b-3.4), 0.9277-3.6224/(b-2)
	for {
		u, v := s.float()-0.5, s.float()
		us := 0.5 - math.Abs(u)
		k := math.Floor((2*a/us+b)*u + mean + 0.43)
		if us >= 0.07 && v <= limit {
			return int64(k)
		}
		if k < 0 || us < 0.013 && v > us {
			continue
		}
		gamma, _ := math.Lgamma(k + 1)
		if math.Log(v)+math.Log(inverse)-math.Log(a/(us*us)+b) <= k*logMean-mean-gamma {
			return int64(k)
		}
	}
}

// The constants of SeedSequence, after O'Neill's seed_seq_fe.
const (
	seedPool  = 4
	seedInitA = 0x43b0d7e5
	seedMulA  = 0x931e8875
	seedInitB = 0x8b51f9dd
	seedMulB  = 0x58f38ded
	seedMixL  = 0xca01f9dd
	seedMixR  = 0x4973f715
)

// childState is what SeedSequence(seed).spawn(…)[child] gives PCG64: four words.
func childState(seed uint64, child uint32) [4]uint64 {
	entropy := []uint32{uint32(seed)}
	if seed>>32 != 0 {
		entropy = append(entropy, uint32(seed>>32))
	}
	for len(entropy) < seedPool { // so that spawned ones differ from longer seeds
		entropy = append(entropy, 0)
	}
	entropy = append(entropy, child)
	pool, h := [seedPool]uint32{}, uint32(seedInitA)
	hash := func(v uint32) uint32 {
		v ^= h
		h *= seedMulA
		v *= h
		return v ^ v>>16
	}
	mix := func(x, y uint32) uint32 {
		r := seedMixL*x - seedMixR*y
		return r ^ r>>16
	}
	for i := range pool {
		pool[i] = hash(entropy[i])
	}
	for i := range pool {
		for j := range pool {
			if i != j {
				pool[j] = mix(pool[j], hash(pool[i]))
			}
		}
	}
	for _, e := range entropy[seedPool:] {
		for j := range pool {
			pool[j] = mix(pool[j], hash(e))
		}
	}
	var words [8]uint32
	h = seedInitB
	for i := range words {
		v := pool[i%seedPool] ^ h
		h *= seedMulB
		v *= h
		words[i] = v ^ v>>16
	}
	var out [4]uint64
	for i := range out {
		out[i] = uint64(words[2*i]) | uint64(words[2*i+1])<<32
	}
	return out
}
