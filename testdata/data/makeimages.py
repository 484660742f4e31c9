#!/usr/bin/env python3
"""Writes the test files of image formats, as make.py does for the others.

    python3 makeimages.py
"""

import struct

import numpy as np

from make import Folder, described, digest, pattern


def complex_described(a, key, on_disk=None):
    dtype = np.dtype(on_disk or a.dtype)
    return {
        "shape": list(a.shape), "dtype_on_disk": dtype.str, "dtype_le": dtype.newbyteorder("<").str,
        "sha256_c_le": digest(a), "probes": [], "key": key,
    }


def values(shape, dtype, salt=0):
    """A pattern of numbers that the type can have."""
    dtype = np.dtype(dtype).newbyteorder("<")
    if dtype.kind == "c":
        return (pattern(shape, 900, salt) / 8.0 + 1j * (pattern(shape, 900, salt + 1) / 4.0 - 9)).astype(dtype)
    if dtype.kind == "f":
        return (pattern(shape, 900, salt) / 8.0 - 30).astype(dtype)
    bits = 8 * dtype.itemsize
    a = pattern(shape, 1 << min(bits, 32), salt)
    if dtype.kind == "i":
        a = a.astype("i8") - (1 << (min(bits, 32) - 1))
    return a.astype(dtype)


def entry(a, key, on_disk):
    return (complex_described if a.dtype.kind == "c" else described)(a, key, on_disk)


# MRC


def mrc(a, mode, dtype, extended=b"", stamp=None, nz=None):
    order = ">" if dtype[0] == ">" else "<"
    nx, ny = a.shape[-1], a.shape[-2]
    head = bytearray(1024)
    struct.pack_into(order + "4i", head, 0, nx, ny, nz or a.size // (nx * ny), mode)
    struct.pack_into(order + "3i", head, 28, nx, ny, 1)
    struct.pack_into(order + "6f", head, 40, 10.0 * nx, 10.0 * ny, 10.0, 90, 90, 90)
    struct.pack_into(order + "3i", head, 64, 1, 2, 3)
    struct.pack_into(order + "i", head, 92, len(extended))
    head[208:212] = b"MAP "
    head[212:216] = stamp or (b"\x44\x44\0\0" if order == "<" else b"\x11\x11\0\0")
    return bytes(head) + extended + a.astype(dtype).tobytes()


def make_mrc():
    f = Folder("mrc")
    for name, mode, dtype, shape in (
        ("bytes.mrc", 0, "|i1", (4, 5, 7)), ("shorts-be.mrc", 1, ">i2", (3, 6, 8)), ("floats-be.map", 2, ">f4", (5, 6)),
        ("complex.mrc", 4, "<c8", (2, 4, 6)), ("unsigned.mrcs", 6, "<u2", (4, 5, 3)), ("halves.mrc", 12, "<f2", (3, 4, 4)),
    ):
        a = values(shape, dtype, mode)
        f.write(name, mrc(a, mode, dtype, b"x" * (100 * mode)), entry(a, "data", dtype))
    a = values((3, 4, 5), ">u2", 20)
    f.write("no-stamp.mrc", mrc(a, 6, ">u2", stamp=b"\0\0\0\0", nz=99), entry(a, "data", ">u2"))
    a = values((2, 3, 4, 6), "<u2", 21)
    f.write("2026_movie.mrc", mrc(a, 6, "<u2"), entry(a.reshape(6, 4, 6), "data", "<u2"), entry(a, "scan", "<u2"))
    f.beside("2026_info.txt", b"".join(
        b"%-60s= %s\r\n" % kv for kv in (
            (b"Scan - ROI Enable", b"Disable"), (b"Scan - ROI Size X", b"6"), (b"Scan - ROI Size Y", b"1"),
            (b"Scan - Size X", b"3"), (b"Scan - Size Y", b"2"), (b"Scan - Type", b"Raster"))))
    f.close()


# DigitalMicrograph


class DM:
    """Writes tags; what surrounds values is big-endian."""

    TYPES = {"i2": 2, "i4": 3, "u2": 4, "u4": 5, "f4": 6, "f8": 7, "i1": 9, "u1": 10}
    KINDS = {"i2": 1, "f4": 2, "c8": 3, "u1": 6, "i4": 7, "i1": 9, "u2": 10, "u4": 11, "f8": 12, "c16": 13}

    def __init__(self, version, order):
        self.version, self.order = version, order

    def words(self, *numbers):
        return struct.pack(">%d%s" % (len(numbers), "I" if self.version == 3 else "Q"), *numbers)

    def tag(self, kind, name, body):
        size = b"" if self.version == 3 else self.words(len(body))
        return struct.pack(">BH", kind, len(name)) + name.encode("latin1") + size + body

    def body(self, *tags):
        return b"\x01\x00" + self.words(len(tags)) + b"".join(tags)

    def group(self, name, *tags):
        return self.tag(20, name, self.body(*tags))

    def value(self, name, info, data):
        return self.tag(21, name, b"%%%%" + self.words(len(info), *info) + data)

    def number(self, name, n):
        return self.value(name, [5], struct.pack(self.order + "I", n))

    def text(self, name, text):
        units = text.encode("utf-16-le" if self.order == "<" else "utf-16-be")
        return self.value(name, [20, 4, len(text)], units)

    def image(self, a, **about):
        kind = a.dtype.kind + str(a.dtype.itemsize)
        if a.dtype.kind == "c":
            part = self.TYPES["f%d" % (a.dtype.itemsize // 2)]
            info = [20, 15, 0, 2, 0, part, 0, part, a.size]
        else:
            info = [20, self.TYPES[kind], a.size]
        data = a.astype(a.dtype.newbyteorder(self.order)).tobytes()
        meta = [self.text(k, v) if isinstance(v, str) else self.value(k, [8], bytes([v])) for k, v in about.items()]
        return self.group(
            "",
            self.group("ImageData", self.group("Calibrations", self.text("Units", "nm")), self.value("Data", info, data),
                       self.number("DataType", self.KINDS[kind]),
                       self.group("Dimensions", *[self.number("", n) for n in a.shape[::-1]]),
                       self.number("PixelDepth", a.dtype.itemsize)),
            self.group("ImageTags", self.group("Meta Data", *meta)))

    def file(self, a, **about):
        thumbnail = np.zeros((3, 3), "<u4")
        root = self.body(
            self.value("ApplicationBounds", [15, 0, 4, 0, 3, 0, 3, 0, 3, 0, 3], bytes(16)),
            self.group("ImageList", self.image(thumbnail), self.image(a, **about)),
            self.group("ImageSourceList", self.group("", self.text("ClassName", "ImageSource:Simple"), self.number("ImageRef", 1))))
        return struct.pack(">I", self.version) + self.words(len(root)) + struct.pack(">I", self.order == "<") + root + bytes(8)


def make_dm():
    f = Folder("dm")
    for name, version, order, dtype, shape in (
        ("image-be.dm3", 3, ">", "i4", (5, 7)), ("stack.dm3", 3, "<", "u2", (4, 5, 6)), ("stack-be.dm4", 4, ">", "f8", (3, 4, 5)),
        ("complex.dm4", 4, "<", "c16", (2, 3, 4)), ("spectrum.dm4", 4, "<", "f4", (50,)),
    ):
        a = values(shape, "<" + dtype, version)
        f.write(name, DM(version, order).file(a), entry(a, "file order", order + dtype))
    scan = pattern((3, 4, 6, 8), 3000, 7).astype("<u2")
    stored = np.ascontiguousarray(scan.transpose(2, 3, 0, 1))
    f.write("scan.dm4", DM(4, "<").file(stored), entry(stored, "file order", "<u2"), entry(scan, "shown", "<u2"))
    f.run("scan.dm4", scan, "dm")
    f.write("swapped.dm4", DM(4, "<").file(scan, **{"Data Order Swapped": 1}), entry(scan, "file order", "<u2"), entry(scan, "shown", "<u2"))
    f.run("swapped.dm4", scan, "dm")
    lines = values((2, 3, 20), "<f4", 8)
    stored = np.ascontiguousarray(lines.transpose(2, 0, 1))
    f.write("spectra.dm3", DM(3, "<").file(stored, Format="Spectrum image"), entry(stored, "file order", "<f4"), entry(lines, "shown", "<f4"))
    f.close()


# StreamPix


def make_seq():
    f = Folder("seq")
    for name, version, bits, shape, pitch in ("bytes.seq", 5, 8, (4, 6, 10), 128), ("shorts-old.seq", 3, 12, (5, 4, 6), 60):
        a = pattern(shape, 1 << bits, bits).astype("u1" if bits == 8 else "<u2")
        head = bytearray(8192 if version >= 5 else 1024)
        struct.pack_into("<I", head, 0, 0xFEED)
        head[4:24] = "Norpix seq".encode("utf-16-le")
        struct.pack_into("<ii", head, 28, version, 1024)
        struct.pack_into("<9I", head, 548, shape[2], shape[1], 8 * a.itemsize, bits, a[0].nbytes, 100, 99, 0, pitch)
        struct.pack_into("<d", head, 584, 30.0)
        data = bytes(head) + b"".join(
            (x.tobytes() + struct.pack("<IHH", 1767225600, i, 7)).ljust(pitch, b"\xff") for i, x in enumerate(a))
        f.write(name, data, entry(a, "frames", a.dtype.str))
    f.close()


# TVIPS


def make_tvips():
    f = Folder("tvips")

    def header(a, version, before):
        bits = 8 * a.itemsize
        return struct.pack("<13i", 256, version, a.shape[-1], a.shape[-2], bits, 0, 0, 1, 1, 15500, 200, 50, before).ljust(256, b"\0")

    def frame(i, x, before, position=None):
        head = bytearray(before)
        struct.pack_into("<3I", head, 0, i, 1767225600, 10 * i)
        if position is not None:
            struct.pack_into("<ff", head, 68, position[1], position[0])
        return bytes(head) + x.tobytes()

    a = pattern((2, 3, 5, 4), 4096, 1).astype("<u2")
    data = header(a, 2, 108) + b"".join(frame(i, x, 108, divmod(i, 3)) for i, x in enumerate(a.reshape(6, 5, 4)))
    f.write("scan_000.tvips", data, entry(a, "scan", "<u2"))
    a = pattern((5, 6, 3), 256, 2).astype("u1")
    frames = [frame(i, x, 12) for i, x in enumerate(a)]
    f.write("split_000.tvips", header(a, 1, 0) + b"".join(frames[:2]), entry(a, "frames", "|u1"))
    f.beside("split_001.tvips", frames[2])
    f.beside("split_002.tvips", b"".join(frames[3:]))
    f.close()


# TIA


def make_ser():
    f = Folder("ser")

    def ser(a, nav, kind, version):
        images = a.ndim - nav == 2
        count = int(np.prod(a.shape[:nav]))
        word = "<I" if version <= 0x210 else "<Q"
        dims = b"".join(
            struct.pack("<IddI", n, 0.0, 1.0, 0) + struct.pack("<I", 8) + b"Position" + struct.pack("<I", 1) + b"m" for n in a.shape[:nav][::-1])
        head = struct.pack("<HHHIIII", 0x4949, 0x0197, version, 0x4122 if images else 0x4120, 0x4152, count, count)
        table = len(head) + struct.calcsize(word) + 4 + len(dims)
        at = table + 2 * count * struct.calcsize(word)
        elements, offsets, tags = b"", [], []
        for x in a.reshape((count,) + a.shape[nav:]):
            offsets.append(at + len(elements))
            for _ in range(x.ndim):
                elements += struct.pack("<ddi", 0.0, 1.0, 0)
            elements += struct.pack("<H", kind) + struct.pack("<%dI" % x.ndim, *x.shape[::-1])
            elements += (x[::-1] if images else x).tobytes()
            tags.append(at + len(elements))
            elements += struct.pack("<HI", 0x4152, 1767225600)
        offsets = b"".join(struct.pack(word, o) for o in offsets + tags)
        return head + struct.pack(word, table) + struct.pack("<I", nav) + dims + offsets + elements

    for name, dtype, kind, shape, nav, version in (
        ("images.ser", "<i2", 5, (2, 3, 6, 4), 2, 0x220), ("old-images.ser", "<f4", 7, (4, 5, 6), 1, 0x210),
        ("spectra.ser", "<f8", 8, (3, 2, 20), 2, 0x210), ("complex.ser", "<c8", 9, (2, 3, 4), 1, 0x220),
    ):
        a = values(shape, dtype, kind)
        f.write(name, ser(a, nav, kind, version), entry(a, "signal[0]", dtype))
    f.close()


# TIFF


def tiff(a, order, big=False, rows=None, description=None, pages=None):
    """The images first, then the directories."""
    frames = a.reshape((-1,) + a.shape[-2:])
    height, width = a.shape[-2:]
    rows = rows or height
    word, size = ("Q", 8) if big else ("I", 4)
    data = bytearray(struct.pack(order + "2sHHHQ", b"II" if order == "<" else b"MM", 43, 8, 0, 0) if big
                     else struct.pack(order + "2sHI", b"II" if order == "<" else b"MM", 42, 0))
    link = len(data) - size
    at = []
    for x in frames:
        at.append(len(data))
        data += x.astype(a.dtype.newbyteorder(order)).tobytes()
    formats = {"u": 1, "i": 2, "f": 3, "c": 6}
    for page in range(pages or len(frames)):
        strips = range(0, height, rows)
        row = width * a.itemsize
        tags = [
            (256, "I", [width]), (257, "I", [height]), (258, "H", [8 * a.itemsize]), (259, "H", [1]), (262, "H", [1]),
            (273, word, [at[page] + y * row for y in strips]), (277, "H", [1]), (278, "I", [rows]),
            (279, "I", [min(rows, height - y) * row for y in strips]), (339, "H", [formats[a.dtype.kind]]),
        ]
        if description and page == 0:
            tags.insert(5, (270, "B", list(description.encode() + b"\0")))
        entries = b""
        for tag, kind, numbers in tags:
            body = struct.pack("%s%d%s" % (order, len(numbers), kind), *numbers)
            if len(body) > size:
                place = len(data)
                data += body + bytes(len(body) % 2)
                body = struct.pack(order + word, place)
            code = {"B": 2, "H": 3, "I": 4, "Q": 16}[kind]
            entries += struct.pack(order + "HH" + word, tag, code, len(numbers)) + body.ljust(size, b"\0")
        struct.pack_into(order + word, data, link, len(data))
        data += struct.pack(order + ("Q" if big else "H"), len(tags)) + entries
        link = len(data)
        data += bytes(size)
    return bytes(data)


def make_tiff():
    f = Folder("tiff")
    for name, dtype, shape, more in (
        ("strips.tif", "<u2", (3, 7, 5), {"rows": 3}), ("big-be.tif", ">f4", (2, 4, 6), {"big": True, "rows": 1}),
        ("imagej.tif", ">i2", (4, 5, 6), {"description": "ImageJ=1.54\nimages=4\nslices=4\nloop=false\n", "pages": 1}),
        ("single.tiff", "<u4", (6, 5), {}), ("complex.tif", "<c8", (2, 3, 4), {}),
    ):
        a = values(shape, dtype, len(name))
        f.write(name, tiff(a, dtype[0], **more), entry(a, "image", dtype))
    f.close()


if __name__ == "__main__":
    for make in make_mrc, make_dm, make_seq, make_tvips, make_ser, make_tiff:
        make()
