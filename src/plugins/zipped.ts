import { crc32 } from 'node:zlib'

/** A file of an archive. Written here, because a library for it does more in one turn the more files there are (bench/tried.md). */
export interface Entry {
  /** Its path, with `/` between folders. */
  readonly name: string
  readonly at: Date
  /** Bytes, where they are known ahead: an entry of four gigabytes and more must say so. */
  readonly size?: number
  readonly pieces: AsyncIterable<string | Uint8Array>
}

/** An entry in the directory at the end: all that is kept of it, some hundred bytes. */
interface Written {
  readonly name: Buffer
  readonly time: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** A number of 32 bits that stands for one of 64 elsewhere. */
const ELSEWHERE = 0xffff_ffff
/** The same of 16 bits. */
const ELSEWHERE_16 = 0xffff
/** Room for what wraps the bytes of an entry that is nearly as large. */
const LARGE = 0xf000_0000
const [PLAIN_VERSION, LARGE_VERSION] = [20, 45]
/** Sizes follow the bytes; names are UTF-8. */
const FLAGS = 0x0808
/** Deflated, in blocks of bytes as they are: unlike bytes without a method, their end can be found by who reads from the front. */
const DEFLATED = 8
const BLOCK_MAX = 0xffff
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff])

/**
 * Yields an archive (ZIP, with 64-bit sizes where they are needed) piece by piece, as its reader takes them. Nothing is compressed: what
 * weighs most is compressed already.
 */
export async function * zipped (entries: AsyncIterable<Entry>): AsyncGenerator<Buffer, void, void> {
  const written: Written[] = []
  let offset = 0
  for await (const { name: path, at, size: announced = 0, pieces } of entries) {
    const name = Buffer.from(path)
    const isLarge = announced >= LARGE
    const head = localHeader(name, dosTime(at), isLarge)
    yield head
    let [crc, size, packed] = [0, 0, LAST_BLOCK.length]
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece as string)
      crc = crc32(bytes, crc)
      size += bytes.length
      for (let from = 0; from < bytes.length; from += BLOCK_MAX) {
        const block = stored(bytes.subarray(from, from + BLOCK_MAX))
        packed += block.length
        yield block
      }
    }
    const tail = Buffer.concat([LAST_BLOCK, descriptor(crc, packed, size, isLarge)])
    yield tail
    written.push({ name, time: dosTime(at), crc, packed, size, offset })
    offset += head.length + packed - LAST_BLOCK.length + tail.length
  }
  const start = offset
  for (const entry of written) {
    const record = directoryRecord(entry)
    offset += record.length
    yield record
  }
  yield endOf(written.length, start, offset - start)
}

function stored (bytes: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt16LE(bytes.length, 1)
  head.writeUInt16LE(bytes.length ^ 0xffff, 3)
  return Buffer.concat([head, bytes])
}

function localHeader (name: Buffer, time: number, isLarge: boolean): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x0403_4b50, 0)
  head.writeUInt16LE(isLarge ? LARGE_VERSION : PLAIN_VERSION, 4)
  head.writeUInt16LE(FLAGS, 6)
  head.writeUInt16LE(DEFLATED, 8)
  head.writeUInt32LE(time, 10)
  const extra = isLarge ? sizes64([0, 0]) : Buffer.alloc(0)
  if (isLarge) head.fill(0xff, 18, 26)
  head.writeUInt16LE(name.length, 26)
  head.writeUInt16LE(extra.length, 28)
  return Buffer.concat([head, name, extra])
}

function descriptor (crc: number, packed: number, size: number, isLarge: boolean): Buffer {
  const bytes = Buffer.alloc(isLarge ? 24 : 16)
  bytes.writeUInt32LE(0x0807_4b50, 0)
  bytes.writeUInt32LE(crc, 4)
  if (isLarge) {
    bytes.writeBigUInt64LE(BigInt(packed), 8)
    bytes.writeBigUInt64LE(BigInt(size), 16)
  } else {
    bytes.writeUInt32LE(packed, 8)
    bytes.writeUInt32LE(size, 12)
  }
  return bytes
}

function directoryRecord ({ name, time, crc, packed, size, offset }: Written): Buffer {
  const far = [size, packed, offset].filter(number => number >= ELSEWHERE)
  const extra = far.length === 0 ? Buffer.alloc(0) : sizes64(far)
  const record = Buffer.alloc(46)
  const version = far.length === 0 ? PLAIN_VERSION : LARGE_VERSION
  record.writeUInt32LE(0x0201_4b50, 0)
  record.writeUInt16LE(version, 4)
  record.writeUInt16LE(version, 6)
  record.writeUInt16LE(FLAGS, 8)
  record.writeUInt16LE(DEFLATED, 10)
  record.writeUInt32LE(time, 12)
  record.writeUInt32LE(crc, 16)
  record.writeUInt32LE(Math.min(packed, ELSEWHERE), 20)
  record.writeUInt32LE(Math.min(size, ELSEWHERE), 24)
  record.writeUInt16LE(name.length, 28)
  record.writeUInt16LE(extra.length, 30)
  record.writeUInt32LE(Math.min(offset, ELSEWHERE), 42)
  return Buffer.concat([record, name, extra])
}

function sizes64 (numbers: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * numbers.length)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8 * numbers.length, 2)
  for (const [place, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + 8 * place)
  return extra
}

function endOf (count: number, start: number, length: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x0605_4b50, 0)
  end.writeUInt16LE(Math.min(count, ELSEWHERE_16), 8)
  end.writeUInt16LE(Math.min(count, ELSEWHERE_16), 10)
  end.writeUInt32LE(Math.min(length, ELSEWHERE), 12)
  end.writeUInt32LE(Math.min(start, ELSEWHERE), 16)
  if (count < ELSEWHERE_16 && start < ELSEWHERE) return end
  const far = Buffer.alloc(76)
  far.writeUInt32LE(0x0606_4b50, 0)
  far.writeBigUInt64LE(44n, 4)
  far.writeUInt16LE(LARGE_VERSION, 12)
  far.writeUInt16LE(LARGE_VERSION, 14)
  for (const [place, number] of [count, count, length, start].entries()) far.writeBigUInt64LE(BigInt(number), 24 + 8 * place)
  far.writeUInt32LE(0x0706_4b50, 56)
  far.writeBigUInt64LE(BigInt(start + length), 64)
  far.writeUInt32LE(1, 72)
  return Buffer.concat([far, end])
}

/** Time of day below, day above, as MS-DOS had them: from 1980 on, every second second. */
function dosTime (at: Date): number {
  const day = (Math.max(0, at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  return ((day << 16) | time) >>> 0
}
