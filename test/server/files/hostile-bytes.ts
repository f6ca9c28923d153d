// Files that are not what they say, made here so that none of them lies in the repository.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

const PAGE = '<!doctype html><script>alert(1)</script>'
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** A picture of so many black pixels, a bit each. */
export function blackPng (width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height)
  return Buffer.concat([PNG_SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

/** A PNG of one pixel that moves, or has the frame of one that moves. */
export function movingPng (frames: number): Buffer {
  const pixel = deflateSync(Buffer.from([0, 0]))
  const still = blackPng(1, 1)
  const control = (n: number): Buffer => Buffer.concat([...[n, 1, 1, 0, 0].map(uint32), Buffer.from([0, 1, 0, 10, 0, 0])])
  const more = Array.from({ length: frames - 1 }, (_, index) => Buffer.concat([
    chunk('fcTL', control(2 * index + 1)), chunk('fdAT', Buffer.concat([uint32(2 * index + 2), pixel]))
  ]))
  const dataAt = still.indexOf('IDAT') - 4
  const endAt = still.indexOf('IEND') - 4
  return Buffer.concat([
    still.subarray(0, dataAt), chunk('acTL', Buffer.concat([uint32(frames), uint32(0)])), chunk('fcTL', control(0)),
    still.subarray(dataAt, endAt), ...more, still.subarray(endAt)
  ])
}

function chunk (name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))])
}

function uint32 (value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** An animated GIF on a canvas of `side` × `side` pixels, of which each frame paints one, for a tenth of a second. */
export function animatedGif (side: number, frames: number): Buffer {
  const head = Buffer.from('GIF89a\0\0\0\0\x80\0\0\xff\0\0\0\0\xff', 'latin1')
  head.writeUInt16LE(side, 6)
  head.writeUInt16LE(side, 8)
  const loop = Buffer.from('\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0', 'latin1')
  const frame = (index: number): Buffer => Buffer.concat([
    Buffer.from([0x21, 0xf9, 4, 4, 10, 0, 0, 0]),
    Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, index % 2 === 0 ? 0x44 : 0x4c, 1, 0])
  ])
  return Buffer.concat([head, loop, ...Array.from({ length: frames }, (_, index) => frame(index)), Buffer.from(';')])
}

/** A zip archive with one file of so many zero bytes. */
export function zipBomb (bytes: number): Buffer {
  const zeros = Buffer.alloc(bytes)
  const packed = deflateRawSync(zeros)
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt32LE(crc32(zeros), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(bytes, 18)
  fields.writeUInt16LE(1, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from('0'), packed])
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, Buffer.alloc(14), Buffer.from('0')])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, central, end])
}

export const HOSTILE = {
  nothing: Buffer.alloc(0),
  page: Buffer.from(PAGE),
  pngThatIsHtml: Buffer.concat([PNG_SIGNATURE, Buffer.from(PAGE)]),
  gifThatIsHtml: Buffer.from(`GIF89a/*${PAGE}*/=1`),
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  xmlSvg: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
} as const
