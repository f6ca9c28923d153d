/** Rows of a page where the caller names no number, and of those that pages and snapshots begin with. */
export const LIST_PAGE = 50
/** Where counting the rest of a list stops; shown as "999+" from there. */
export const COUNT_CAP = 999

export interface Page { readonly limit: number, readonly after?: string | undefined }

/** One page of a list. `next` is the `after` of the page that follows: opaque, and good as long as the list is there; null on the last. */
export interface Listed<Row> {
  readonly rows: readonly Row[]
  readonly more: boolean
  readonly next: string | null
}
