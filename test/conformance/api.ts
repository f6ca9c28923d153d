// Every request the kit makes, and the response shapes it checks. To test a server with another API, change this file alone.

/** One call; its path is relative to the base address, without a leading slash. `isPoll`: the answer may be held back. */
export interface Call {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** In place of a body. */
  readonly bytes?: string
}

export interface PollQuery {
  /** Null or absent: from now on. */
  readonly cursor?: string | null
  /** Seconds. */
  readonly hold?: number
  readonly tab?: string
  readonly n?: number
  /** 0: the page is hidden. */
  readonly active?: 0 | 1
}

export interface User { readonly id: string, readonly username: string }

export interface Message {
  readonly conversationId: string
  readonly no: number
  readonly clientId: string | null
  readonly sender: User
  /** `text`, or `system` for lines of the server's own, which take a `no` too. */
  readonly kind: string
  readonly body: string
  readonly changedSeq: number
  readonly mentions?: readonly string[]
  readonly mentionsAll?: boolean
  readonly starred?: boolean
  readonly reactions?: ReadonlyArray<{ readonly emoji: string, readonly count: number, readonly mine: boolean }>
  readonly replyTo?: { readonly no: number, readonly excerpt?: string, readonly recalled: boolean }
  readonly forwardedFrom?: { readonly displayName: string }
  readonly files?: readonly File[]
}

export interface File { readonly id: string, readonly name: string, readonly type: string, readonly size: number }
/** A file under way in chunks. */
export interface Upload { readonly id: string, readonly offset: number, readonly chunkMax: number }

/** A message that a search found. */
export interface Hit { readonly message: Message, readonly snippet: ReadonlyArray<readonly [text: string, isHit: boolean]> }
/** The messages of one conversation that are copied to others. */
export interface Forward {
  readonly clientId: string
  readonly from: { readonly conversationId: string, readonly nos: readonly number[] }
  readonly to: readonly string[]
}

export interface Member { readonly user: User, readonly role: string, readonly nickname?: string }

/** An event in a poll's answer; other types pass unread. */
export interface PollEvent {
  readonly seq: number
  readonly type: string
  readonly conversationId?: string
  readonly message?: Message
  readonly member?: Member
  /** Requests to join that wait. */
  readonly open?: number
  readonly change?: string
  readonly readNo?: number
  readonly conversation?: { readonly title: string | null, readonly memberCount: number, readonly quiet: boolean }
  readonly conversations?: ReadonlyArray<{ readonly conversationId: string, readonly readNo: number }>
  readonly no?: number
  readonly emoji?: string
  readonly on?: boolean
  readonly count?: number
  readonly by?: User
  readonly archived?: boolean
  readonly notify?: string
  readonly labels?: readonly Label[]
  readonly contact?: { readonly user: User, readonly labels: readonly string[] }
  readonly user?: User
  readonly about?: string
  readonly invitation?: { readonly id: string, readonly state: string }
}

export interface Conversation {
  readonly id: string
  readonly lastNo: number
  readonly readNo: number
  readonly unread: number
  readonly unreadFrom: number | null
  readonly title: string | null
  readonly notify: string
}

export interface Label { readonly id: string, readonly name: string }

/** A link that signs in another device; `url` is null where it was not made. */
export interface DeviceLink { readonly id: string, readonly url: string | null }

/** The people who have a message, and those of them who read it. */
export interface Info { readonly deliveredTo: readonly User[], readonly readBy: readonly User[] }

/** A line of an export; `messages` at its end, a file and its path in the archive where `type` is `file`. */
export interface Export { readonly type: string, readonly messages?: number, readonly file?: File, readonly path?: string }

/** A group that a search found: one's own, or a public one. */
export interface GroupHit { readonly conversation?: { readonly id: string }, readonly group?: { readonly id: string } }

/** Messages that were recalled together, and the others with the code of their refusal. */
export interface Recalls {
  readonly messages: readonly Message[]
  readonly refused: ReadonlyArray<{ readonly no: number, readonly code: string }>
}

/** A page of the list of contacts. */
export interface ContactPage {
  readonly contacts: ReadonlyArray<{ readonly user: User }>
  readonly more: boolean
  readonly next: string | null
}

/** A send, as its sender records it before sending. */
export interface Send extends Partial<Pick<Message, 'mentions' | 'mentionsAll'>> {
  readonly clientId: string
  readonly body: string
  readonly afterClientId?: string
  readonly replyTo?: number
  readonly fileIds?: readonly string[]
}

const conversation = (id: string): string => `api/conversations/${encodeURIComponent(id)}`

export const api = {
  poll: (query: PollQuery): Call => ({ method: 'GET', path: `poll${queryOf(query)}` }),
  contacts: (limit: number, after: string | null): Call => {
    const from = after === null ? '' : `&after=${encodeURIComponent(after)}`
    return { method: 'GET', path: `api/contacts?limit=${limit}${from}` }
  },
  headOfPoll: (query: PollQuery): Call => ({ method: 'HEAD', path: `poll${queryOf(query)}` }),
  postedPoll: (query: PollQuery): Call => ({ method: 'POST', path: `poll${queryOf(query)}` }),
  /** A poll that tries to name its user in the address. */
  pollNaming: (name: string, secret: string): Call => ({ method: 'GET', path: `poll?${new URLSearchParams({ [name]: secret }).toString()}` }),

  signUp: (username: string, password: string): Call => ({ method: 'POST', path: 'api/signup', body: { username, password } }),
  signIn: (username: string, password: string): Call => ({ method: 'POST', path: 'api/login', body: { username, password } }),
  signOut: (): Call => ({ method: 'POST', path: 'api/logout' }),
  /** Whether others are told the user's presence and read receipts. Off except in the checks of them: they would wake polls. */
  show: (settings: { readonly presence?: boolean, readonly receipts?: boolean }): Call => ({ method: 'POST', path: 'api/me?method=PATCH', body: settings }),

  askToBeContacts: (username: string): Call => ({ method: 'POST', path: 'api/contact-requests', body: { username } }),
  direct: (username: string): Call => ({ method: 'POST', path: 'api/conversations', body: { kind: 'direct', username } }),
  group: (title: string, usernames: readonly string[]): Call =>
    ({ method: 'POST', path: 'api/conversations', body: { kind: 'group', title, usernames } }),
  conversations: (): Call => ({ method: 'GET', path: 'api/conversations?limit=200' }),
  conversation: (id: string): Call => ({ method: 'GET', path: conversation(id) }),
  members: (id: string): Call => ({ method: 'GET', path: `${conversation(id)}/members` }),
  leave: (id: string, owner?: string): Call => ({ method: 'POST', path: `${conversation(id)}/leave`, body: owner === undefined ? {} : { owner } }),
  add: (id: string, usernames: readonly string[]): Call => ({ method: 'POST', path: `${conversation(id)}/members`, body: { usernames } }),
  removeMember: (id: string, username: string): Call => ({ method: 'POST', path: `${conversation(id)}/members/${username}?method=DELETE` }),
  setRole: (id: string, username: string, role: string): Call =>
    ({ method: 'POST', path: `${conversation(id)}/members/${username}?method=PATCH`, body: { role } }),
  /** No writing until then; null lifts it. */
  mute: (id: string, username: string, mutedUntil: number | null): Call =>
    ({ method: 'POST', path: `${conversation(id)}/members/${username}?method=PATCH`, body: { mutedUntil } }),
  nickname: (id: string, username: string, nickname: string | null): Call =>
    ({ method: 'POST', path: `${conversation(id)}/members/${username}?method=PATCH`, body: { nickname } }),
  change: (
    id: string, change: { readonly title?: string, readonly quiet?: boolean, readonly isPublic?: boolean, readonly joining?: string }
  ): Call => ({ method: 'POST', path: `${conversation(id)}?method=PATCH`, body: change }),
  findGroups: (q: string): Call => ({ method: 'GET', path: `api/groups?q=${encodeURIComponent(q)}` }),
  enter: (id: string): Call => ({ method: 'POST', path: `${conversation(id)}/join-requests`, body: {} }),
  acceptRequest: (id: string, request: string): Call => ({ method: 'POST', path: `${conversation(id)}/join-requests/${request}/accept`, body: {} }),
  withdraw: (request: string): Call => ({ method: 'POST', path: `api/join-requests/${request}/withdraw` }),
  dissolve: (id: string): Call => ({ method: 'POST', path: `${conversation(id)}/dissolve` }),
  invite: (id: string, uses: number): Call => ({ method: 'POST', path: `${conversation(id)}/invites`, body: { uses } }),
  join: (code: string): Call => ({ method: 'POST', path: `api/invites/${encodeURIComponent(code)}/join`, body: {} }),
  /** The people who may add the user to groups: `everybody`, `contacts` or `nobody`. */
  letAdd: (addToGroups: string): Call => ({ method: 'POST', path: 'api/me?method=PATCH', body: { addToGroups } }),
  /** The people who may send the user contact requests: `everybody`, `groups` or `nobody`. */
  letAsk: (askedBy: string): Call => ({ method: 'POST', path: 'api/me?method=PATCH', body: { askedBy } }),
  introduce: (about: string): Call => ({ method: 'POST', path: 'api/me?method=PATCH', body: { about } }),
  person: (username: string): Call => ({ method: 'GET', path: `api/users/${username}` }),
  makeLink: (clientId: string): Call => ({ method: 'POST', path: 'api/me/links', body: { clientId } }),
  links: (): Call => ({ method: 'GET', path: 'api/me/links' }),
  revokeLink: (id: string): Call => ({ method: 'POST', path: `api/me/links/${encodeURIComponent(id)}?method=DELETE` }),
  /** One JSON object a line; a ZIP archive of that and of the files where there are any. */
  export: (): Call => ({ method: 'GET', path: 'api/me/export?format=jsonl' }),
  deleteAccount: (password: string): Call => ({ method: 'POST', path: 'api/me?method=DELETE', body: { password } }),
  labels: (): Call => ({ method: 'GET', path: 'api/labels' }),
  makeLabel: (name: string, clientId: string): Call => ({ method: 'POST', path: 'api/labels', body: { name, clientId } }),
  renameLabel: (id: string, name: string): Call => ({ method: 'POST', path: `api/labels/${encodeURIComponent(id)}?method=PATCH`, body: { name } }),
  deleteLabel: (id: string): Call => ({ method: 'POST', path: `api/labels/${encodeURIComponent(id)}?method=DELETE` }),
  label: (username: string, labels: readonly string[]): Call =>
    ({ method: 'POST', path: `api/contacts/${username}?method=PATCH`, body: { labels } }),
  acceptInvitation: (id: string): Call => ({ method: 'POST', path: `api/group-invitations/${encodeURIComponent(id)}/accept`, body: {} }),
  choose: (id: string, own: { readonly notify?: string, readonly archived?: boolean, readonly hidden?: boolean }): Call =>
    ({ method: 'POST', path: `${conversation(id)}/mine?method=PATCH`, body: own }),
  readAll: (): Call => ({ method: 'POST', path: 'api/read-all' }),
  snapshot: (): Call => ({ method: 'GET', path: 'api/snapshot' }),

  mentions: (): Call => ({ method: 'GET', path: 'api/mentions' }),
  search: (q: string, conversationId?: string): Call =>
    ({ method: 'GET', path: `api/search?${new URLSearchParams({ q, ...conversationId !== undefined && { conversationId } }).toString()}` }),
  searchGroups: (q: string): Call => ({ method: 'GET', path: `api/search?kind=groups&q=${encodeURIComponent(q)}` }),
  info: (id: string, no: number): Call => ({ method: 'GET', path: `${conversation(id)}/messages/${no}/info` }),
  recalls: (id: string, nos: readonly number[]): Call => ({ method: 'POST', path: `${conversation(id)}/recalls`, body: { nos } }),
  draft: (id: string, body: string, replyTo?: number): Call =>
    ({ method: 'POST', path: `${conversation(id)}/draft`, body: { body, ...replyTo !== undefined && { replyTo } } }),
  pin: (id: string, no: number): Call => ({ method: 'POST', path: `${conversation(id)}/pins/${no}?method=PUT` }),
  pins: (id: string): Call => ({ method: 'GET', path: `${conversation(id)}/pins` }),
  forward: (forward: Forward): Call => ({ method: 'POST', path: 'api/forwards', body: forward }),
  /** The newest messages. */
  history: (id: string): Call => ({ method: 'GET', path: `${conversation(id)}/messages?limit=200` }),
  begin: (clientId: string, name: string, size: number): Call => ({ method: 'POST', path: 'api/uploads', body: { clientId, name, size } }),
  chunk: (id: string, offset: number, bytes: string): Call => ({ method: 'POST', path: `api/uploads/${id}?offset=${offset}`, bytes }),
  finish: (id: string): Call => ({ method: 'POST', path: `api/uploads/${id}/finish` }),
  file: (id: string): Call => ({ method: 'GET', path: `files/${id}/any-name` }),
  send: (id: string, send: Send): Call => ({ method: 'POST', path: `${conversation(id)}/messages`, body: send }),
  // Sent as a POST, which passes everywhere; `directly` uses the method itself.
  edit: (id: string, no: number, body: string): Call => ({ method: 'POST', path: `${conversation(id)}/messages/${no}?method=PATCH`, body: { body } }),
  recall: (id: string, no: number): Call => ({ method: 'POST', path: `${conversation(id)}/messages/${no}?method=DELETE` }),
  directly: ({ path, body }: Call): Call => {
    const [to = '', method] = path.split('?method=')
    return { method: method as Call['method'], path: to, body }
  },
  react: (id: string, no: number, emoji: string): Call =>
    ({ method: 'POST', path: `${conversation(id)}/messages/${no}/reactions/${encodeURIComponent(emoji)}?method=PUT` }),
  takeBack: (id: string, no: number, emoji: string): Call =>
    ({ method: 'POST', path: `${conversation(id)}/messages/${no}/reactions/${encodeURIComponent(emoji)}?method=DELETE` }),
  unpin: (id: string, no: number): Call => ({ method: 'POST', path: `${conversation(id)}/pins/${no}?method=DELETE` }),
  star: (id: string, no: number): Call => ({ method: 'POST', path: `api/stars/${encodeURIComponent(id)}/${no}?method=PUT` }),
  unstar: (id: string, no: number): Call => ({ method: 'POST', path: `api/stars/${encodeURIComponent(id)}/${no}?method=DELETE` }),
  stars: (): Call => ({ method: 'GET', path: 'api/stars' }),
  read: (id: string, no: number): Call => ({ method: 'POST', path: `${conversation(id)}/read`, body: { no } }),
  markUnread: (id: string, no: number): Call => ({ method: 'POST', path: `${conversation(id)}/unread`, body: { no } }),
  typing: (id: string): Call => ({ method: 'POST', path: `${conversation(id)}/typing` }),

  metrics: (): Call => ({ method: 'GET', path: 'metrics' })
}

/**
 * Two cursors that no server may continue, made by the form D11 gives them, `<run>.<seq>.<signal>`. Null for a server whose cursors
 * have another form; D11 is then checked only in part.
 */
export const cursors = {
  ahead: (cursor: string): string | null => changed(cursor, (run, seq, signal) => `${run}.${seq + 1_000_000}.${signal}`),
  ofAnotherRun: (cursor: string): string | null => changed(cursor, (_run, seq, signal) => `nobodys-run.${seq}.${signal}`),
  malformed: ['x', 'a.b', 'a.1', 'a.-1.0', ' ', '"}<script>']
}

/** Metric names an operator needs for D30, each a part of a name. */
export const METRICS = ['polls_parked', 'hold_seconds', 'commit', 'resyncs', 'duplicate', 'mailbox_bytes']

function changed (cursor: string, change: (run: string, seq: number, signal: string) => string): string | null {
  const [, run, seq, signal] = /^([^.]+)\.(\d+)\.(\d+)$/.exec(cursor) ?? []
  return run === undefined || signal === undefined ? null : change(run, Number(seq), signal)
}

function queryOf (query: PollQuery): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined)
  return '?' + new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString()
}
