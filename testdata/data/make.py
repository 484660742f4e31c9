#!/usr/bin/env python3
"""Writes the small test files in this folder and their expected.json.

Needs Python 3.9 and NumPy only. The files follow the published byte layouts of
the formats; no reader of this project takes part, so that a mistake in one
cannot hide in the other. Output is the same bytes on every run.

    python3 make.py
"""

import hashlib
import io
import json
import pathlib
import struct
import zipfile

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent


def pattern(shape, modulus, salt=0):
    """Numbers below modulus in which every axis, and its direction, shows."""
    flat = np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(977 * salt)
    with np.errstate(over="ignore"):
        flat = (flat ^ (flat >> np.uint64(5))) * np.uint64(0x9E3779B97F4A7C15)
        flat = flat ^ (flat >> np.uint64(29))
    return (flat % np.uint64(modulus)).reshape(shape)


def gradient(shape, modulus):
    """Like pattern, but easy to compress."""
    index = np.indices(shape).reshape(len(shape), -1)
    weights = np.array([101, 31, 7, 3][-len(shape):])[:, None]
    value = (index * weights).sum(0) + (index[-2] // 8) * (index[-1] // 16)
    return (value % modulus).reshape(shape)


def probes(a):
    n = a.size
    spots = {0, n - 1, n // 2, n // 3, n // 7, 5 * n // 7, int(a.reshape(-1).argmax())}
    return [
        {"flat": i, "index": [int(k) for k in np.unravel_index(i, a.shape)], "value": a.reshape(-1)[i].item()}
        for i in sorted(spots)
    ]


def digest(a):
    little = np.ascontiguousarray(a, a.dtype.newbyteorder("<"))
    return hashlib.sha256(little.tobytes()).hexdigest()


def described(a, key, on_disk=None, **more):
    """The entry of one array, as its reader should see it."""
    dtype = np.dtype(on_disk or a.dtype)
    entry = {
        "shape": list(a.shape),
        "dtype_on_disk": dtype.str,
        "dtype_le": dtype.newbyteorder("<").str,
        "sha256_c_le": digest(a),
        "min": a.min().item(),
        "max": a.max().item(),
    }
    if dtype.kind == "f":
        entry["sum_f64"] = float(a.sum(dtype=np.float64))
        entry["nan_count"] = int(np.isnan(a).sum())
    else:
        entry["sum"] = int(a.sum(dtype=np.int64))
    entry["probes"] = probes(a)
    entry["key"] = key
    entry.update(more)
    return entry


class Folder:
    """Collects the files of one format and their expected.json."""

    def __init__(self, name):
        self.path = HERE / name
        self.path.mkdir(exist_ok=True)
        self.entries = []
        self.runs = []

    def write(self, name, data, *arrays, reader="make.py"):
        (self.path / name).write_bytes(data)
        self.entries.append({
            "file": name,
            "file_sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
            "reader": reader,
            "arrays": list(arrays),
        })

    def beside(self, name, data):
        (self.path / name).write_bytes(data)

    def run(self, name, a, kind):
        """Records what UDFs should make of a scan of two and two axes."""
        height, width = a.shape[-2:]
        cy, cx, ri, ro = height // 2, width // 2, max(1, min(height, width) // 8), max(2, min(height, width) // 4)
        arrays = results(a.astype(np.float64), cy, cx, ri, ro)
        (self.path / "results").mkdir(exist_ok=True)
        stored = {}
        for result, value in arrays.items():
            path = "results/%s.%s.npy" % (name, result)
            (self.path / path).write_bytes(npy(value))
            stored[result] = {"npy": path, "shape": list(value.shape), "dtype": value.dtype.str, "sum": float(value.sum())}
        self.runs.append({
            "file": name, "libertem_type": kind, "made_by": "make.py", "shape": list(a.shape),
            "nav_shape": list(a.shape[:2]), "sig_shape": list(a.shape[2:]), "dtype": a.dtype.newbyteorder("=").name,
            "masks": {"cy": cy, "cx": cx, "ri": ri, "ro": ro,
                      "definition": "d2=(y-cy)^2+(x-cx)^2; ring: ri^2<=d2<ro^2; disk: d2<ri^2; float64 0/1"},
            "comudf": {"cy": cy, "cx": cx, "r": ro, "regression": -1},
            "results": stored,
        })

    def close(self):
        (self.path / "expected.json").write_text(json.dumps(self.entries, indent=1) + "\n")
        if self.runs:
            (self.path / "expected_libertem.json").write_text(json.dumps(self.runs, indent=1) + "\n")


def results(a, cy, cx, ri, ro):
    """The results that references record, from their definitions."""
    y, x = np.ogrid[: a.shape[2], : a.shape[3]]
    d2 = (y - cy) ** 2 + (x - cx) ** 2
    sig = (2, 3)
    disk = a * (d2 <= ro * ro)
    com = np.stack([(disk * y).sum(sig), (disk * x).sum(sig)], -1) / disk.sum(sig)[..., None]
    return {
        "sum_pattern": a.sum((0, 1)).astype("<f4"),
        "sum_sig": a.sum(sig).astype("<f4"),
        "ring_integral": (a * ((d2 >= ri * ri) & (d2 < ro * ro))).sum(sig),
        "disk_integral": (a * (d2 < ri * ri)).sum(sig),
        "com_y": (a * y).sum(sig) / a.sum(sig),
        "com_x": (a * x).sum(sig) / a.sum(sig),
        "comudf_raw_com": com.astype("<f4"),
        "comudf_field": (com - [cy, cx]).astype("<f4"),
    }


# NPY and NPZ


def npy(a, version=(1, 0), fortran=False, descr=None):
    """An .npy file, header by hand."""
    descr = descr or a.dtype.str
    header = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }" % (descr, fortran, tuple(a.shape))
    fixed = 10 if version[0] == 1 else 12
    header += " " * (-(fixed + len(header) + 1) % 64) + "\n"
    length = struct.pack("<H" if version[0] == 1 else "<I", len(header))
    body = a.astype(np.dtype(descr)).tobytes("F" if fortran else "C")
    return b"\x93NUMPY" + bytes(version) + length + header.encode("latin1") + body


def npz(members, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, a in members.items():
            info = zipfile.ZipInfo(name + ".npy", (2026, 1, 1, 0, 0, 0))
            info.compress_type = method
            z.writestr(info, npy(a))
    return out.getvalue()


def make_npy():
    f = Folder("npy")
    a = pattern((3, 4, 10, 6), 4000).astype("<u2")
    f.write("v1-u2.npy", npy(a), described(a, "array", fortran_order=False))
    f.run("v1-u2.npy", a, "npy")
    a = (pattern((4, 3, 6, 5), 30000, 1).astype("i4") - 15000).astype("<i2")
    f.write("v1-fortran-be-i2.npy", npy(a, fortran=True, descr=">i2"),
            described(a, "array", ">i2", fortran_order=True))
    a = (pattern((2, 5, 8, 4), 100000, 2) / 64.0).astype("<f4")
    f.write("v2-fortran-be-f4.npy", npy(a, (2, 0), True, ">f4"),
            described(a, "array", ">f4", fortran_order=True))
    a = (pattern((5, 2, 4, 4), 1 << 40, 3) / 1024.0).astype("<f8")
    f.write("v2-be-f8.npy", npy(a, (2, 0), descr=">f8"), described(a, "array", ">f8", fortran_order=False))
    a = pattern((2, 2, 9, 7), 200, 4).astype("u1")
    f.write("v3-u1.npy", npy(a, (3, 0)), described(a, "array", fortran_order=False))
    scan = pattern((4, 5, 8, 8), 3000, 5).astype("<u2")
    theta = (pattern((4, 5), 900, 6) / 7.0).astype("<f4")
    for name, method in ("stored.npz", zipfile.ZIP_STORED), ("deflated.npz", zipfile.ZIP_DEFLATED):
        f.write(name, npz({"data": scan, "theta": theta}, method), described(scan, "data"), described(theta, "theta"))
    f.close()


# Raw


def make_raw():
    f = Folder("raw")
    a = pattern((3, 2, 12, 10), 250).astype("u1")
    f.write("frames.dat", a.tobytes(), described(a, "frames"))
    f.run("frames.dat", a, "raw")
    a = pattern((2, 3, 8, 12), 60000, 1).astype(">u2")
    f.write("offset.raw", b"37 bytes of something before frame 0; ".ljust(37)[:37] + a.tobytes(),
            described(a, "frames", offset=37))
    f.close()


# BLO


def blo(a, version, text=b""):
    ny, nx, edge, _ = a.shape
    head = bytearray(0x1000)
    data = 0x1000 + ny * nx
    struct.pack_into("<6sHIII", head, 0, b"IMGBLO", version, 0x1000, data, 0)
    struct.pack_into("<HHHHH", head, 20, edge, 0, nx, ny, 0)
    struct.pack_into("<dd", head, 30, 12.5, 12.5)
    struct.pack_into("<I", head, 46, 200000)
    head[240:240 + len(text)] = text
    out = [bytes(head), gradient((ny, nx), 256).astype("u1").tobytes()]
    for serial, frame in enumerate(a.reshape(-1, edge, edge)):
        out += [struct.pack("<HI", 0x55AA, serial), frame.tobytes()]
    return b"".join(out)


def make_blo():
    f = Folder("blo")
    a = pattern((3, 2, 24, 24), 256).astype("u1")
    f.write("scan-8bit.blo", blo(a, 0x0102), described(a, "signal[0]"))
    f.run("scan-8bit.blo", a, "blo")
    a = pattern((2, 4, 20, 20), 65536, 1).astype("<u2")
    text = b"Instrument: made by make.py\r\nBlo Bit Depth: 16 bits\r\n"
    f.write("scan-16bit.blo", blo(a, 0x0103, text), described(a, "signal[0]"))
    f.run("scan-16bit.blo", a, "blo")
    f.close()


# EMPAD


def empad_xml(scan, raw):
    return ('<root name="test"><software_version>1.0</software_version>%s'
            '<raw_file filename="%s"/><exposure_time>1</exposure_time></root>\n' % (scan, raw)).encode()


def make_empad():
    f = Folder("empad")
    acquire = ('<scan_parameters mode="search"><scan_resolution_x>64</scan_resolution_x>'
               '<scan_resolution_y>64</scan_resolution_y></scan_parameters>'
               '<scan_parameters mode="acquire"><scan_resolution_x>2</scan_resolution_x>'
               '<scan_resolution_y>1</scan_resolution_y></scan_parameters>')
    for stem, n, scan, raw in (
        ("acquire", 2, acquire, "before-renaming.raw"),
        ("pixels", 3, "<type>scan</type><pix_x>1</pix_x><pix_y>3</pix_y>", "pixels.raw"),
    ):
        stored = (gradient((n, 130, 128), 5000) / 8.0 - 3).astype("<f4")
        frames = stored[:, :128]
        f.write(stem + ".raw", stored.tobytes(),
                described(frames, "frames (128 of 130 rows)"), described(stored, "frames incl. 2 footer rows"))
        f.beside(stem + ".xml", empad_xml(scan, raw))
    f.close()


# MIB


def mib_header(number, chips, width, height, kind, layout, depth):
    size = 384 if chips == 1 else 768
    text = ("MQ1,%06d,%05d,%02d,%04d,%04d,%s,%6s,%02X,2026-01-01 12:00:00.000000,0.001000,0,0,0,"
            "MQ1A,2026-01-01T12:00:00.000000000Z,1000000ns,%d,"
            % (number, size, chips, width, height, kind, layout, (1 << chips) - 1, depth))
    return text.encode().ljust(size, b"\0")


def hdr(lines):
    text = "HDR,\t\r\n" + "".join("%s:\t%s\r\n" % kv for kv in lines) + "End\t"
    return text.encode().ljust(2048)


def words(rows, depth):
    """Rows of pixels as 64-bit words, pixel 0 of a word in its lowest bits."""
    if depth == 1:
        bits = rows.astype("u1").reshape(rows.shape[0], -1, 64)
        return np.packbits(bits[:, :, ::-1], axis=2).tobytes()
    if depth == 6:
        return rows.astype("u1").reshape(rows.shape[0], -1, 8)[:, :, ::-1].tobytes()
    return rows.astype(">u2").reshape(rows.shape[0], -1, 4)[:, :, ::-1].tobytes()


def stored_rows(frame, quad):
    """The rows of a raw frame: those of chips 4, 3, 2 and 1 side by side."""
    if not quad:
        return frame
    edge = frame.shape[0] // 2
    top, low = frame[:edge], frame[edge:]
    chips = low[::-1, ::-1][:, :edge], low[::-1, ::-1][:, edge:], top[:, edge:], top[:, :edge]
    return np.concatenate(chips, axis=1)


def raw_frame(frame, depth, quad):
    rows = stored_rows(frame, quad)
    if depth == 24:
        return words(rows >> 12, 12) + words(rows & 0xFFF, 12)
    return words(rows, depth)


def mib_plain(f, name, frames, kind, quad, depth, scan=None, gap=False):
    """Frames of big-endian numbers in file order."""
    flat = frames.reshape((-1,) + frames.shape[-2:])
    dtype = {"U08": "u1", "U16": ">u2", "U32": ">u4"}[kind]
    height, width = frames.shape[-2:]
    layout = "2x2G" if gap else "2x2" if quad else "1x1"
    data = b"".join(
        mib_header(i + 1, 4 if quad else 1, width, height, kind, layout, depth) + frame.astype(dtype).tobytes()
        for i, frame in enumerate(flat))
    little = frames.astype(np.dtype(dtype).newbyteorder("<"))
    flipped = np.ascontiguousarray(little[..., ::-1, :])
    f.write(name + ".mib", data, described(
        flipped, "signal[0]", dtype, row_order="flipped (bottom-up); file order is in file_order",
        file_order={"sha256_c_le": digest(little), "probes": probes(little)}))
    if scan:
        f.beside(name + ".hdr", hdr(scan))


def mib_raw(f, name, frames, depth, quad):
    """R64 frames."""
    count, height, width = frames.shape
    head_width, head_height = (2 * width, height // 2) if quad else (width, height)
    if depth == 24:
        head_width *= 2
    chips = 4 if quad else 1
    data = b"".join(
        mib_header(i + 1, chips, head_width, head_height, "R64", "2x2" if quad else "1x1", depth)
        + raw_frame(frame.astype("u4"), depth, quad)
        for i, frame in enumerate(frames))
    little = frames.astype({1: "u1", 6: "u1", 12: "<u2", 24: "<u4"}[depth])
    f.write(name + ".mib", data, described(
        little, "frames", row_order="file order", counter_depth=depth,
        header_chips_w_h=[chips, head_width, head_height]))
    f.beside(name + ".hdr", hdr([("Counter Depth (number)", depth), ("Frames in Acquisition (Number)", count),
                                 ("Frames per Trigger (Number)", 1)]))


def make_mib():
    f = Folder("mib")
    acquisition = [("Frames in Acquisition (Number)", 6), ("Frames per Trigger (Number)", 3)]
    a = pattern((2, 3, 32, 48), 64).astype("u1")
    mib_plain(f, "single-u08-scan2x3", a, "U08", False, 6, acquisition)
    f.run("single-u08-scan2x3.mib", a, "mib")
    scan = [("Frames in Acquisition (Number)", 4), ("Frames per Trigger (Number)", 1), ("ScanX", 1), ("ScanY", 4)]
    mib_plain(f, "single-u16-scan4x1", pattern((4, 1, 32, 32), 4096, 1), "U16", False, 12, scan)
    mib_plain(f, "single-u32", pattern((32, 64), 1 << 24, 2), "U32", False, 24)
    mib_plain(f, "quad-u08-gap", gradient((514, 514), 64), "U08", True, 6, gap=True)
    mib_plain(f, "quad-u16", pattern((64, 64), 4096, 3), "U16", True, 12)
    mib_plain(f, "quad-u32", pattern((64, 64), 1 << 24, 4), "U32", True, 24)
    for depth in 1, 6, 12, 24:
        # Real chips have 256 pixels a side. Two quads do here too, the others
        # are smaller to keep files small.
        edge = 256 if depth < 12 else 32
        mib_raw(f, "single-r64-%d" % depth, pattern((2, 64, 64), 1 << depth, 10 + depth), depth, False)
        quad = pattern if depth == 1 or depth >= 12 else gradient
        mib_raw(f, "quad-r64-%d" % depth, quad((1, 2 * edge, 2 * edge), 1 << depth), depth, True)
    f.close()


# Compressed sparse rows


def make_raw_csr():
    f = Folder("raw_csr")
    for name, a, index, value in (
        ("small", pattern((3, 4, 6, 5), 40, 1), "<i4", "|u1"),
        ("big-endian", pattern((2, 2, 3, 7), 5000, 2), ">i8", ">f4"),
    ):
        a = (a * (pattern(a.shape, 5, 3) == 0)).astype(np.dtype(value).newbyteorder("<"))
        a[0, 1] = 0  # a frame without entries
        rows = a.reshape(a.shape[0] * a.shape[1], -1)
        indptr = np.concatenate([[0], np.cumsum((rows != 0).sum(1))]).astype(index)
        frame, pixel = np.nonzero(rows)
        for part, data in ("rowind", indptr), ("coords", pixel.astype(index)), ("values", rows[frame, pixel].astype(value)):
            f.beside("%s_%s.dat" % (name, part), data.tobytes())
        text = """# made by make.py
[params]
filetype = "raw_csr"
nav_shape = %s
sig_shape = %s

[raw_csr]
indptr_file = "%s_rowind.dat"
indptr_dtype = "%s"
indices_file = "%s_coords.dat"
indices_dtype = "%s"
data_file = "%s_values.dat"
data_dtype = "%s"
""" % (list(a.shape[:2]), list(a.shape[2:]), name, index, name, index, name, value)
        f.write(name + ".toml", text.encode(), described(a, "dense", value))
    f.close()


if __name__ == "__main__":
    for make in make_npy, make_raw, make_blo, make_empad, make_mib, make_raw_csr:
        make()
