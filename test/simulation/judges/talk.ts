/** One message as the test knows it. */
export interface Said {
  readonly conversationId: string
  readonly no: number
  readonly seq: number
  readonly senderId: string
  readonly clientId: string | null
  /** A member said it. */
  readonly isText: boolean
  readonly hasFiles: boolean
  /** The message that it answers. */
  readonly replyToNo: number | null
  /** The message's text, by the event from which it applies. */
  readonly words: Map<number, string>
  /** Whom it mentions, by the event from which it applies. */
  readonly mentions: Map<number, Mentions>
  /** The author of the original, in a copy that names them. */
  readonly forwardedFrom: string | null
  recalledSeq: number | null
  /** The admin who recalled it; null where its sender did. */
  recalledBy: string | null
  /** Reactions, by emoji and user; `offSeq` is null while one stands. */
  readonly reactions: Array<{ readonly emoji: string, readonly userId: string, readonly seq: number, offSeq: number | null }>
}

export interface Mentions { readonly names: readonly string[], readonly all: boolean }

export interface Period {
  readonly joinedSeq: number
  readonly joinedNo: number
  leftSeq: number | null
  leftNo: number | null
  /** Another ended it. */
  wasRemoved: boolean
  /** The user has taken what they left out of their list. */
  isForgotten: boolean
  /** The group as it was when the user left it. */
  then: GroupNow | null
}

/** The fields by which a group describes itself. */
export interface GroupNow {
  readonly title: string | null
  readonly memberCount: number
  readonly history: 'none' | 'all'
  readonly quiet: boolean
  readonly joining: 'closed' | 'request' | 'open'
  readonly isPublic: boolean
}

export interface Talk {
  readonly kind: string
  /** Periods of membership by user, the latest last. */
  readonly members: Map<string, Period[]>
  readonly roles: Map<string, string>
  readonly nicknames: Map<string, string>
  readonly said: Said[]
  readonly readNo: Map<string, number>
  now: GroupNow
}

export function latest (talk: Talk | undefined, userId: string): Period | undefined {
  return talk?.members.get(userId)?.at(-1)
}

export function isMember (talk: Talk | undefined, userId: string): boolean {
  return latest(talk, userId)?.leftSeq === null
}

/** Whether the user is the owner or an admin of a group. */
export function leads (talk: Talk, userId: string): boolean {
  return talk.kind === 'group' && isMember(talk, userId) && talk.roles.get(userId) !== 'member'
}

/** Whether a member may remove or mute another. */
export function outranks (talk: Talk, by: string, target: string): boolean {
  const [hers, his] = [talk.roles.get(by), talk.roles.get(target)]
  return isMember(talk, by) && his !== 'owner' && (hers === 'owner' || (hers === 'admin' && his === 'member'))
}

/** Whether the user may see the message: it lies inside one of their periods, of those that had begun at `seq`. */
export function sees (talk: Talk | undefined, userId: string, no: number, seq = Infinity): boolean {
  return talk?.members.get(userId)?.some(period => period.joinedSeq <= seq && isInside(period, no)) ?? false
}

export function isInside (period: Period, no: number): boolean {
  return no >= period.joinedNo && no <= (period.leftNo ?? Infinity)
}

/** The text at `seq`; null for a line of the server, empty once it was recalled. */
export function wordsAt (said: Said, seq: number): string | null {
  if (!said.isText) return null
  return said.recalledSeq === null ? [...said.words].findLast(([from]) => from <= seq)?.[1] ?? '' : ''
}

/** The emoji that stood at `seq`, each with the number of people and whether the user is one of them; the first kind first. */
export function reactionsAt (said: Said, seq: number, userId: string): Array<{ emoji: string, count: number, mine: boolean }> {
  if (said.recalledSeq !== null) return []
  const standing = said.reactions.filter(each => each.seq <= seq && (each.offSeq === null || each.offSeq > seq))
  return [...new Set(standing.map(({ emoji }) => emoji))].map(emoji => {
    const people = standing.filter(each => each.emoji === emoji)
    return { emoji, count: people.length, mine: people.some(each => each.userId === userId) }
  })
}
