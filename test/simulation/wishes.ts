import type { GroupFields } from '#domain/conversations/group-fields.ts'
import type { OwnSettingsChange } from '#domain/conversations/own-settings.ts'
import type { Act } from './acts.ts'
import type { Person } from './client/browser.ts'
import { isMember } from './judges/talk.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** Actions of users besides sending, editing and recalling. */
export type Wish = Exclude<Act['do'], 'edit' | 'recall' | 'snapshot'>
type InTalk = 'forward' | 'show' | 'delete-file' | 'recall-some' | 'react' | 'pin' | 'star' | 'read' | 'unread' | 'typing' | 'choose' | 'draft'
type InGroup = 'leave' | 'add' | 'expel' | 'role' | 'transfer' | 'dissolve' | 'change' | 'link' | 'admit' | 'turn-away' | 'silence' | 'nickname'

/** A link into a group. */
export interface Link { readonly conversationId: string, readonly code: string }

const MUTED_MAX_MS = 60_000
/** Longer than any call takes, since those of somebody who was signed out days ago are over. */
const GRACE_MS = { low: 60_000, high: 120_000 }
const EMOJI = ['👍', '🎉', '❤️']

export function linkOf (conversationId: string, body: string): Link {
  return { conversationId, code: (JSON.parse(body) as Link).code }
}

/** Chooses the subject of an action at random; null when there is none. Many are refused, which is as good. */
export function wish (world: World, person: Person, what: Wish): Act | null {
  const { random, people, oracle, setting, clock } = world
  const { userId } = person
  const username = random.pick(people)?.username ?? person.username
  switch (what) {
    case 'accept':
    case 'reject':
    case 'withdraw':
    case 'decline':
    case 'read-all':
    case 'sign-in':
    case 'sign-out': return { do: what }
    case 'delete-account': {
      const deletesAt = clock.now() + random.whole(GRACE_MS.low, GRACE_MS.high)
      oracle.deletions.willDelete(userId, deletesAt)
      return { do: what, deletesAt }
    }
    case 'come': {
      oracle.memberships.willCome(userId)
      return { do: what }
    }
    case 'let-add': return { do: what, who: random.pick(['everybody', 'contacts', 'nobody'] as const) ?? 'contacts' }
    case 'introduce': return { do: what, about: random.chance(0.7) ? setting.newId(person.username) : '' }
    case 'let-ask': return { do: what, who: random.pick(['everybody', 'groups', 'nobody'] as const) ?? 'everybody' }
    case 'rename': return { do: what, displayName: setting.newId(person.username) }
    case 'group': {
      const others = people.filter(other => other !== person && random.chance(oracle.ties.areContacts(userId, other.userId) ? 0.6 : 0.05))
      const title = setting.newId('g')
      oracle.memberships.willGather(title, [person, ...others].map(({ userId }) => userId))
      return { do: what, title, usernames: others.map(other => other.username) }
    }
    case 'join': {
      const link = random.pick(world.links)
      if (link === null) return null
      oracle.memberships.willFollow(link.conversationId, userId)
      oracle.requests.willAsk(link.conversationId, userId)
      return { do: what, code: link.code }
    }
    case 'take-back': {
      const code = random.pick(world.links)?.code
      return code === undefined ? null : { do: what, code }
    }
    case 'enter': {
      const conversationId = random.pick([...oracle.talks].filter(([, talk]) => talk.kind === 'group' && (talk.now.isPublic || random.chance(0.2))))?.[0]
      if (conversationId === undefined) return null
      oracle.memberships.willEnter(conversationId, userId)
      oracle.requests.willAsk(conversationId, userId)
      return { do: what, conversationId }
    }
    case 'forget': {
      const left = [...oracle.talks.keys()].filter(id => oracle.isListed(userId, id) && oracle.period(userId, id)?.leftSeq !== null)
      const conversationId = random.pick(random.chance(0.9) ? left : oracle.homes(userId))
      return conversationId === null ? null : { do: what, conversationId }
    }
    case 'block':
    case 'unblock': {
      oracle.mentioned.mayBlock(userId, `u-${username}`)
      return { do: what, username }
    }
    case 'label': return { do: what, name: setting.newId('l') }
    case 'tag':
    case 'unlabel':
    case 'direct':
    case 'ask':
    case 'remove': return { do: what, username }
    case 'forward':
    case 'show':
    case 'delete-file':
    case 'recall-some':
    case 'react':
    case 'pin':
    case 'star':
    case 'read':
    case 'unread':
    case 'typing':
    case 'draft':
    case 'choose': return inTalk(world, person, what)
    default: return inGroup(world, person, what)
  }
}

function inTalk ({ random, oracle, clock, setting }: World, { userId, username }: Person, what: InTalk): Act | null {
  const conversationId = random.pick(oracle.homes(userId))
  if (conversationId === null) return null
  const no = random.whole(1, 1 + oracle.newestNo(userId, conversationId, oracle.head))
  switch (what) {
    case 'react': return { do: what, conversationId, no, emoji: random.pick(EMOJI) ?? '👍', on: random.chance(0.7) }
    // Among the newest, so that some are taken away again.
    case 'pin':
    case 'star': return { do: what, conversationId, no: 1 + Math.max(0, oracle.newestNo(userId, conversationId, oracle.head) - random.whole(1, 3)), on: random.chance(0.6) }
    case 'choose': return { do: what, conversationId, change: ownChange(random, clock.now()) }
    case 'recall-some': {
      const nos = [no, no + 1, no + 2]
      for (const each of nos) oracle.words.willRecall(userId, conversationId, each)
      return { do: what, conversationId, nos }
    }
    case 'forward': {
      const nos = [no, ...random.chance(0.5) ? [no + 1] : []]
      const to = oracle.homes(userId).filter(() => random.chance(0.5))
      const keepFrom = random.chance(0.6)
      oracle.words.willForward({ userId, from: conversationId, nos, to, keepFrom })
      return { do: what, clientId: setting.newId('forward'), from: { conversationId, nos }, to, keepFrom }
    }
    case 'show': {
      const body = setting.newId(`${username}-shows`)
      oracle.words.willSay(body, { userId, conversationId, keepsMentions: true })
      const hashes = Array.from({ length: random.whole(1, 3) }, () => `bytes-${random.whole(1, 4)}`)
      return { do: what, conversationId, clientId: setting.newId('shown'), body, hashes }
    }
    case 'delete-file': {
      const own = oracle.talks.get(conversationId)?.said.filter(({ senderId, hasFiles }) => senderId === userId && hasFiles)
      const said = random.pick(own ?? [])
      if (said === null) return null
      oracle.files.willDelete(said)
      return { do: what, conversationId, no: said.no }
    }
    case 'typing': return { do: what, conversationId }
    case 'draft': {
      const body = random.chance(0.7) ? setting.newId(`${username}-may-say`) : ''
      oracle.drafts.willDraft(userId, conversationId, body)
      return { do: what, conversationId, body }
    }
    default: return { do: what, conversationId, no }
  }
}

function ownChange (random: Random, at: number): OwnSettingsChange {
  const on = random.chance(0.7)
  switch (random.weighted({ mute: 3, notify: 2, archive: 2, hide: 2, pin: 1 })) {
    case 'mute': return { mutedUntil: on ? at + random.whole(0, MUTED_MAX_MS) : null }
    case 'notify': return { notify: random.pick(['all', 'mentions', 'none'] as const) ?? 'all' }
    case 'archive': return { archived: on }
    case 'hide': return { hidden: on }
    case 'pin': return { pinned: on }
  }
}

function inGroup (world: World, self: Person, what: InGroup): Act | null {
  const { userId } = self
  const { random, people, oracle, clock } = world
  const groups = oracle.homes(userId).filter(id => oracle.talks.get(id)?.kind === 'group')
  // Mostly where they may do it.
  const own = groups.filter(id => oracle.talks.get(id)?.roles.get(userId) !== 'member')
  const conversationId = random.pick(what === 'leave' || what === 'add' || what === 'nickname' || random.chance(0.2) ? groups : own)
  if (conversationId === null) return null
  const member = random.pick(people.filter(other => other.userId !== userId && isMember(oracle.talks.get(conversationId), other.userId)))
  const username = member?.username ?? 'nobody'
  switch (what) {
    case 'add': {
      const others = people.filter(() => random.chance(0.4))
      if (others.length === 0) return null
      oracle.memberships.willJoin(conversationId, others.map(other => other.userId))
      return { do: what, conversationId, usernames: others.map(other => other.username) }
    }
    case 'expel':
    case 'transfer': return { do: what, conversationId, username }
    case 'role': return { do: what, conversationId, username, role: random.chance(0.7) ? 'admin' : 'member' }
    case 'link': return { do: what, conversationId, uses: random.whole(1, 3) }
    case 'silence': {
      const until = random.chance(0.75) ? clock.now() + random.whole(0, MUTED_MAX_MS) : null
      oracle.silences.willSilence({ by: userId, conversationId, userId: member?.userId ?? '', until })
      return { do: what, conversationId, username, until }
    }
    case 'nickname': return naming(world, self, conversationId, random.chance(0.7) ? self : member ?? self)
    case 'admit':
    case 'turn-away': {
      oracle.requests.willAnswer(userId, conversationId, what === 'admit' ? 'accepted' : 'rejected')
      return { do: what, conversationId }
    }
    case 'change': return { do: what, conversationId, change: groupChange(world) }
    default: return { do: what, conversationId }
  }
}

function naming ({ oracle, setting, random }: World, by: Person, conversationId: string, { userId, username }: Person): Act {
  const nickname = random.chance(by.userId === userId ? 0.7 : 0.1) ? setting.newId(username) : null
  oracle.memberships.willName({ by: by.userId, conversationId, userId, nickname })
  return { do: 'nickname', conversationId, username, nickname }
}

function groupChange ({ random, setting }: World): Partial<GroupFields> {
  switch (random.weighted({ title: 2, quiet: 2, history: 2, joining: 1.5, public: 1.5, announcement: 1 })) {
    case 'title': return { title: setting.newId('t') }
    case 'quiet': return { quiet: random.chance(0.4) }
    case 'history': return { history: random.chance(0.5) ? 'all' : 'none' }
    case 'joining': return { joining: random.pick(['closed', 'request', 'open'] as const) ?? 'closed' }
    case 'public': return { isPublic: random.chance(0.7) }
    case 'announcement': return { announcement: setting.newId('a') }
  }
}
