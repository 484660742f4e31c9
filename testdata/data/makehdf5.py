#!/usr/bin/env python3
"""Writes the HDF5 test files of several programs, as make.py does for others.

Needs h5py 3, which writes the containers; chunks of Dectris' files are packed
here.

    python3 makehdf5.py
"""

import struct

import h5py
import numpy as np

from make import Folder, digest
from makeimages import entry, values


def text(key):
    return {"key": key, "shape": [], "dtype_on_disk": "object", "note": "not numeric"}


class File:
    """Writes a file and notes what is in it."""

    def __init__(self, folder, name, libver="earliest"):
        self.folder, self.name, self.entries = folder, name, []
        self.path = folder.path / name
        self.h5 = h5py.File(self.path, "w", libver=libver)

    def put(self, key, a, **layout):
        d = self.h5.create_dataset(key, data=a, **layout)
        self.note(key, a)
        return d

    def note(self, key, a):
        if a.dtype == bool:
            self.entries.append({"shape": list(a.shape), "dtype_on_disk": "|b1", "dtype_le": "|b1", "sha256_c_le": digest(a), "probes": [], "key": key})
        else:
            self.entries.append(entry(a, key, a.dtype.str))

    def attrs(self, key, **notes):
        self.h5.require_group(key).attrs.update(notes)

    def close(self):
        self.h5.close()
        self.folder.write(self.name, self.path.read_bytes(), *self.entries, reader="makehdf5.py")


def literals(b):
    """A block of LZ4 without matches."""
    n = len(b) - 15
    return b"\xf0" + b"\xff" * (n // 255) + bytes([n % 255]) + b


def bitshuffled(a, block):
    """A chunk as bitshuffle with LZ4 packs it, block elements at a time."""
    flat, item = a.reshape(-1), a.dtype.itemsize
    out = struct.pack(">QI", a.nbytes, block * item)
    for i in range(0, len(flat), block):
        part = flat[i : i + block].view("u1").reshape(-1, item)
        bits = np.unpackbits(part, axis=1, bitorder="little").T
        packed = literals(np.packbits(bits, axis=1, bitorder="little").tobytes())
        out += struct.pack(">I", len(packed)) + packed
    return out


def make_generic(folder):
    for name, libver in (("scan-old.h5", "earliest"), ("scan-new.h5", "latest")):
        f = File(folder, name, libver)
        a = values((3, 4, 10, 6), "<u2")
        f.put("/raw/scan", a, chunks=(1, 3, 10, 4), compression="gzip", shuffle=True, fletcher32=True)
        f.put("/other/big", values((3, 5), ">f8"))
        f.put("/other/lzf", values((9, 8), "<i4"), chunks=(2, 8), compression="lzf", maxshape=(None, 8))
        f.put("/other/complex", values((3, 5), "<c8"))
        f.put("/other/yes", values((3, 5), "u1") > 100, chunks=(3, 5))
        f.h5["/other/title"] = "a scan"
        f.entries.append(text("/other/title"))
        f.close()
        folder.run(name, a, "hdf5")
        folder.runs[-1]["params"] = {"ds_path": "/raw/scan"}


def make_dectris(folder):
    for k in (1, 2):
        f = File(folder, "dectris_data_%06d.h5" % k)
        a = values((8, 12, 16), "<u4", k) % 1000
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk((1, 12, 16))
        plist.set_filter(32008, h5py.h5z.FLAG_OPTIONAL, (0, 3, 4, 0, 2))
        f.h5.create_group("/entry/data")
        d = h5py.h5d.create(f.h5.id, b"/entry/data/data", h5py.h5t.STD_U32LE, h5py.h5s.create_simple(a.shape), plist)
        for i, frame in enumerate(a):
            d.write_direct_chunk((i, 0, 0), bitshuffled(frame, 64))
        f.note("/entry/data/data", a)
        f.close()
    f = File(folder, "dectris_master.h5")
    for k in (1, 2):
        f.h5["/entry/data/data_%06d" % k] = h5py.ExternalLink("dectris_data_%06d.h5" % k, "/entry/data/data")
    f.put("/entry/instrument/detector/detectorSpecific/ntrigger", np.array([16], "<u4"))
    f.put("/entry/instrument/detector/detectorSpecific/nimages", np.array([1], "<u4"))
    f.close()


def make_hdf5():
    folder = Folder("hdf5")
    make_generic(folder)
    make_dectris(folder)
    f = File(folder, "fpd.hdf5")
    f.put("/fpd_expt/fpd_data/data", values((2, 3, 1, 16, 8), ">u2"), chunks=(1, 1, 1, 8, 8), compression="gzip", shuffle=True)
    f.put("/fpd_expt/DAC/data", values((2, 3, 1, 27), "u1"), chunks=True)
    f.close()
    f = File(folder, "two.nxs")
    f.put("/Scan 1/data", values((9, 6, 5), "u1"))
    f.put("/Scan 2/data", values((9, 6, 5), "u1", 1))
    f.close()
    f = File(folder, "signal.nxs")
    f.put("/entry/data/counts", values((3, 4, 5, 6), "<u2"))
    f.put("/entry/instrument/raw", values((3, 4, 5, 7), "<u2", 1))
    f.attrs("/entry/data", NX_class="NXdata", signal="counts")
    f.close()
    folder.close()


def make_emd():
    folder = Folder("emd")
    f = File(folder, "velox.emd")
    f.put("/Data/Image/0a1b/Data", values((6, 5, 3), "<u2"), chunks=(6, 5, 1))
    f.put("/Data/Image/0a1b/Metadata", values((20, 3), "u1"))
    f.close()
    f = File(folder, "prismatic.emd")
    for k in range(2):
        group = "/4DSTEM_simulation/data/datacubes/CBED_array_depth%04d" % k
        f.put(group + "/datacube", values((4, 3, 8, 6), "<f4", k), chunks=(1, 1, 8, 6))
        f.put(group + "/dim1", values((4,), "<f4"))
        f.attrs(group, emd_group_type=1)
    f.close()
    f = File(folder, "py4dstem.h5", "latest")
    f.put("/datacube_root/datacube/data", values((2, 3, 4, 5), "<f4"))
    f.put("/datacube_root/images/data", values((2, 3, 4), "<f4"))
    f.attrs("/datacube_root/datacube", emd_group_type="array")
    f.attrs("/datacube_root/images", emd_group_type="array")
    f.close()
    folder.close()


def make_hspy():
    folder = Folder("hspy")
    for name, shape, navigate in (
        ("scan.hspy", (3, 4, 8, 6), (True, True, False, False)),
        ("spectra.hspy", (3, 4, 20), (True, True, False)),
        ("turned.hspy", (8, 6, 5), (False, False, True)),
    ):
        f = File(folder, name)
        f.h5.attrs["file_format"] = "HyperSpy"
        f.put("/Experiments/__unnamed__/data", values(shape, "<u2"), chunks=True, compression="gzip")
        for i, (n, nav) in enumerate(zip(shape, navigate)):
            f.attrs("/Experiments/__unnamed__/axis-%d" % i, size=n, navigate=nav, scale=0.5, units="nm", name="xyzu"[i])
        f.close()
    folder.close()


if __name__ == "__main__":
    make_hdf5()
    make_emd()
    make_hspy()
