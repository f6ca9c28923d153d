import Sqlite from 'better-sqlite3'

/** A message as it stands in the file: its number and who wrote it. The test knows the text itself. */
export interface Row {
  readonly seq: number
  readonly conversationId: string
  readonly no: number
  readonly senderId: string
  readonly kind: string
}

/** Reads which messages were committed, over a connection of the test's own. */
export class Rows {
  readonly #file: Sqlite.Database
  readonly #after: Sqlite.Statement<[number], Row>
  #seq = 0

  constructor (path: string) {
    this.#file = new Sqlite(path, { readonly: true })
    this.#after = this.#file.prepare(`
      SELECT seq, conversation_id AS conversationId, no, sender_id AS senderId, kind FROM messages WHERE seq > ? ORDER BY seq`)
  }

  /** Messages since the last call, in order. */
  fresh (): Row[] {
    const rows = this.#after.all(this.#seq)
    this.#seq = rows.at(-1)?.seq ?? this.#seq
    return rows
  }

  kindOf (conversationId: string): string {
    return this.#file.prepare<[string], string>('SELECT kind FROM conversations WHERE id = ?').pluck().get(conversationId) ?? ''
  }

  /** The two of a conversation that is no group. */
  pairOf (conversationId: string): string[] {
    const row = this.#file.prepare<[string], { low: string, high: string }>(
      'SELECT low_user AS low, high_user AS high FROM conversations WHERE id = ?').get(conversationId)
    return row === undefined ? [] : [...new Set([row.low, row.high])]
  }

  /** The message that a line is about, as a line that pins one is. */
  replyOf (seq: number): number | null {
    return this.#file.prepare<[number], number | null>('SELECT reply_to_no FROM messages WHERE seq = ?').pluck().get(seq) ?? null
  }

  close (): void { this.#file.close() }
}
