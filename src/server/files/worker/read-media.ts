import { open, readFile, stat } from 'node:fs/promises'
import { fileTypeFromBuffer } from 'file-type'
import { PICTURE_TYPES } from '#domain/files/media.ts'
import type { Found, Order } from '#server/files/media-lines.ts'
import { readPicture } from './pictures.ts'
import { readRecording } from './recordings.ts'

const UNKNOWN = 'application/octet-stream'
/** A picture of more bytes is a file to download. The largest that is decoded takes 50 MB as a PNG of a photo. */
const PICTURE_BYTES_MAX = 100_000_000
/** Bytes from which the type is told: a document of an office program says of which in the first entry of its archive. */
const BEGINNING_BYTES = 256 * 1024

/** Says what the bytes of a file are. Throws RefusedPicture, and errors of files. */
export async function readMedia (order: Order): Promise<Found> {
  const { size } = await stat(order.path)
  const type = await typeOf(order.path)
  if (PICTURE_TYPES.has(type)) {
    return size > PICTURE_BYTES_MAX ? plain(UNKNOWN) : await readPicture(await readFile(order.path), type, order)
  }
  if (/^(audio|video)\/|^application\/ogg$/.test(type)) return await readRecording(order.path) ?? plain(UNKNOWN)
  return plain(type)
}

/** By the bytes alone. HTML, SVG and other text have no signature, so nothing here is ever a page. */
async function typeOf (path: string): Promise<string> {
  // Some bytes make it throw instead of shrugging.
  const mime = await fileTypeFromBuffer(await beginningOf(path)).then(found => found?.mime, () => undefined) ?? UNKNOWN
  const type = mime.split(';')[0] ?? UNKNOWN
  if (type === 'image/apng') return 'image/png'
  // XML may be SVG or XHTML.
  return type === 'application/xml' ? UNKNOWN : type
}

async function beginningOf (path: string): Promise<Uint8Array> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0)
  return buffer.subarray(0, bytesRead)
}

function plain (type: string): Found {
  return { type, isCleaned: false, previews: [] }
}
