import { isDeepStrictEqual } from 'node:util'
import type { Person } from '#test/person.ts'
import { asOf, isMember, latest, NOW, ownOf, sees, standingAt, textAt, type Said, type Talk } from './model.ts'
import { Violation, type Play } from './play.ts'

interface Summary {
  readonly id: string
  readonly unread: number
  readonly mentionNo: number | null
  readonly notify: string
  readonly mutedUntil: number | null
}
interface Listed { readonly conversations: readonly Summary[], readonly unread: number }
interface Shown {
  readonly conversationId: string
  readonly no: number
  readonly kind: string
  readonly body: string
  readonly replyTo?: { readonly excerpt?: string }
  readonly reactions?: ReadonlyArray<{ readonly emoji: string, readonly count: number, readonly mine: boolean }>
}

/** Unread numbers, lists and the total on one browser equal a recount. */
export async function judgeUnread (play: Play, person: Person): Promise<void> {
  const { model } = play
  const { userId, username } = person
  let sum = 0
  const totals: number[] = []
  for (const archived of [false, true]) {
    const { conversations, unread } = (await person.get(`/api/conversations?limit=200&archived=${archived}`)).body as unknown as Listed
    totals.push(unread)
    const due = model.known(userId).filter(talk => ownOf(talk, userId).archived === archived && !ownOf(talk, userId).hidden)
    same(conversations.map(({ id }) => id).sort(), due.map(({ id }) => id).sort(), `${username} is listed (archived: ${archived})`)
    for (const row of conversations) {
      const talk = model.talks.get(row.id)
      if (talk === undefined) throw new Violation(`${username} is listed ${row.id}, which nobody made`)
      same(row.unread, model.unread(talk, userId), `${username} has unread in ${row.id}`)
      judgeBadge(play, person, talk, row)
      const { notify, mutedUntil } = ownOf(talk, userId)
      if (notify !== 'none' && mutedUntil === null) sum += row.unread
    }
  }
  same(totals, [sum, sum], `${username} has unread in all`)
  const { unread } = (await person.get('/api/snapshot')).body as unknown as Listed
  same(unread, sum, `the snapshot of ${username} has unread`)
}

// The first unread message that mentions one; those of people who were ever apart may be left out.
function judgeBadge (play: Play, { userId, username }: Person, talk: Talk, { id, mentionNo }: Summary): void {
  const readNo = talk.readNo.get(userId) ?? 0
  const waiting = isMember(talk, userId) ? talk.said.filter(said => said.no > readNo) : []
  const [first] = waiting.filter(said => mentions(play, talk, said, userId) === 'yes')
  const mayBe = waiting.filter(said => mentions(play, talk, said, userId) !== 'no').map(({ no }) => no)
  if (mentionNo === null ? first === undefined : mayBe.includes(mentionNo) && mentionNo <= (first?.no ?? Infinity)) return
  throw new Violation(`${username} is shown the mention ${mentionNo} in ${id}, due is ${first?.no}`)
}

/** One person sees of messages, quotes, reactions, mentions, pins and by searching what their periods hold, as it was when they left. */
export async function judgeSight (play: Play, person: Person): Promise<void> {
  const { model } = play
  for (const talk of model.talks.values()) await judgeTalk(play, person, talk)
  await judgeMentions(play, person)
  await judgeSearch(play, person)
}

async function judgeTalk (play: Play, person: Person, talk: Talk): Promise<void> {
  const { userId, username } = person
  const path = `/api/conversations/${talk.id}`
  const { status, body } = await person.get(`${path}/messages?limit=200`)
  const isKnown = latest(talk, userId) !== undefined && !talk.dropped.has(userId)
  same(status, isKnown ? 200 : 404, `${username} asks for ${talk.id}`)
  if (!isKnown) return
  const moment = asOf(talk, userId)
  const seen = talk.said.filter(said => sees(talk, userId, said.no))
  const due = seen.map(said =>
    [said.no, said.isText ? textAt(said, moment) : null, quoteOf(talk, said, userId), reactionsOf(said, moment, userId)])
  const shown = (body['messages'] as Shown[]).map(({ no, kind, body, replyTo, reactions = [] }) =>
    [no, kind === 'text' ? body : null, replyTo?.excerpt ?? null, reactions.toSorted((a, b) => a.emoji < b.emoji ? -1 : 1)])
  same(shown, due.slice(-200), `${username} reads in ${talk.id}`)

  const pinned = seen.filter(said => standingAt(said.pins, moment).length > 0 && !said.recalled).map(({ no }) => no)
  const pins = (await person.get(`${path}/pins?limit=50`)).body['pins'] as Array<{ message: Shown }>
  same(pins.map(({ message }) => message.no).sort((a, b) => a - b), pinned, `${username} sees pinned in ${talk.id}`)
  const no = play.random.whole(1, talk.said.length + 1)
  const said = talk.said[no - 1]
  const isSeen = said !== undefined && sees(talk, userId, no)
  same((await person.get(`${path}/messages/${no}/info`)).status, isSeen ? 200 : 404, `${username} asks about ${talk.id} ${no}`)
  const reactors = await person.get(`${path}/messages/${no}/reactions`)
  same(reactors.status, isSeen ? 200 : 404, `${username} asks who reacted to ${talk.id} ${no}`)
  if (!isSeen) return
  const people = (reactors.body['reactors'] as Array<{ emoji: string, user: { id: string } }>).map(({ emoji, user }) => `${emoji} ${user.id}`).sort()
  same(people, said.recalled ? [] : standingAt(said.reactions, moment).map(({ who, what }) => `${what} ${who}`).sort(), `${username} sees the reactions to ${talk.id} ${no}`)
}

function quoteOf (talk: Talk, { recalled, replyTo }: Said, userId: string): string | null {
  const quoted = replyTo === null || recalled ? undefined : talk.said[replyTo - 1]
  if (quoted === undefined || quoted.recalled || !quoted.isText || !sees(talk, userId, quoted.no)) return null
  return textAt(quoted, asOf(talk, userId))
}

function reactionsOf (said: Said, moment: number, userId: string): unknown[] {
  const standing = said.recalled ? [] : standingAt(said.reactions, moment)
  return [...new Set(standing.map(({ what }) => what))].sort().map(emoji => {
    const of = standing.filter(({ what }) => what === emoji)
    return { emoji, count: of.length, mine: of.some(({ who }) => who === userId) }
  })
}

/** Whether a message mentions somebody to whom it is told. `perhaps`: a block, or a change while they were away, lets both be right. */
function mentions (play: Play, talk: Talk, said: Said, userId: string): 'yes' | 'no' | 'perhaps' {
  const { model } = play
  const name = play.nameOf(userId)
  if (said.senderId === userId || said.recalled || !sees(talk, userId, said.no) || talk.dropped.has(userId) || model.areApart(userId, said.senderId)) return 'no'
  const moment = asOf(talk, userId)
  const known = said.mentions.filter(({ from }) => from <= moment)
  const now = known.at(-1)
  const isNamed = now !== undefined && (now.names.has(name) || now.all)
  const wasEver = known.some(({ names, all }) => names.has(name) || all)
  if (!wasEver) return 'no'
  const wasAway = (talk.periods.get(userId) ?? []).some(({ to }) => to !== Infinity && known.some(({ from }) => from > to))
  if (model.everApart.has(`${userId} ${said.senderId}`) || wasAway) return 'perhaps'
  return isNamed ? 'yes' : 'no'
}

async function judgeMentions (play: Play, person: Person): Promise<void> {
  const { userId, username } = person
  const shown: string[] = []
  for (let after = ''; ;) {
    const { messages, next } = (await person.get(`/api/mentions?limit=50${after}`)).body as unknown as { messages: Shown[], next: string | null }
    shown.push(...messages.map(({ conversationId, no }) => `${conversationId} ${no}`))
    for (const message of messages) judgeBody(play, userId, message)
    if (next === null) break
    after = `&after=${encodeURIComponent(next)}`
  }
  for (const talk of play.model.talks.values()) {
    for (const said of talk.said) {
      const isShown = shown.includes(`${talk.id} ${said.no}`)
      const due = mentions(play, talk, said, userId)
      if (due !== 'perhaps' && isShown !== (due === 'yes')) throw new Violation(`${username} is ${isShown ? '' : 'not '}shown the mention in ${talk.id} ${said.no}`)
    }
  }
}

async function judgeSearch (play: Play, person: Person): Promise<void> {
  const { model, random } = play
  const { userId, username } = person
  const seen = [...model.talks.values()].flatMap(talk =>
    talk.said.filter(said => said.isText && !said.recalled && sees(talk, userId, said.no)).map(said => ({ talk, said })))
  const found = await search(play, person, 'lorem')
  same(found.toSorted(), seen.map(({ talk, said }) => `${talk.id} ${said.no}`).sort(), `${username} finds everything`)
  const all = [...model.talks.values()].flatMap(talk => talk.said.filter(({ isText }) => isText).map(said => ({ talk, said })))
  const wanted = random.pick(all)
  const version = random.pick(wanted?.said.versions ?? [])
  const word = /w\d+x/.exec(version?.text ?? '')?.[0]
  if (wanted === null || word === undefined) return
  const hits = await search(play, person, word)
  const holders = seen.filter(({ talk, said }) => textAt(said, asOf(talk, userId)).includes(word))
  for (const hit of hits) if (!holders.some(({ talk, said }) => hit === `${talk.id} ${said.no}`)) throw new Violation(`${username} finds ${hit} by ${word}`)
  // The index holds the texts of now: what was edited after somebody left is found by words that stayed.
  for (const { talk, said } of holders) {
    if (textAt(said, NOW).includes(word) && !hits.includes(`${talk.id} ${said.no}`)) throw new Violation(`${username} does not find ${talk.id} ${said.no} by ${word}`)
  }
}

async function search (play: Play, person: Person, word: string): Promise<string[]> {
  const found: string[] = []
  for (let after = ''; ;) {
    const { hits, next } = (await person.get(`/api/search?q=${word}&limit=50${after}`)).body as unknown as { hits: Array<{ message: Shown }>, next: string | null }
    for (const { message } of hits) judgeBody(play, person.userId, message)
    found.push(...hits.map(({ message: { conversationId, no } }) => `${conversationId} ${no}`))
    if (next === null) return found
    after = `&after=${encodeURIComponent(next)}`
  }
}

function judgeBody ({ model }: Play, userId: string, { conversationId, no, body }: Shown): void {
  const talk = model.talks.get(conversationId)
  const said = talk?.said[no - 1]
  if (talk === undefined || said === undefined || !sees(talk, userId, no)) throw new Violation(`${userId} is shown ${conversationId} ${no}, which they cannot see`)
  same(body, textAt(said, asOf(talk, userId)), `${userId} is shown of ${conversationId} ${no}`)
}

function same (shown: unknown, due: unknown, what: string): void {
  if (!isDeepStrictEqual(shown, due)) throw new Violation(`${what}: ${JSON.stringify(shown)}, due is ${JSON.stringify(due)}`)
}
