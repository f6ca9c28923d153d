import type { ContactCounts, ContactEntry, ContactPage, ContactRequest, RequestList } from '#domain/people/contacts.ts'
import { COUNT_CAP, type Listed, type Page } from '#domain/lists.ts'
import type { Person, UserRef } from '#domain/people/users.ts'
import { INVITATION_COUNTS } from '#store/sqlite/conversations/groups/ways-in/invitation-rows.ts'
import { LABEL_IDS, requestOf, requestOfAsker, REQUESTS, type RequestRow } from './contact-rows.ts'
import type { Database } from '#store/sqlite/database.ts'
import { listed, namePlace, namePlaceOf, notAPlace, rowsToRead, timePlace, timePlaceOf, type TimePlace } from '#store/sqlite/paging.ts'

export type ContactLists = ReturnType<typeof createContactLists>

type ContactRow = Person & { readonly labels: string, readonly remark: string, readonly since: number, readonly sortKey: string }
interface ContactRead {
  readonly userId: string
  readonly after: string
  readonly parts: string
  readonly labelId: string | null
  readonly limit: number
}
type TimeRead = TimePlace & { readonly userId: string, readonly limit: number }

/** Stands for the place of a list that has ended, where a page goes through two lists at once. */
const DONE = '-'

/** Lists on one person's pages: contacts, requests, blocks. To be used inside one `database.read` where several must agree. */
export function createContactLists (database: Database) {
  const contacts = database.statement<[ContactRead], ContactRow>(`
    SELECT u.id, u.username, u.display_name AS displayName, u.about, k.remark, ${LABEL_IDS} AS labels, k.since, k.sort_key AS sortKey
    FROM contacts AS k CROSS JOIN users AS u
    WHERE k.holder_id = @userId AND k.sort_key > @after AND u.id = k.user_id AND u.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM json_each(@parts) AS part WHERE instr(' ' || k.sort_key, part.value) = 0)
      AND (@labelId IS NULL OR EXISTS (
        SELECT 1 FROM contact_labels AS l WHERE l.holder_id = k.holder_id AND l.user_id = k.user_id AND l.label_id = @labelId))
    ORDER BY k.sort_key LIMIT @limit`)
  const active = database.statement<[string], { userId: string }>(`
    SELECT a.user_id AS userId FROM json_each(?) AS wanted JOIN accounts AS a ON a.user_id = wanted.value WHERE a.disabled_at IS NULL`)
  const named = database.statement<[string, string], ContactRow>(`
    SELECT u.id, u.username, u.display_name AS displayName, u.about, k.remark, ${LABEL_IDS} AS labels, k.since, k.sort_key AS sortKey
    FROM json_each(?) AS wanted CROSS JOIN users AS u CROSS JOIN contacts AS k
    WHERE u.username = wanted.value AND k.holder_id = ? AND k.user_id = u.id AND u.deleted_at IS NULL ORDER BY k.sort_key`)
  const incoming = database.statement<[TimeRead], RequestRow>(`
    ${REQUESTS} WHERE r.to_id = @userId AND r.state = 'open' AND r.hidden = 0 AND (r.at, r.id) < (+@at, +@id)
    ORDER BY r.at DESC, r.id DESC LIMIT @limit`)
  // Sorts, since one asker has at most `bounds.requests` of them.
  const outgoing = database.statement<[TimeRead], RequestRow>(`
    ${REQUESTS} WHERE r.from_id = @userId AND r.state IN ('open', 'rejected') AND (r.at, r.id) < (+@at, +@id)
    ORDER BY r.at DESC, r.id DESC LIMIT @limit`)
  const blocks = database.statement<[TimeRead], UserRef & TimePlace>(`
    SELECT u.id, u.username, u.display_name AS displayName, b.since AS at
    FROM blocks AS b CROSS JOIN users AS u
    WHERE b.holder_id = @userId AND (b.since, b.user_id) < (+@at, +@id) AND u.id = b.user_id AND u.deleted_at IS NULL
    ORDER BY b.since DESC, b.user_id DESC LIMIT @limit`)
  const count = database.statement<[{ userId: string }], ContactCounts>(`
    SELECT
      (SELECT count(*) FROM (SELECT 1 FROM contacts WHERE holder_id = @userId LIMIT ${COUNT_CAP})) AS contacts,
      (SELECT count(*) FROM (
        SELECT 1 FROM contact_requests WHERE to_id = @userId AND state = 'open' AND hidden = 0 LIMIT ${COUNT_CAP})) AS incoming,
      (SELECT count(*) FROM (
        SELECT 1 FROM contact_requests WHERE from_id = @userId AND state IN ('open', 'rejected') LIMIT ${COUNT_CAP})) AS outgoing`)
  const remarks = database.statement<[string, string], { userId: string, remark: string }>(`
    SELECT k.user_id AS userId, k.remark FROM json_each(?) AS wanted CROSS JOIN contacts AS k
    WHERE k.holder_id = ? AND k.user_id = wanted.value AND k.remark <> ''`)
  const allRemarks = database.statement<[string], { userId: string, remark: string }>(`
    SELECT user_id AS userId, remark FROM contacts WHERE holder_id = ? AND remark <> ''`)
  const asking = database.statement<[{ userId: string }], { n: number }>(`
    SELECT (SELECT count(*) FROM (SELECT 1 FROM contact_requests WHERE to_id = @userId AND state = 'open' AND hidden = 0 LIMIT ${COUNT_CAP})) +
      (SELECT count(*) FROM group_invitations AS i WHERE i.user_id = @userId AND i.state = 'open' AND ${INVITATION_COUNTS}) AS n`)

  function requestsFrom (
    statement: typeof incoming, userId: string, page: Page, place: string | undefined, shown: (row: RequestRow) => ContactRequest
  ): Listed<ContactRequest> {
    if (place === DONE) return { rows: [], more: false, next: null }
    return listed(statement.all({ userId, ...timePlaceOf(place), limit: rowsToRead(page) }).map(shown), page, timePlace)
  }

  return {
    /** Lists contacts by name, as the holder calls them; only those with all `parts`, if there are any. */
    contacts (userId: string, page: ContactPage): Listed<ContactEntry> {
      const { after, parts = [], labelId = null } = page
      const rows = contacts.all({ userId, after: namePlaceOf(after), parts: JSON.stringify(parts), labelId, limit: rowsToRead(page) })
      const { rows: shown, ...rest } = listed(rows, page, row => namePlace(row.sortKey))
      return { rows: shown.map(entryOf), ...rest }
    },

    /** Returns those of these usernames that are contacts. */
    among: (userId: string, usernames: readonly string[]): ContactEntry[] => named.all(JSON.stringify(usernames), userId).map(entryOf),

    /** Returns the holder's own names for people, by user id, where they have given one. */
    remarks: (userId: string, userIds: readonly string[]): ReadonlyMap<string, string> =>
      new Map(remarks.all(JSON.stringify(userIds), userId).map(row => [row.userId, row.remark])),

    allRemarks: (userId: string): ReadonlyMap<string, string> => new Map(allRemarks.all(userId).map(row => [row.userId, row.remark])),

    /** Finds contacts for their holder: those with all `parts` in their names, whether others may find them or not. */
    found (userId: string, parts: readonly string[], limit: number): Person[] {
      if (parts.length === 0) return []
      const users = contacts.all({ userId, after: '', parts: JSON.stringify(parts), labelId: null, limit })
      const isActive = new Set(active.all(JSON.stringify(users.map(user => user.id))).map(row => row.userId))
      return users.flatMap(({ id, username, displayName, about }) => isActive.has(id) ? [{ id, username, displayName, about }] : [])
    },

    /** Returns both lists, the newest first; `limit` counts for each. */
    requests (userId: string, page: Page): RequestList {
      const [toMe, byMe, rest] = page.after === undefined ? [] : page.after.split('~')
      if (page.after !== undefined && (byMe === undefined || rest !== undefined)) throw notAPlace()
      const asked = requestsFrom(incoming, userId, page, toMe, requestOf)
      const waiting = requestsFrom(outgoing, userId, page, byMe, requestOfAsker)
      const more = asked.more || waiting.more
      const next = more ? `${asked.next ?? DONE}~${waiting.next ?? DONE}` : null
      return { incoming: asked.rows, outgoing: waiting.rows, more, next }
    },

    /** Lists blocked users, the newest first. */
    blocks (userId: string, page: Page): Listed<UserRef> {
      const rows = blocks.all({ userId, ...timePlaceOf(page.after), limit: rowsToRead(page) })
      const { rows: shown, ...rest } = listed(rows, page, timePlace)
      return { rows: shown.map(({ id, username, displayName }) => ({ id, username, displayName })), ...rest }
    },

    /** Counts up to COUNT_CAP of each. */
    counts: (userId: string): ContactCounts => count.get({ userId }) ?? { contacts: 0, incoming: 0, outgoing: 0 },

    /** Counts requests and invitations that wait for this person's answer. */
    asking: (userId: string): number => asking.get({ userId })?.n ?? 0
  }
}

function entryOf ({ id, username, displayName, about, remark, labels, since }: ContactRow): ContactEntry {
  return { user: { id, username, displayName }, about, remark, labels: JSON.parse(labels) as string[], since, isContact: true }
}
