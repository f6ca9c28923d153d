import { Type, type Static } from 'typebox'
import { closed } from '#domain/schemas.ts'
import type { File } from './files.ts'

const FILE_KINDS = ['picture', 'video', 'voice', 'sound', 'file'] as const
export type FileKind = typeof FILE_KINDS[number]

/** Files on a line of text, where there is no room for them. */
export const FilesBriefSchema = closed({
  count: Type.Integer(),
  kind: Type.Enum([...FILE_KINDS], { description: 'Of all of them; file where they differ' }),
  name: Type.String({ description: 'Of the first' }),
  durationMs: Type.Optional(Type.Integer({ description: 'Of a single one' }))
}, 'FilesBrief')
export type FilesBrief = Static<typeof FilesBriefSchema>

/** Returns what a page does with a file. A sound that came with its loudness was recorded to be sent. */
function fileKind ({ type, width, height, peaks, deleted }: File): FileKind {
  if (deleted === true) return 'file'
  if (type.startsWith('image/') && width !== undefined && height !== undefined) return 'picture'
  if (type.startsWith('video/')) return 'video'
  if (type.startsWith('audio/')) return peaks === undefined ? 'sound' : 'voice'
  return 'file'
}

/** Undefined without files. */
export function briefOf (files: readonly File[] = []): FilesBrief | undefined {
  const [first] = files
  if (first === undefined) return undefined
  const kind = fileKind(first)
  const { name, durationMs } = first
  const isOne = files.length === 1 && durationMs !== undefined
  return { count: files.length, kind: files.every(file => fileKind(file) === kind) ? kind : 'file', name, ...(isOne && { durationMs }) }
}
