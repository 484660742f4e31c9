package source

import (
	"math"
	"math/bits"
)

// The synthetic scan, version 1: every pixel is a pure function of the
// parameters, in integers. Positions are in 1/256 pixel, weights and means in
// 1/256 electron; shifts and floorDiv round towards minus infinity. What is
// constant in a scan, a frame or a row is computed once there, so that a pixel
// costs one division, one square root and two hashes.

const golden = 0x9E3779B97F4A7C15

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

func hash2(seed, a, b uint64) uint64 { return mix(mix(seed+golden*(a+1)) + golden*(b+1)) }

var quarterSine = [17]int64{0, 1606, 3196, 4756, 6270, 7723, 9102, 10394, 11585, 12665, 13623, 14449, 15137, 15679, 16069, 16305, 16384}

// sin14 is the sine of i/64 of a turn, times 2^14.
func sin14(i int64) int64 {
	switch i &= 63; {
	case i <= 16:
		return quarterSine[i]
	case i <= 32:
		return quarterSine[32-i]
	case i <= 48:
		return -quarterSine[i-32]
	default:
		return -quarterSine[64-i]
	}
}

func cos14(i int64) int64 { return sin14(i + 16) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// spots are the lattice positions of the diffracted disks.
var spots = [12][2]int64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 1}, {-1, 1}, {-1, -1}, {1, -1}, {2, 0}, {0, 2}, {-2, 0}, {0, -2}}

// A grain is a crystal of the sample.
type grain struct {
	y, x  int64
	disks [len(spots)]disk // relative to the direct beam
}

// A disk is a bright disk in a frame.
type disk struct{ y, x, weight int64 }

// A scanModel is what all frames of a synthetic scan share.
type scanModel struct {
	ny, nx, ky, kx int64
	seed           uint64
	dose           int64
	d, radius      int64
	s2             int64 // squared width of the background
	grains         [12]grain
}

func newScanModel(s Synthetic) *scanModel {
	m := &scanModel{
		ny: int64(s.NY), nx: int64(s.NX), ky: int64(s.KY), kx: int64(s.KX),
		seed: s.Seed, dose: int64(s.Dose), d: int64(min(s.KY, s.KX)),
	}
	m.radius = m.d * 256 / 10
	m.s2 = (m.d * 256 / 6) * (m.d * 256 / 6)
	for i := range m.grains {
		m.grains[i] = m.grain(uint64(i))
	}
	return m
}

func (m *scanModel) grain(i uint64) grain {
	at := func(b, n uint64) int64 { return int64(hash2(m.seed, 1000+i, b) % n) }
	g := grain{y: at(0, uint64(m.ny*256)), x: at(1, uint64(m.nx*256))}
	rot, strain := at(2, 64), at(3, 25)-12
	a := m.d * 256 / 4
	a += floorDiv(a*strain, 256)
	for k, s := range spots {
		p, q := s[0], s[1]
		w := int64(hash2(m.seed, 2000+i, uint64(k))%160) + 16
		g.disks[k] = disk{
			y:      a * (p*sin14(rot) + q*cos14(rot)) >> 14,
			x:      a * (p*cos14(rot) - q*sin14(rot)) >> 14,
			weight: m.dose * w >> 2,
		}
	}
	return g
}

// nearest returns the grain at a position, the first of those equally near.
func (m *scanModel) nearest(y, x int64) *grain {
	best, at := int64(math.MaxInt64), 0
	for i, g := range m.grains {
		if d := (y-g.y)*(y-g.y) + (x-g.x)*(x-g.x); d < best {
			best, at = d, i
		}
	}
	return &m.grains[at]
}

// A framePattern is what all pixels of one frame share.
type framePattern struct {
	cy, cx     int64 // of the direct beam
	disks      []disk
	background int64 // its numerator, 0 in vacuum
	noise      uint64
}

// pattern fills p for the scan point with this flat number.
func (m *scanModel) pattern(p *framePattern, point int64) {
	iy, ix := point/m.nx, point%m.nx
	y, x := iy*256+128-m.ny*64, ix*256+128-m.nx*64
	r := min(m.ny, m.nx) * 256 / 8
	d2 := y*y + x*x
	dy, dx := floorDiv(sin14(64*iy/m.ny)*m.d, 2048), floorDiv(cos14(64*ix/m.nx)*m.d, 2048)
	if r*r <= d2 && d2 < 2*r*r {
		dy += floorDiv(y*m.d, r)
		dx += floorDiv(x*m.d, r)
	}
	p.cy, p.cx = m.ky*256/2-128+dy, m.kx*256/2-128+dx
	p.noise = mix(m.seed*golden + 0x51ED27 + 2*uint64(point))
	if d2 < r*r {
		p.background = 0
		p.disks = append(p.disks[:0], disk{p.cy, p.cx, m.dose * 256})
		return
	}
	p.background = m.dose * 8 * m.s2
	p.disks = append(p.disks[:0], disk{p.cy, p.cx, m.dose * 160})
	for _, d := range m.nearest(iy*256+128, ix*256+128).disks {
		p.disks = append(p.disks, disk{p.cy + d.y, p.cx + d.x, d.weight})
	}
}

// render writes one frame. mean is scratch for one row.
func (m *scanModel) render(dst []uint16, p *framePattern, mean []int64) {
	kx := int(m.kx)
	for ky := range int(m.ky) {
		clear(mean)
		for i := range p.disks {
			m.addDisk(mean, &p.disks[i], int64(ky)*256)
		}
		first := uint64(ky*kx)*golden + p.noise
		if p.background > 0 {
			addBackground(mean, p.background, m.s2, int64(ky)*256-p.cy, p.cx)
		}
		count(dst[ky*kx:][:kx], mean, first)
	}
}

// addDisk adds the part of a disk in the row at y.
func (m *scanModel) addDisk(mean []int64, d *disk, y int64) {
	rest := m.radius*m.radius - (y-d.y)*(y-d.y)
	if rest <= 0 {
		return // outside, where the ramp is 0
	}
	// Pixels beyond half a chord from the centre are outside. The chord is one
	// too long rather than too short.
	half := int64(math.Sqrt(float64(rest))) + 1
	from := max(0, (d.x-half)>>8)
	to := min(int64(len(mean)), (d.x+half)>>8+2)
	edge := m.radius * 64
	for k := from; k < to; k++ {
		in := rest - (k*256-d.x)*(k*256-d.x)
		switch {
		case in >= edge:
			mean[k] += d.weight
		case in > 0:
			mean[k] += in * 256 / edge * d.weight >> 8
		}
	}
}

// addBackground adds num/(s2+d2) to the pixels of a row dy from the centre.
func addBackground(mean []int64, num, s2, dy, cx int64) {
	base := s2 + dy*dy
	for k := range mean {
		dx := int64(k)*256 - cx
		den := base + dx*dx
		// A float quotient is off by one at most and cheaper than a division.
		q := int64(float64(num) / float64(den))
		switch rem := num - q*den; {
		case rem < 0:
			q--
		case rem >= den:
			q++
		}
		mean[k] += q
	}
}

// count draws the counts of a row from their means. first is the hash input of
// its first pixel.
func count(dst []uint16, mean []int64, first uint64) {
	mean = mean[:len(dst)]
	for k := range dst {
		h := mix(first)
		first += golden
		z := int64(bits.OnesCount64(h)) - 32
		dither := int64(mix(h+golden) >> 56)
		m := mean[k]
		// The floor is exact below 2^52: the root of n²-1 is at least 2^-27
		// below n, more than its rounding error.
		root := int64(math.Sqrt(float64(m * 256)))
		dst[k] = uint16(max(0, min(65535, (m+(z*root>>2)+dither)>>8)))
	}
}
