package source

import (
	"slices"

	"github.com/gloam-go/gloam/arrays"
)

// A FormatInfo describes a file format that [Open] reads.
type FormatInfo struct {
	Name        string
	Extensions  []string // lower case, without dot
	Description string
	Options     []string // that apply, beside Format
}

// A format is an entry of the registry.
type format struct {
	FormatInfo
	magic []byte // first bytes of every such file; nil if there are none
	open  func(path string, c *config) (arrays.Source, error)
}

// always are the options that every format accepts.
var always = []string{"NavShape", "SigShape", "Sync", "AllowShort", "Buffered"}

// formats lists what Open knows.
var formats = []format{
	{FormatInfo{"raw", []string{"raw", "bin", "dat"}, "headerless file of equally spaced frames", []string{"DType", "ByteOrder", "Offset", "Gap"}}, nil, openRaw},
	{FormatInfo{"npy", []string{"npy"}, "NumPy array", []string{"SigDims"}}, []byte("\x93NUMPY"), openNPY},
	{FormatInfo{"npz", []string{"npz"}, "NumPy archive, stored or compressed", []string{"SigDims", "Member"}}, []byte("PK\x03\x04"), openNPZ},
	{FormatInfo{"mib", []string{"mib", "hdr"}, "Merlin/Medipix acquisition, one or several files", []string{"Files", "Glob", "Flip"}}, []byte("MQ1,"), openMIB},
	{FormatInfo{"blo", []string{"blo"}, "NanoMEGAS block file", nil}, []byte("IMGBLO"), openBLO},
	{FormatInfo{"mrc", []string{"mrc", "map", "mrcs"}, "MRC images, stack or volume", nil}, nil, openMRC},
	{FormatInfo{"dm", []string{"dm3", "dm4"}, "DigitalMicrograph image, stack, spectra or scan", []string{"SigDims", "FileOrder"}}, nil, openDM},
	{FormatInfo{"seq", []string{"seq"}, "StreamPix sequence", nil}, seqMagic, openSEQ},
	{FormatInfo{"tvips", []string{"tvips"}, "TVIPS series, one or several files", []string{"Files"}}, nil, openTVIPS},
	{FormatInfo{"ser", []string{"ser"}, "TIA series of images or spectra", nil}, serMagic, openSER},
	{FormatInfo{"tiff", []string{"tif", "tiff"}, "TIFF stack without compression", nil}, nil, openTIFF},
	{FormatInfo{"empad", []string{"xml"}, "EMPAD acquisition: .xml and .raw", nil}, nil, openEMPAD},
	{FormatInfo{"raw_csr", []string{"toml"}, "sparse frames as compressed rows: .toml and three headerless files", nil}, nil, openRawCSR},
	{FormatInfo{"zarr", []string{"zarr", "zspy"}, "Zarr array of version 2 or 3, a folder or a zip file", []string{"SigDims", "Member"}}, nil, openZarr},
	{FormatInfo{"hdf5", []string{"h5", "hdf5", "nxs", "emd", "hspy"}, "HDF5 dataset, also of HyperSpy, EMD, NeXus, Dectris and fpd", []string{"SigDims", "Member"}}, []byte("\x89HDF\r\n\x1a\n"), openHDF5},
}

// Formats lists the formats that [Open] reads.
func Formats() []FormatInfo {
	list := make([]FormatInfo, len(formats))
	for i, f := range formats {
		list[i] = f.FormatInfo
		list[i].Extensions = slices.Clone(f.Extensions)
		list[i].Options = slices.Concat(always, f.Options)
	}
	return list
}

// check reports an option that does not apply.
func (f *format) check(c *config) error {
	for _, o := range c.given {
		if !slices.Contains(always, o) && !slices.Contains(f.Options, o) {
			return &OptionError{Option: o, Format: f.Name}
		}
	}
	return nil
}

func formatNamed(name string) *format {
	i := slices.IndexFunc(formats, func(f format) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return &formats[i]
}

func formatOfExtension(ext string) *format {
	i := slices.IndexFunc(formats, func(f format) bool { return slices.Contains(f.Extensions, ext) })
	if i < 0 {
		return nil
	}
	return &formats[i]
}

func formatOfContent(head []byte) *format {
	i := slices.IndexFunc(formats, func(f format) bool { return f.recognises(head) })
	if i < 0 {
		return nil
	}
	return &formats[i]
}
