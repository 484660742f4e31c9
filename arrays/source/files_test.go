package source_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// mibHeader returns the text before a Merlin frame, padded to size.
func mibHeader(pixel, layout string, size, width, height, depth int) []byte {
	chips := 1
	if strings.HasPrefix(layout, "2x2") {
		chips = 4
	}
	text := fmt.Sprintf("MQ1,%06d,%05d,%02d,%04d,%04d,%s,%6s,01,2021-05-07 18:51:10.905800,0.1,0,0,0,MQ1A,2021-05-07T16:51:10.905800928Z,100000000ns,%d,",
		1, size, chips, width, height, pixel, layout, depth)
	b := make([]byte, size)
	copy(b, text)
	return b
}

// mibFile returns n frames of which each has the header and its own pixels.
func mibFile(header []byte, pixels []byte, n int) []byte {
	var b []byte
	for i := range n {
		b = append(b, header...)
		b = append(b, pixels[i*len(pixels)/n:(i+1)*len(pixels)/n]...)
	}
	return b
}

// bloFile returns a block file whose pixel bytes count up, modulo 251.
func bloFile(ny, nx, edge, bits int, text string) []byte {
	const navigator, data = 0x1000, 0x1100
	b := make([]byte, data)
	copy(b, "IMGBLO")
	version := uint16(0x0102)
	if text != "" {
		version = 0x0103
		copy(b[240:], text)
	}
	le := binary.LittleEndian
	le.PutUint16(b[6:], version)
	le.PutUint32(b[8:], navigator)
	le.PutUint32(b[12:], data)
	le.PutUint16(b[20:], uint16(edge))
	le.PutUint16(b[24:], uint16(nx))
	le.PutUint16(b[26:], uint16(ny))
	for i, v := 0, 0; i < ny*nx; i++ {
		b = le.AppendUint16(b, 0x55AA)
		b = le.AppendUint32(b, uint32(i))
		for range edge * edge * bits / 8 {
			b = append(b, byte(v%251))
			v++
		}
	}
	return b
}

// npyHeader returns the header of a version 1 file.
func npyHeader(descr string, fortran bool, shape ...int) []byte {
	dims := ""
	for _, e := range shape {
		dims += fmt.Sprintf("%d, ", e)
	}
	order := "False"
	if fortran {
		order = "True"
	}
	text := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }", descr, order, strings.TrimSuffix(dims, " "))
	text += strings.Repeat(" ", 63-(10+len(text))%64) + "\n"
	return append(binary.LittleEndian.AppendUint16([]byte("\x93NUMPY\x01\x00"), uint16(len(text))), text...)
}

// npyFile returns a file of n bytes of elements.
func npyFile(header []byte, n int) []byte { return append(header, ramp(n)...) }

// npzFile returns an archive of the members, in pairs of name and content.
func npzFile(t testing.TB, method uint16, members ...any) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: members[i].(string), Method: method})
		require.NoError(t, err)
		_, err = w.Write(members[i+1].([]byte))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

const empadXML = `<root name="acquisition"><raw_file filename="/home/empad/moved.raw"/>
<pix_x>3</pix_x><pix_y>2</pix_y>
<scan_parameters mode="search"><scan_resolution_x>64</scan_resolution_x><scan_resolution_y>64</scan_resolution_y></scan_parameters>
<scan_parameters mode="acquire"><scan_resolution_x>128</scan_resolution_x><scan_resolution_y>128</scan_resolution_y></scan_parameters></root>`
