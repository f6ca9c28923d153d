/** Chunks of a PNG that make up what one sees, its frames included where it moves. */
const SEEN = new Set([
  'IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'cHRM', 'cICP', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'bKGD', 'pHYs', 'acTL', 'fcTL', 'fdAT'
])
const SIGNATURE_BYTES = 8
/** Bytes of a chunk beside its data: length, name, checksum. */
const FRAME_BYTES = 12

interface Chunk { readonly name: string, readonly from: number, readonly to: number }

/**
 * Returns a PNG with its pixels, its colours and its frames alone, as they came: no texts, no place, no time, nothing behind its end. Null
 * for one that ends within a chunk, or before its end.
 */
export function cleanPng (bytes: Buffer): Buffer | null {
  const cleaned = Buffer.alloc(bytes.length)
  let size = bytes.copy(cleaned, 0, 0, SIGNATURE_BYTES)
  for (const { name, from, to } of chunksOf(bytes)) {
    if (to > bytes.length) return null
    if (SEEN.has(name)) size += bytes.copy(cleaned, size, from, to)
    if (name === 'IEND') return cleaned.subarray(0, size)
  }
  return null
}

/** Whether a PNG has frames that browsers play: it says so ahead of its pixels. */
export function isMovingPng (bytes: Buffer): boolean {
  for (const { name, from } of chunksOf(bytes)) {
    if (name === 'IDAT') return false
    if (name === 'acTL') return bytes.length > from + FRAME_BYTES && bytes.readUInt32BE(from + 8) > 1
  }
  return false
}

function * chunksOf (bytes: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    const to = at + FRAME_BYTES + bytes.readUInt32BE(at)
    yield { name: bytes.toString('latin1', at + 4, at + 8), from: at, to }
    at = to
  }
}
