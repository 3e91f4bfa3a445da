"""Reads the uncompressed tiled TIFF that `cytrial simulate --compression none` and label images are made of, and writes plain
grey TIFF: just enough of the format for tests, with the standard library alone."""

import array
import pathlib
import struct
import sys

WIDTH, HEIGHT, BITS, COMPRESSION = 256, 257, 258, 259
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS = 322, 323, 324
TYPE_CODES = {3: "H", 4: "I", 16: "Q"}
PIXEL_CODES = {8: "B", 16: "H", 32: "I"}


class Page:
    """One grey page: width, height and bits in pixels, `rows` as one array per row."""

    def __init__(self, width, height, bits, rows):
        self.width, self.height, self.bits, self.rows = width, height, bits, rows


def _directory(content, offset):
    """Tags of one BigTIFF directory as {tag: tuple of values}, and the offset of the next."""
    count, = struct.unpack_from("<Q", content, offset)
    tags = {}
    for entry in range(offset + 8, offset + 8 + 20 * count, 20):
        tag, kind, values = struct.unpack_from("<HHQ", content, entry)
        if kind in TYPE_CODES:
            code = f"<{values}{TYPE_CODES[kind]}"
            inside = struct.calcsize(code) <= 8
            place = entry + 12 if inside else struct.unpack_from("<Q", content, entry + 12)[0]
            tags[tag] = struct.unpack_from(code, content, place)
    return tags, struct.unpack_from("<Q", content, offset + 8 + 20 * count)[0]


def _page(content, tags):
    width, height, bits = tags[WIDTH][0], tags[HEIGHT][0], tags[BITS][0]
    if tags[COMPRESSION][0] != 1:
        raise ValueError("the page is compressed")
    tile_width, tile_height = tags[TILE_WIDTH][0], tags[TILE_HEIGHT][0]
    across = -(-width // tile_width)
    row_bytes = tile_width * bits // 8
    rows = []
    for y in range(height):
        pixels = array.array(PIXEL_CODES[bits])
        for column in range(across):
            tile = tags[TILE_OFFSETS][y // tile_height * across + column]
            start = tile + y % tile_height * row_bytes
            pixels.frombytes(content[start:start + row_bytes])
        rows.append(pixels[:width])
    return Page(width, height, bits, rows)


def read_tiled(path):
    """All pages of an uncompressed, tiled, little-endian BigTIFF with one sample per pixel."""
    content = pathlib.Path(path).read_bytes()
    if content[:4] != b"II+\0":
        raise ValueError(f"{path}: no little-endian BigTIFF")
    offset, = struct.unpack_from("<Q", content, 8)
    pages = []
    while offset:
        tags, offset = _directory(content, offset)
        pages.append(_page(content, tags))
    return pages


def size_of(path):
    """Width, height and bits of the first page of a BigTIFF, whatever its compression; and whether it is tiled."""
    content = pathlib.Path(path).read_bytes()
    tags, _ = _directory(content, struct.unpack_from("<Q", content, 8)[0])
    return tags[WIDTH][0], tags[HEIGHT][0], tags[BITS][0], TILE_OFFSETS in tags


def write_grey(path, page):
    """One page as classic little-endian TIFF: one strip, no compression, no name, no resolution."""
    pixels = b"".join(row.tobytes() for row in page.rows)
    tags = [(WIDTH, page.width), (HEIGHT, page.height), (BITS, page.bits), (COMPRESSION, 1), (262, 1), (273, 8),
            (277, 1), (278, page.height), (279, len(pixels))]
    directory = struct.pack("<H", len(tags))
    directory += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + struct.pack("<I", 0)
    padding = b"\0" * (len(pixels) % 2)
    start = 8 + len(pixels) + len(padding)
    pathlib.Path(path).write_bytes(b"II*\0" + struct.pack("<I", start) + pixels + padding + directory)


def main():
    """plain_tiff.py SCAN FILE...: writes each page of SCAN to its own FILE."""
    for page, target in zip(read_tiled(sys.argv[1]), sys.argv[2:], strict=True):
        write_grey(target, page)


if __name__ == "__main__":
    main()
