import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { PICTURE_PIXELS_MAX } from '#domain/files/media.ts'
import { PREVIEW_SIZES, type PreviewSize } from '#domain/files/previews.ts'
import { CLEANED, type Found, type Order } from '#server/files/media-lines.ts'
import { cleanGif, cleanWebp, gifCanvas } from './moving-pictures.ts'
import { cleanPng, isMovingPng } from './png.ts'
import { RefusedPicture } from './refused-picture.ts'

/** Nothing but the decoders of what is a picture here, and nothing that opens files by itself. SVG would be on by default. */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map(name => `VipsForeignLoad${name}Buffer`) })
sharp.cache(false)
// The threads of libvips would take all cores at once.
sharp.concurrency(1)

const OPENING = { limitInputPixels: PICTURE_PIXELS_MAX, failOn: 'error' } as const
const CLEANED_QUALITY = 90
const PREVIEW_QUALITY = 80
/** Of encoders that try harder for smaller files: more costs seconds. */
const EFFORT = 2
/** Pixels up to which a JPEG is made some percent smaller by a second pass, for which libvips keeps all of it in memory. */
const TWO_PASSES_MAX = 16_000_000

/** Reads a picture of a type that browsers show, and writes its previews and its cleaned original. Throws RefusedPicture. */
export async function readPicture (bytes: Buffer, type: string, { folder, keepOriginal }: Order): Promise<Found> {
  const metadata = await decoded(sharp(bytes, OPENING).metadata())
  const isMoving = type === 'image/png' ? isMovingPng(bytes) : type in CONTAINERS && (metadata.pages ?? 1) > 1
  const { width, height } = isMoving && type === 'image/gif' ? gifCanvas(bytes) : metadata.autoOrient
  if (width * height > PICTURE_PIXELS_MAX) throw new RefusedPicture('picture-too-large')
  const previews = await writePreviews(bytes, folder)
  const found = { width, height, ...isMoving ? { animated: true as const } : {}, previews }
  if (keepOriginal) return { type, ...found, isCleaned: false }

  const written = cleanedType(type, metadata.hasAlpha)
  const isUpright = (metadata.orientation ?? 1) === 1
  const clean = isMoving || (type === 'image/png' && isUpright) ? CONTAINERS[type] : undefined
  const cleaned = clean === undefined ? await decoded(encoded(sharp(bytes, OPENING).autoOrient(), written, width * height)) : clean(bytes)
  if (cleaned === null) throw new RefusedPicture('picture-unreadable')
  await writeFile(join(folder, CLEANED), cleaned)
  return { type: written, ...found, isCleaned: true }
}

/**
 * Cleans pictures by what their containers are made of. Encoding the frames of a moving one anew, or the pixels of a PNG, takes seconds
 * and gains nothing. The first frame has been decoded by then.
 */
const CONTAINERS: Readonly<Record<string, (bytes: Buffer) => Buffer | null>> = {
  'image/gif': cleanGif, 'image/webp': cleanWebp, 'image/png': cleanPng
}

/** The type of a cleaned picture. Writing AVIF takes a minute of a core; many more browsers show what it becomes. */
function cleanedType (type: string, hasAlpha: boolean): string {
  if (type !== 'image/avif') return type
  return hasAlpha ? 'image/webp' : 'image/jpeg'
}

/** Encodes a picture again. libvips writes the pixels alone, in sRGB. */
function encoded (picture: Sharp, type: string, pixels: number): Promise<Buffer> {
  switch (type) {
    case 'image/png': return picture.png().toBuffer()
    case 'image/gif': return picture.gif({ effort: EFFORT }).toBuffer()
    case 'image/webp': return picture.webp({ quality: CLEANED_QUALITY, effort: EFFORT }).toBuffer()
    default: return picture.jpeg({ quality: CLEANED_QUALITY, optimiseCoding: pixels <= TWO_PASSES_MAX }).toBuffer()
  }
}

/** Writes each preview, of the first frame. The picture is decoded once, to the pixels of the largest. */
async function writePreviews (bytes: Buffer, folder: string): Promise<Found['previews']> {
  const { data, info } = await decoded(sharp(bytes, OPENING).autoOrient().resize(within('large')).raw().toBuffer({ resolveWithObject: true }))
  const { width, height, channels } = info
  const type = isTransparent(data, channels) ? 'image/png' : 'image/jpeg'
  const previews: Found['previews'] = []
  for (const size of Object.keys(PREVIEW_SIZES) as PreviewSize[]) {
    const preview = sharp(data, { raw: { width, height, channels } }).resize(within(size))
    const written = type === 'image/png' ? preview.png() : preview.removeAlpha().jpeg({ quality: PREVIEW_QUALITY })
    await writeFile(join(folder, size), await written.toBuffer())
    previews.push({ size, type })
  }
  return previews
}

function within (size: PreviewSize) {
  return { width: PREVIEW_SIZES[size], height: PREVIEW_SIZES[size], fit: 'inside', withoutEnlargement: true } as const
}

/** Many pictures have a channel for transparency and no transparent pixel. */
function isTransparent (pixels: Buffer, channels: number): boolean {
  if (channels % 2 === 1) return false
  for (let index = channels - 1; index < pixels.length; index += channels) if (pixels[index] !== 255) return true
  return false
}

/** Takes every error of a decoder for the picture's. */
async function decoded<T> (work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new RefusedPicture(/pixel limit/.test(String(error)) ? 'picture-too-large' : 'picture-unreadable')
  }
}
