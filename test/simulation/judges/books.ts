import Sqlite from 'better-sqlite3'

/** A row of the ledger, as stored in the file. */
export interface LedgerRow {
  readonly seq: number
  readonly type: string
  /** Unix ms of the call that caused it. */
  readonly at: number
  readonly conversationId: string | null
  readonly userId: string | null
  readonly no: number | null
  readonly detail: string | null
}

export interface MessageRow {
  readonly senderId: string
  readonly clientId: string | null
  readonly at: number
  readonly kind: string
  readonly body: string
  readonly changedSeq: number
  readonly recalledAt: number | null
  readonly revisions: number
  readonly replyToNo: number | null
  readonly forwardedFrom: string | null
  readonly recalledBy: string | null
}

export interface AccountRow {
  readonly userId: string
  readonly username: string
  readonly deletesAt: number | null
  readonly deletedAt: number | null
  /** The name that stands in the place of theirs, and the rest of a deletion under way. */
  readonly formerly: string | null
  readonly messages: string | null
  readonly beganSeq: number | null
}

export interface FileRow {
  readonly id: string
  readonly ownerId: string
  readonly isSent: number
  readonly hash: string | null
  /** The message that has it; null where none has. */
  readonly conversationId: string | null
  readonly no: number | null
}

export interface ConversationRow {
  readonly kind: string
  readonly title: string | null
  readonly lowUser: string | null
  readonly highUser: string | null
}

/** Reads the database file over a connection of the test's own: committed rows only, and none of the product's SQL. */
export class Books {
  readonly #file: Sqlite.Database
  readonly #ledger: Sqlite.Statement<[number], LedgerRow>
  readonly #message: Sqlite.Statement<[string, number], MessageRow>
  readonly #revision: Sqlite.Statement<[string, number, number], { body: string }>
  readonly #conversation: Sqlite.Statement<[string], ConversationRow>
  readonly #delivered: Sqlite.Statement<[], { id: string, seq: number }>
  readonly #accounts: Sqlite.Statement<[], AccountRow>
  readonly #deletion: Sqlite.Statement<[string], unknown>
  readonly #traces: Sqlite.Statement<[{ name: string, mention: string, beganSeq: number }], { place: string }>
  readonly #counts: Sqlite.Statement<[], { conversationId: string, count: number, lowest: number, highest: number }>

  readonly #files: Sqlite.Statement<[], FileRow>
  readonly #strayFiles: Sqlite.Statement<[], { place: string }>

  constructor (path: string) {
    const file = this.#file = new Sqlite(path, { readonly: true })
    this.#ledger = file.prepare(`
      SELECT seq, type, at, conversation_id AS conversationId, user_id AS userId, no, detail FROM ledger WHERE seq > ? ORDER BY seq`)
    this.#message = file.prepare(`
      SELECT sender_id AS senderId, client_id AS clientId, at, kind, body, changed_seq AS changedSeq, recalled_at AS recalledAt, reply_to_no AS replyToNo,
        forwarded_from AS forwardedFrom, recalled_by AS recalledBy,
        (SELECT count(*) FROM revisions WHERE message_seq = messages.seq) AS revisions
      FROM messages WHERE conversation_id = ? AND no = ?`)
    this.#revision = file.prepare(`
      SELECT r.body FROM revisions AS r JOIN messages AS m ON m.seq = r.message_seq
      WHERE m.conversation_id = ? AND m.no = ? AND r.seq = ?`)
    this.#conversation = file.prepare('SELECT kind, title, low_user AS lowUser, high_user AS highUser FROM conversations WHERE id = ?')
    this.#accounts = file.prepare(`
      SELECT u.id AS userId, u.username, a.deletes_at AS deletesAt, u.deleted_at AS deletedAt, d.username AS formerly, d.messages, d.began_seq AS beganSeq
      FROM users AS u LEFT JOIN accounts AS a ON a.user_id = u.id LEFT JOIN deletions AS d ON d.user_id = u.id`)
    this.#deletion = file.prepare('SELECT 1 FROM deletions WHERE user_id = ?')
    this.#traces = file.prepare(`
      SELECT 'message ' || conversation_id || ' ' || no AS place FROM messages WHERE instr(body, @name) OR instr(mentions, @mention)
      UNION ALL SELECT 'revision ' || seq FROM revisions WHERE instr(mentions, @mention)
      UNION ALL SELECT 'event ' || seq FROM ledger WHERE seq < @beganSeq AND instr(detail, @name)`)
    this.#files = file.prepare(`
      SELECT f.id, f.owner_id AS ownerId, f.is_sent AS isSent, f.hash, x.conversation_id AS conversationId, x.no
      FROM files AS f LEFT JOIN message_files AS x ON x.file_id = f.id ORDER BY f.id`)
    this.#strayFiles = file.prepare(`
      SELECT 'file ' || x.file_id || ' of recalled ' || x.conversation_id || ' ' || x.no AS place FROM message_files AS x
        JOIN messages AS m ON m.conversation_id = x.conversation_id AND m.no = x.no WHERE m.recalled_at IS NOT NULL OR m.kind <> 'files'
      UNION ALL SELECT 'missing file ' || x.file_id FROM message_files AS x WHERE NOT EXISTS (SELECT 1 FROM files AS f WHERE f.id = x.file_id)
      UNION ALL SELECT 'sent file ' || f.id || ' of no message' FROM files AS f
        WHERE f.is_sent = 1 AND NOT EXISTS (SELECT 1 FROM message_files AS x WHERE x.file_id = f.id)
      UNION ALL SELECT 'file ' || f.id || ' without bytes' FROM files AS f
        WHERE f.hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blobs AS b WHERE b.hash = f.hash)
      UNION ALL SELECT 'message ' || m.conversation_id || ' ' || m.no || ' without its files' FROM messages AS m
        WHERE m.kind = 'files' AND m.recalled_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM message_files AS x WHERE x.conversation_id = m.conversation_id AND x.no = m.no)
      UNION ALL SELECT 'bytes ' || b.hash || ' named ' || b.named || ' times' FROM blobs AS b
        WHERE b.named <> (SELECT count(*) FROM files AS f WHERE f.hash = b.hash)`)
    this.#delivered = file.prepare('SELECT id, delivered_seq AS seq FROM users')
    this.#counts = file.prepare(`
      SELECT conversation_id AS conversationId, count(*) AS count, min(no) AS lowest, max(no) AS highest FROM messages GROUP BY conversation_id`)
  }

  ledgerAfter (seq: number): LedgerRow[] { return this.#ledger.all(seq) }
  message (conversationId: string, no: number): MessageRow | undefined { return this.#message.get(conversationId, no) }
  conversation (id: string): ConversationRow | undefined { return this.#conversation.get(id) }
  delivered (): { id: string, seq: number }[] { return this.#delivered.all() }
  accounts (): AccountRow[] { return this.#accounts.all() }
  isDeleting (userId: string): boolean { return this.#deletion.get(userId) !== undefined }
  counts () { return this.#counts.all() }
  files (): FileRow[] { return this.#files.all() }
  /** Files without their message, messages without their files, and bytes that are named more or less often than is counted. */
  strayFiles (): string[] { return this.#strayFiles.all().map(({ place }) => place) }

  /** The text of the message from event `seq` on, as far as it is kept. */
  words (conversationId: string, no: number, seq: number): string | null {
    const message = this.message(conversationId, no)
    if (message === undefined) return null
    return this.#revision.get(conversationId, no, seq)?.body ?? (message.changedSeq === seq ? message.body : null)
  }

  /** The places that name a user, but for events from `beganSeq` on. */
  traces (username: string, beganSeq: number): string[] {
    const rows = this.#traces.all({ name: `"username":"${username}"`, mention: JSON.stringify(username), beganSeq })
    return rows.map(({ place }) => place)
  }

  integrity (): unknown { return this.#file.pragma('integrity_check', { simple: true }) }
  close (): void { this.#file.close() }
}
