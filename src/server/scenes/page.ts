/** A poll's answer, as far as a page of a scene reads it. */
export interface Answer {
  readonly holdline: 1
  readonly status: string
  readonly cursor: string | null
  readonly toSeq: number | null
  readonly events: ReadonlyArray<{ readonly seq: number, readonly message?: { readonly no: number, readonly clientId: string | null } }>
  readonly signals: { readonly receipts: ReadonlyArray<{ readonly deliveredNo: number }> }
}

/** An open page of a browser: one that polls, or one that is held. */
export interface OpenPage {
  open (): Promise<void>
  park (isWanted?: (answer: Answer) => boolean): Promise<void>
  take (): Promise<readonly string[]>
}
