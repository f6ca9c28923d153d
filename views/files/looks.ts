import type { FileKind } from '#domain/files/brief.ts'
import type { File } from '#domain/files/files.ts'
import type { Page } from '#views/parts/page.ts'

/** A file with the size in pixels that every picture has. */
export type Picture = File & { readonly width: number, readonly height: number }

/** Returns what the page does with a file; `lost` where its owner has deleted it. */
export function lookOf ({ filesBrief }: Pick<Page, 'filesBrief'>, file: File): FileKind | 'lost' {
  return file.deleted === true ? 'lost' : filesBrief([file])?.kind ?? 'file'
}

export function isPicture (page: Pick<Page, 'filesBrief'>, file: File): file is Picture {
  return lookOf(page, file) === 'picture'
}

/** Returns the address of the bytes. The name in it is for the browser, which saves the file under it. */
export function fileAddress ({ root }: Pick<Page, 'root'>, { id, name }: Pick<File, 'id' | 'name'>): string {
  return `${root}files/${id}/${encodeURIComponent(name)}`
}

/** Returns the address of a smaller picture, which stands still. */
export function previewAddress ({ root }: Pick<Page, 'root'>, { id }: Pick<File, 'id'>, size: 'small' | 'large'): string {
  return `${root}previews/${id}/${size}`
}

/** Returns the address of the page about a file of a conversation. */
export function viewerAddress ({ root }: Pick<Page, 'root'>, conversationId: string, { id }: Pick<File, 'id'>): string {
  return `${root}conversations/${conversationId}/files/${id}`
}
