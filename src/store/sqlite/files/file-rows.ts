import type { File } from '#domain/files/files.ts'

/** SQL: a file `f`, as `FileRow`. */
export const FILE_COLUMNS = `f.id, f.name, f.type, f.size, f.width, f.height, f.animated, f.duration_ms AS durationMs, f.alt, f.peaks,
  f.poster_hash IS NOT NULL AS hasPoster, f.hash IS NULL AS isDeleted`

export interface FileRow {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly size: number
  readonly width: number | null
  readonly height: number | null
  readonly animated: number
  readonly durationMs: number | null
  readonly alt: string | null
  /** JSON. */
  readonly peaks: string | null
  readonly hasPoster: number
  readonly isDeleted: number
}

// SQL: files `f` in the order of `x`, as JSON.
const FILES_JSON = `json_group_array(json_object('id', f.id, 'name', f.name, 'type', f.type, 'size', f.size, 'width', f.width,
  'height', f.height, 'animated', f.animated, 'durationMs', f.duration_ms, 'alt', f.alt, 'peaks', f.peaks,
  'hasPoster', f.poster_hash IS NOT NULL, 'isDeleted', f.hash IS NULL) ORDER BY x.position) FILTER (WHERE f.id IS NOT NULL)`

/** SQL: the files of a message in their order, as JSON for `filesOf`; NULL of another kind. */
export function filesJson (message: string): string {
  return `CASE ${message}.kind WHEN 'files' THEN (
  SELECT ${FILES_JSON} FROM message_files AS x JOIN files AS f ON f.id = x.file_id
  WHERE x.conversation_id = ${message}.conversation_id AND x.no = ${message}.no) END`
}

/** SQL: the last event that told of a change of theirs, after the one that brought them; NULL without. */
export function filesSeq (message: string): string {
  return `CASE ${message}.kind WHEN 'files' THEN (
    SELECT max(x.changed_seq) FROM message_files AS x WHERE x.conversation_id = ${message}.conversation_id AND x.no = ${message}.no) END`
}

/** SQL: their names, as JSON for `fileNamesOf`. */
export function fileNamesJson (message: string): string {
  return `CASE ${message}.kind WHEN 'files' THEN (
    SELECT json_group_array(f.name ORDER BY x.position) FROM message_files AS x JOIN files AS f ON f.id = x.file_id
    WHERE x.conversation_id = ${message}.conversation_id AND x.no = ${message}.no) END`
}

export function fileNamesOf (json: string | null): readonly string[] {
  return json === null ? [] : JSON.parse(json) as string[]
}

/** SQL: the files of a bounce that are still unsent, and the ids of all; as `BounceFiles`. */
export function bounceFilesJson (bounce: string): string {
  const named = `x.sender_id = ${bounce}.sender_id AND x.client_id = ${bounce}.client_id`
  return `CASE ${bounce}.kind WHEN 'files' THEN (
  SELECT ${FILES_JSON} FROM bounce_files AS x JOIN files AS f ON f.id = x.file_id AND f.is_sent = 0 WHERE ${named}) END AS files,
  (SELECT json_group_array(x.file_id ORDER BY x.position) FROM bounce_files AS x WHERE ${named}) AS fileIds`
}

/** JSON. */
export interface BounceFiles { readonly files: string | null, readonly fileIds: string | null }

/** Returns what `filesJson` has read; undefined for a message without files. */
export function filesOf (json: string | null): readonly File[] | undefined {
  const rows = json === null ? [] : JSON.parse(json) as FileRow[]
  return rows.length === 0 ? undefined : rows.map(fileOf)
}

export function fileOf (row: FileRow): File {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    size: row.size,
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.animated === 1 && { animated: true as const }),
    ...(row.durationMs !== null && { durationMs: row.durationMs }),
    ...(row.alt !== null && { alt: row.alt }),
    ...(row.peaks !== null && { peaks: JSON.parse(row.peaks) as number[] }),
    ...(row.hasPoster === 1 && { hasPoster: true as const }),
    ...(row.isDeleted === 1 && { deleted: true as const })
  }
}
