// Cleans animated pictures by what their containers are made of: the frames stay as they are, however many, and the rest goes.

/** Blocks of a GIF by their first byte, and extensions by their label. */
const [FRAME, EXTENSION, END] = [0x2c, 0x21, 0x3b]
const [CONTROL, APPLICATION] = [0xf9, 0xff]
const LOOPS = Buffer.from('\x0bNETSCAPE2.0', 'latin1')
/** Bytes of the block that says how often it loops, without the empty sub-block at its end. */
const LOOP_BYTES = 18
const EMPTY_BLOCK = 1

/**
 * Returns a GIF with its frames and its loop alone: no comments, no data of programs, nothing behind its end. Null for one that ends
 * within a block.
 */
export function cleanGif (bytes: Buffer): Buffer | null {
  // In one piece: a hostile file has millions of blocks.
  const cleaned = Buffer.alloc(bytes.length)
  const head = 13 + colours(bytes[10])
  let size = bytes.copy(cleaned, 0, 0, head)
  for (let at = head; ;) {
    const from = at
    const kind = bytes[at]
    if (kind === END) return cleaned.subarray(0, size + bytes.copy(cleaned, size, at, at + 1))
    if (kind === FRAME) at = afterSubBlocks(bytes, at + 11 + colours(bytes[at + 9]))
    else if (kind === EXTENSION) at = afterSubBlocks(bytes, at + 2)
    else return null
    if (at > bytes.length) return null
    if (kind === FRAME || bytes[from + 1] === CONTROL) size += bytes.copy(cleaned, size, from, at)
    else if (isLoop(bytes, from)) size += bytes.copy(cleaned, size, from, from + LOOP_BYTES) + EMPTY_BLOCK
  }
}

/** Returns the size that browsers give a GIF, in pixels. libvips doubts a large one, and takes that of the frames. */
export function gifCanvas (bytes: Buffer): { width: number, height: number } {
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
}

/** Bytes of a table of colours, by the byte that announces it. */
function colours (flags = 0): number {
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1)
}

/** Returns where blocks of up to 255 bytes end, the first of which is at `at`; beyond the end of the file where they do not. */
function afterSubBlocks (bytes: Buffer, at: number): number {
  while ((bytes[at] ?? 0) !== 0) at += 1 + (bytes[at] ?? 0)
  return at + 1
}

/** Whether it has the one sub-block that browsers read, whatever follows. */
function isLoop (bytes: Buffer, at: number): boolean {
  return bytes[at + 1] === APPLICATION && bytes.subarray(at + 2, at + 14).equals(LOOPS) && bytes[at + 14] === 3 && bytes[at + 15] === 1
}

/** Chunks of a WebP that make up what one sees. */
const SEEN = new Set(['VP8X', 'ICCP', 'ANIM', 'ANMF'])
/** Bits that announce chunks with what a camera wrote. */
const EXIF_AND_XMP = 0x0c

/** Returns an animated WebP with its frames, loop and colours alone. Null for one that ends within a chunk. */
export function cleanWebp (bytes: Buffer): Buffer | null {
  const end = 8 + bytes.readUInt32LE(4)
  const kept: Buffer[] = []
  let at = 12
  for (; at + 8 <= Math.min(end, bytes.length);) {
    const size = bytes.readUInt32LE(at + 4)
    const next = at + 8 + size + size % 2
    if (next > bytes.length) return null
    const name = bytes.toString('latin1', at, at + 4)
    const chunk = Buffer.from(bytes.subarray(at, next))
    if (name === 'VP8X') chunk[8] = (chunk[8] ?? 0) & ~EXIF_AND_XMP
    if (SEEN.has(name)) kept.push(chunk)
    at = next
  }
  const body = Buffer.concat([Buffer.from('WEBP'), ...kept])
  const head = Buffer.from('RIFF\0\0\0\0')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}
