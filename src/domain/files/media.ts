import type { PreviewSize } from './previews.ts'

/** Most pixels of a picture: what the largest cameras of phones make, and a quarter of a GB to decode. */
export const PICTURE_PIXELS_MAX = 50_000_000
/** Pictures that browsers draw by themselves, and that run nothing. HEIC is none, and nobody may decode it freely: it is only saved. */
export const PICTURE_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'])

/** A smaller picture, re-encoded: JPEG, or PNG where the picture is transparent. Shows the first frame of an animated one. */
export interface Preview {
  readonly size: PreviewSize
  /** Of the file that was written. */
  readonly path: string
  readonly type: 'image/jpeg' | 'image/png'
}

/** Facts that the bytes of a file tell. A name or a declared type is never asked. */
export interface Media {
  /** Of the bytes to keep: those of `cleaned` where there are some. `application/octet-stream` where nothing is known. */
  readonly type: string
  /** Of a picture as it is shown, its orientation applied, and of a video; in pixels. */
  readonly width?: number
  readonly height?: number
  /** True for a picture that moves. */
  readonly animated?: true
  /** Of sound and video, in ms. */
  readonly durationMs?: number
  /** The path of the picture without what a camera writes into it (place, device, time), to be kept instead of the original. */
  readonly cleaned?: string
  /** Empty unless it is a picture. */
  readonly previews: readonly Preview[]
}

export interface MediaRequest {
  /** People wait for their own files alone: one is read at a time for each of them. */
  readonly userId: string
  readonly path: string
  /** An existing folder, into which `cleaned` and previews are written; the caller moves or removes them, also after a refusal. */
  readonly folder: string
  /** Keeps the sender's bytes as they are: there is no `cleaned`. */
  readonly keepOriginal: boolean
}

/** Reads what people send, outside the process that answers polls. */
export interface MediaReader {
  /**
   * Bytes that are no picture, sound or video are a plain file of their type. Throws `picture-unreadable` for bytes that say they are a
   * picture and cannot be decoded, or only with too much time or memory, `picture-too-large`, and `media-busy` when too many wait.
   */
  read (request: MediaRequest): Promise<Media>
}
