import { singleLine } from '#domain/people/users.ts'

export const FILE_NAME_MAX_CHARS = 200
/** A longer ending is no extension. */
const EXTENSION_MAX_CHARS = 16
/** A name of nothing but what is removed. */
const NAMELESS = 'file'

/** Characters that some file system takes for more than a letter: of paths, streams, wildcards. */
const RESERVED_CHARS = /[<>:"|?*]/g
/** Devices of Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?=\.|$)/i

/**
 * Returns the name under which a file is kept and saved by those who get it: the last part of a path, in one line, without invisible and
 * direction characters and without what a file system would not take. A long one loses characters before its extension.
 */
export function cleanFileName (raw: string): string {
  const last = raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1)
  const name = singleLine(last).replace(RESERVED_CHARS, '_').replace(DEVICE, '_$&')
  return trimmed(shortened(trimmed(name))) || NAMELESS
}

// Windows drops blanks and dots at the end, which would make another name, and perhaps another extension.
function trimmed (name: string): string {
  return name.replace(/[\s.]+$/, '')
}

function shortened (name: string): string {
  const chars = [...name]
  if (chars.length <= FILE_NAME_MAX_CHARS) return name
  const dot = chars.lastIndexOf('.')
  const extension = dot > 0 && chars.length - dot <= EXTENSION_MAX_CHARS ? chars.slice(dot) : []
  return [...chars.slice(0, FILE_NAME_MAX_CHARS - extension.length), ...extension].join('')
}
