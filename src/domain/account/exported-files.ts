import type { File } from '#domain/files/files.ts'
import type { Message } from '#domain/messages/messages.ts'

/** A file beside an export, by its place in a message that its reader may see. */
export interface ExportedFile {
  readonly conversationId: string
  readonly no: number
  /** From 0 on. */
  readonly position: number
  readonly id: string
  readonly name: string
}

export type ExportedPath = typeof exportedPath

/** Returns where a file of an export lies beside its text. */
export function exportedPath ({ conversationId, no }: Pick<Message, 'conversationId' | 'no'>, position: number, { name }: Pick<File, 'name'>): string {
  return `files/${conversationId}/${no}-${position + 1}-${name}`
}
