import type { Person } from '#test/person.ts'
import { asOf, isMember, ownOf, standingAt, textAt, type Own, type Talk } from './model.ts'
import type { Play } from './play.ts'

const WEIGHTS = {
  send: 30,
  reply: 8,
  edit: 8,
  recall: 6,
  react: 8,
  pin: 8,
  read: 8,
  unread: 2,
  'read-all': 1,
  mute: 4,
  notify: 3,
  archive: 3,
  hide: 3,
  forward: 4,
  group: 3,
  add: 5,
  remove: 4,
  leave: 4,
  drop: 2,
  join: 4,
  open: 2,
  link: 2,
  history: 3,
  title: 2,
  block: 3,
  unblock: 3,
  befriend: 4
}
type Act = keyof typeof WEIGHTS

const EMOJI = ['👍', '🎉']
const MUTE_MAX_MS = 60_000
const TURNS_OF_A_WRITE = 10

/** One act of somebody, drawn at random. Many are refused, which is as good. */
export async function act (play: Play): Promise<void> {
  const { random, model, world: { clock }, devices } = play
  clock.advance(random.chance(0.05) ? 150_000 : random.whole(0, 3_000))
  // Mutes that fall due end within a few turns of the event loop.
  for (let turn = 0; turn < TURNS_OF_A_WRITE; turn++) await new Promise<void>(resolve => { setImmediate(resolve) })
  model.unmute(clock.now())
  model.moment++
  const [name, browsers] = random.pick([...devices]) ?? ['ana', []]
  const person = random.pick(browsers)
  if (person === null) return
  const what = random.weighted(WEIGHTS)
  play.trace.push(`${model.moment} ${name} ${what}`)
  if (what === 'group') await makeGroup(play, person)
  else if (what === 'read-all') await readAll(play, person)
  else if (what === 'block' || what === 'unblock' || what === 'befriend') await relate(play, person, what)
  else await inTalk(play, person, what)
  play.sync()
}

type InTalk = Exclude<Act, 'group' | 'read-all' | 'block' | 'unblock' | 'befriend'>

async function inTalk (play: Play, person: Person, what: InTalk): Promise<void> {
  const { random, model } = play
  const talks = [...model.talks.values()]
  // Mostly where they are, and sometimes where they have no business.
  const own = talks.filter(talk => isMember(talk, person.userId))
  const talk = random.pick(random.chance(0.85) && own.length > 0 ? own : talks)
  if (talk === null) return
  const no = random.whole(1, talk.said.length + 1)
  switch (what) {
    case 'send': return await send(play, person, talk, null)
    case 'reply': return await send(play, person, talk, no)
    case 'edit':
    case 'recall': return await change(play, person, talk, no, what)
    case 'react':
    case 'pin': return await mark(play, person, talk, no, what)
    case 'forward': return await forward(play, person, talk, no)
    case 'read':
    case 'unread': return await read(play, person, talk, no, what)
    case 'mute': {
      const until = play.world.clock.now() + random.whole(1, MUTE_MAX_MS)
      return await choose(play, person, talk, { mutedUntil: random.chance(0.7) ? until : null })
    }
    case 'notify': return await choose(play, person, talk, { notify: random.pick(['all', 'mentions', 'none']) ?? 'all' })
    case 'archive': return await choose(play, person, talk, { archived: random.chance(0.7) })
    case 'hide': return await choose(play, person, talk, { hidden: random.chance(0.8) })
    default: return talk.kind === 'group' ? await inGroup(play, person, talk, what) : undefined
  }
}

async function send (play: Play, person: Person, talk: Talk, replyTo: number | null): Promise<void> {
  const { random, people } = play
  const named = people.filter(() => random.chance(0.2)).map(({ username }) => username)
  const words = [...named, ...random.chance(0.1) ? ['all'] : []].map(name => ` @${name}`).join('')
  const text = play.newText(words)
  const readNo = random.chance(0.4) ? { readNo: talk.said.length } : {}
  const names = membersOf(play, talk, person, named)
  const answer = await person.post(`/api/conversations/${talk.id}/messages`,
    { clientId: play.newId(), body: text, mentions: 'text', ...readNo, ...replyTo !== null && { replyTo } })
  if (replyTo !== null) play.judgeTouch(talk, person, replyTo, 'answered', answer.status === 403 ? { ...answer, status: 404 } : answer)
  if (answer.status !== 201) return
  const { mentionsAll = false } = answer.body['message'] as { mentionsAll?: boolean }
  if (readNo.readNo !== undefined) play.model.read(talk, person.userId, readNo.readNo)
  play.willSend({ text, replyTo, names, all: mentionsAll })
}

async function change (play: Play, person: Person, talk: Talk, anyNo: number, what: 'edit' | 'recall'): Promise<void> {
  const { random, model, people } = play
  const recent = talk.said.filter(said => said.senderId === person.userId && said.isText).slice(-4)
  const no = random.chance(0.8) ? random.pick(recent)?.no ?? anyNo : anyNo
  const said = talk.said[no - 1]
  const path = `/api/conversations/${talk.id}/messages/${no}`
  if (what === 'recall') {
    const answer = await person.delete(path)
    play.judgeTouch(talk, person, no, 'recalled', answer)
    if (answer.status !== 200 || said === undefined) return
    said.recalled = true
    for (const pin of said.pins) pin.to = Math.min(pin.to, model.moment)
    return
  }
  const named = people.filter(() => random.chance(0.2)).map(({ username }) => username)
  const text = play.newText([...named, ...random.chance(0.2) ? ['all'] : []].map(name => ` @${name}`).join(''))
  const renames = random.chance(0.7)
  const answer = await person.patch(path, { body: text, ...renames && { mentions: 'text' } })
  play.judgeTouch(talk, person, no, 'edited', answer)
  if (answer.status !== 200 || said === undefined) return
  said.versions.push({ from: model.moment, text })
  const { mentionsAll = false } = answer.body['message'] as { mentionsAll?: boolean }
  if (renames) model.mention(said, membersOf(play, talk, person, named), mentionsAll)
}

/** Those of these names who are members besides the sender. */
function membersOf ({ people }: Play, talk: Talk, { userId }: Person, names: readonly string[]): string[] {
  const others = people.filter(other => other.userId !== userId && isMember(talk, other.userId))
  return others.map(({ username }) => username).filter(name => names.includes(name))
}

async function mark (play: Play, person: Person, talk: Talk, no: number, what: 'react' | 'pin'): Promise<void> {
  const { random, model } = play
  const said = talk.said[no - 1]
  const on = random.chance(0.7)
  const emoji = random.pick(EMOJI) ?? '👍'
  const path = `/api/conversations/${talk.id}/${what === 'react' ? `messages/${no}/reactions/${encodeURIComponent(emoji)}` : `pins/${no}`}`
  const answer = on ? await person.put(path) : await person.delete(path)
  play.judgeTouch(talk, person, no, what, answer.status === 403 ? { ...answer, status: 404 } : answer)
  if (answer.status !== 200 || said === undefined || said.recalled) return
  const spans = what === 'react' ? said.reactions : said.pins
  const standing = standingAt(spans, model.moment).find(span => what === 'pin' || (span.who === person.userId && span.what === emoji))
  if (on && standing === undefined) spans.push({ who: person.userId, what: emoji, from: model.moment, to: Infinity })
  else if (!on && standing !== undefined) standing.to = model.moment
}

async function forward (play: Play, person: Person, talk: Talk, no: number): Promise<void> {
  const { random, model } = play
  const target = random.pick(model.known(person.userId))
  const said = talk.said[no - 1]
  if (target === null) return
  const answer = await person.post('/api/forwards', { clientId: play.newId(), from: { conversationId: talk.id, nos: [no] }, to: [target.id] })
  play.judgeTouch(talk, person, no, 'forwarded', answer)
  if (answer.status !== 201 || said === undefined) return
  const { messages } = answer.body as unknown as { messages: unknown[] }
  if (messages.length > 0) play.willSend({ text: textAt(said, asOf(talk, person.userId)), replyTo: null, names: [], all: false })
}

async function read (play: Play, person: Person, talk: Talk, no: number, what: 'read' | 'unread'): Promise<void> {
  const { status } = await person.post(`/api/conversations/${talk.id}/${what}`, { no })
  if (status === 200 && what === 'read') play.model.read(talk, person.userId, no)
}

async function readAll ({ model }: Play, person: Person): Promise<void> {
  await person.post('/api/read-all')
  for (const talk of model.known(person.userId)) model.read(talk, person.userId, talk.said.length)
}

async function choose ({ model }: Play, person: Person, talk: Talk, change: Partial<Own>): Promise<void> {
  const { status } = await person.patch(`/api/conversations/${talk.id}/mine`, change)
  if (status !== 200) return
  Object.assign(ownOf(talk, person.userId), change)
  if (change.hidden === true) model.read(talk, person.userId, talk.said.length)
}

async function makeGroup (play: Play, person: Person): Promise<void> {
  const { random, model, people } = play
  const usernames = people.filter(other => other !== person && random.chance(0.5)).map(other => other.username)
  const { status, body } = await person.post('/api/conversations', { kind: 'group', title: play.newText(), usernames })
  if (status !== 201) return
  const { id } = body['conversation'] as { id: string }
  const talk = model.talk(id, 'group')
  await welcome(play, person, talk)
}

/** Puts those into the model who are members now. */
async function welcome ({ people, model }: Play, asker: Person, talk: Talk): Promise<void> {
  const { body } = await asker.get(`/api/conversations/${talk.id}/members?limit=50`)
  const { members = [] } = body as { members?: Array<{ user: { id: string } }> }
  for (const { userId } of people) if (members.some(({ user }) => user.id === userId)) model.join(talk, userId)
}

async function inGroup (play: Play, person: Person, talk: Talk, what: string): Promise<void> {
  const { random, model, people, links } = play
  const path = `/api/conversations/${talk.id}`
  const other = random.pick(people) ?? person
  switch (what) {
    case 'add': {
      const { status } = await person.post(`${path}/members`, { usernames: [other.username] })
      if (status === 200) await welcome(play, person, talk)
      return
    }
    case 'remove': return goes(play, talk, other.userId, (await person.delete(`${path}/members/${other.username}`)).status)
    case 'leave': {
      const heir = people.find(next => next.userId !== person.userId && isMember(talk, next.userId))
      return goes(play, talk, person.userId, (await person.post(`${path}/leave`, heir === undefined ? {} : { owner: heir.username })).status)
    }
    case 'drop': {
      if ((await person.delete(path)).status === 204) talk.dropped.add(person.userId)
      return
    }
    case 'history': {
      const history = random.chance(0.5) ? 'all' : 'none'
      if ((await person.patch(path, { history })).status === 200) talk.history = history
      return
    }
    case 'open':
    case 'title': {
      await person.patch(path, what === 'open' ? { joining: 'open', isPublic: true } : { title: play.newText() })
      return
    }
    case 'link': {
      const { status, body } = await person.post(`${path}/invites`, {})
      if (status === 201) links.push({ conversationId: talk.id, code: (body['invite'] as { code: string }).code })
      return
    }
    case 'join': {
      const link = random.chance(0.5) ? random.pick(links) : null
      const { status } = link === null ? await person.post(`${path}/join-requests`, {}) : await person.post(`/api/invites/${link.code}/join`, {})
      const joined = link === null ? talk : model.talks.get(link.conversationId)
      if (status === 200 && joined !== undefined) model.join(joined, person.userId)
    }
  }
}

/** The end of a membership is the line that tells of it; who owns the group next is told after that. */
function goes (play: Play, talk: Talk, userId: string, status: number): void {
  const [line] = play.sync()
  if (status === 204) play.model.leave(talk, userId, line?.no ?? talk.said.length)
}

async function relate (play: Play, person: Person, what: 'block' | 'unblock' | 'befriend'): Promise<void> {
  const { random, model, people } = play
  const other = random.pick(people.filter(({ userId }) => userId !== person.userId)) ?? person
  if (what === 'befriend') {
    const { status, body } = await person.post('/api/contact-requests', { username: other.username })
    if (status === 201) await other.post(`/api/contact-requests/${(body['request'] as { id: string }).id}/accept`)
    return
  }
  const path = `/api/blocks/${other.username}`
  const { status } = what === 'block' ? await person.put(path) : await person.delete(path)
  if (status === 204) model.block(person.userId, other.userId, what === 'block')
}
