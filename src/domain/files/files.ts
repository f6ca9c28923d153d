import { Type, type Static } from 'typebox'
import type { Listed, Page } from '#domain/lists.ts'
import { closed, Id, listOf } from '#domain/schemas.ts'
import type { Received } from './bytes.ts'
import type { PreviewSize } from './previews.ts'
import type { Held } from './quotas.ts'

/** Of the waveform of a sound, as its sender's browser has drawn it. */
export const PEAKS_MAX = 64
/** Loudness at its loudest. */
export const PEAK_MAX = 100

const Peaks = listOf(Type.Integer({ minimum: 0, maximum: PEAK_MAX, description: 'Loudness, in hundredths' }))

/** A file as a message carries it. `type` is read from its bytes. One that its owner has deleted keeps its place and nothing else. */
export const FileSchema = closed({
  id: Id,
  name: Type.String(),
  type: Type.String(),
  size: Type.Integer({ minimum: 0, description: 'Bytes' }),
  width: Type.Optional(Type.Integer({ description: 'Pixels, as it is shown' })),
  height: Type.Optional(Type.Integer()),
  animated: Type.Optional(Type.Literal(true)),
  durationMs: Type.Optional(Type.Integer()),
  alt: Type.Optional(Type.String({ description: 'What a picture shows, in words' })),
  peaks: Type.Optional(Peaks),
  hasPoster: Type.Optional(Type.Literal(true, { description: 'A video that has a picture, at /previews/:id/:size' })),
  deleted: Type.Optional(Type.Literal(true))
}, 'File')
export type File = Static<typeof FileSchema>

/** A file of one's own. `sent`: a message has it. */
export interface OwnFile extends File { readonly at: number, readonly sent: boolean }

type Blob = Pick<Received, 'hash' | 'size'>

/** A smaller picture of some bytes, which are kept as well. */
export interface StoredPreview { readonly size: PreviewSize, readonly type: string, readonly hash: string }

/** A picture of a video, kept as any picture is. */
export interface Poster { readonly hash: string, readonly previews: readonly StoredPreview[] }

/** A file that has come whole. Its bytes, and those of its previews, are expected and kept. */
export interface NewFile extends Omit<File, 'hasPoster' | 'deleted'> {
  readonly ownerId: string
  readonly hash: string
  readonly previews: readonly StoredPreview[]
  readonly poster?: Poster | undefined
}

/** Bytes to be served, and the name and type to serve them by. */
export interface Served { readonly hash: string, readonly size: number, readonly type: string, readonly name: string }

/** The part of the store that knows files. Each call is one unit of work. */
export interface FileStore {
  /** Notes bytes that are about to be kept, and stops their removal: if nothing comes to name them, they are removed again. */
  expect (blobs: readonly Blob[], at: number): Promise<void>
  add (file: NewFile, at: number): Promise<File>
  /** Replaces the poster of an own file that is not sent yet; false when there is none. */
  setPoster (userId: string, id: string, poster: Poster): Promise<boolean>
  held (userId: string): Promise<Held>

  /** Returns what the user may see: an own file until it is sent, then what a message within their periods has; null otherwise. */
  served (userId: string, id: string): Promise<Served | null>
  preview (userId: string, id: string, size: PreviewSize): Promise<Served | null>

  /** The user's own, the latest first. */
  mine (userId: string, page: Page): Promise<Listed<OwnFile>>
  own (userId: string, id: string): Promise<OwnFile | null>
  /** Deletes an own file; false when there is none. A message that has it keeps its place, which all who may see it are told. */
  remove (userId: string, id: string, at: number): Promise<boolean>
}
