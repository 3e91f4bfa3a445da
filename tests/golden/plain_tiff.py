"""Reads the tiled TIFF that `cytrial simulate --compression none` and label images are made of, and writes plain grey TIFF:
just enough of the format for tests, with the standard library alone."""

import array
import pathlib
import struct
import sys
import zlib

WIDTH, HEIGHT, BITS, COMPRESSION = 256, 257, 258, 259
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_BYTES = 322, 323, 324, 325
PREDICTOR = 317
UNCOMPRESSED, DEFLATE = 1, 8
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


def _tiles(content, tags):
    """The decompressed tiles of a page, row by row."""
    compression = tags[COMPRESSION][0]
    if compression not in (UNCOMPRESSED, DEFLATE) or tags.get(PREDICTOR, (1,))[0] != 1:
        raise ValueError(f"compression {compression} with predictor {tags.get(PREDICTOR)} is not read here")
    for offset, size in zip(tags[TILE_OFFSETS], tags[TILE_BYTES]):
        stored = content[offset:offset + size]
        yield zlib.decompress(stored) if compression == DEFLATE else stored


def _page(content, tags):
    width, height, bits = tags[WIDTH][0], tags[HEIGHT][0], tags[BITS][0]
    tile_width, tile_height = tags[TILE_WIDTH][0], tags[TILE_HEIGHT][0]
    tiles = list(_tiles(content, tags))
    across = -(-width // tile_width)
    row_bytes = tile_width * bits // 8
    rows = []
    for y in range(height):
        pixels = array.array(PIXEL_CODES[bits])
        start = y % tile_height * row_bytes
        for tile in tiles[y // tile_height * across:][:across]:
            pixels.frombytes(tile[start:start + row_bytes])
        rows.append(pixels[:width])
    return Page(width, height, bits, rows)


def read_tiled(path):
    """All pages of a tiled little-endian BigTIFF with one sample per pixel, uncompressed or Deflate."""
    content = pathlib.Path(path).read_bytes()
    if content[:4] != b"II+\0":
        raise ValueError(f"{path}: no little-endian BigTIFF")
    offset, = struct.unpack_from("<Q", content, 8)
    pages = []
    while offset:
        tags, offset = _directory(content, offset)
        pages.append(_page(content, tags))
    return pages


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
