import t, { type Test } from 'tap'
import { createConversations } from '#domain/conversations/conversations.ts'
import { createContacts } from '#domain/people/contacts.ts'
import { createMessages, type Messages } from '#domain/messages/messages.ts'
import { createNicknames } from '#domain/conversations/nicknames.ts'
import { createViewers } from '#domain/delivery/viewers.ts'
import { DomainError } from '#domain/errors.ts'
import { pageLimits } from '#plugins/pages.ts'
import { createEventDrawer } from '#routes/delivery/draw-events.ts'
import { createAssets } from '#server/assets/assets.ts'
import { installation } from '#server/installation.ts'
import { openStore } from '#store/sqlite/open.ts'
import { Drawings } from '#views/parts/drawings.ts'
import { statementsRun } from '#test/statements.ts'
import type { Person } from '#test/person.ts'
import { world, type Name, type World } from '#test/world.ts'
import { Random } from '../../simulation/random.ts'

const SEEDS = 3
const STEPS = 50
const MINUTE_MS = 60_000
const WRITERS = ['ana', 'ben', 'cho'] as const
const NAMES = ['Ana', 'Бен', '<b>&quot;', '"\\', '林晓月', 'Z']
const CHOICES = [
  { pinned: true }, { pinned: false }, { notify: 'none' }, { notify: 'all' }, { archived: true }, { archived: false }, { hidden: true }
] as const
const TEXTS = ['@ben *look* and @cho', '@all _now_', 'hi', '<script>alert("1")</script>', 'https://example.org/?a=1&b=2', '`code`\n"quoted"', '😀', '\\u0041 \u2028']

/** A page that stays open, at a cursor. */
interface Tab { readonly person: Person, readonly lang: string, cursor: string }

const assets = createAssets(installation())

/** Draws from the file alone, as a server does that has just started. */
async function fromNothing ({ people, clock }: World, path: string) {
  const store = await openStore({ path, onFault: error => { throw error } })
  const now = () => clock.now()
  const parts = { now, newId: () => '' }
  return {
    async draw ({ person: { userId }, lang, cursor }: Tab): Promise<string> {
      const drawer = createEventDrawer({
        site: people.site,
        assets,
        now,
        drawings: new Drawings(),
        limits: pageLimits(0),
        viewers: createViewers(store),
        nicknames: createNicknames({ store: store.groups }),
        contacts: createContacts({ ...parts, store: store.contacts }),
        conversations: createConversations({ ...parts, store: store.conversations }),
        messages: createMessages({ ...parts, store: store.messages })
      })
      const { events } = await store.ledger.after(userId, Number(cursor.split('.')[1]), 100)
      return JSON.parse(`"${await drawer.later(userId, events, lang)}"`) as string
    },
    history: (userId: string, id: string) => newestOf(createMessages({ ...parts, store: store.messages }), userId, id),
    close: () => store.close()
  }
}

// As a page of three messages reads them; null where they may not be seen.
function newestOf (messages: Pick<Messages, 'history'>, userId: string, id: string) {
  return messages.history(userId, id, { limit: 3 }).catch((error: unknown) => {
    if (error instanceof DomainError) return null
    throw error
  })
}

async function play (t: Test, seed: number): Promise<{ told: number, fromMemory: number }> {
  const random = new Random(seed)
  const path = `${t.testdir({})}/holdline.db`
  const w = await world(t, { path, pragmas: ['synchronous = OFF'] })
  const { conversations, groups: members, contacts, messages, reactions, pins, stars } = w.messenger
  const idOf = (name: Name) => w.as(name).userId
  const groups = [(await conversations.group(idOf('ana'), 'Fair <1>', ['ben', 'cho'])).conversation.id]
  const direct = (await conversations.direct(idOf('ana'), 'ben')).conversation.id
  const self = (await conversations.direct(idOf('ana'), 'ana')).conversation.id
  await w.people.accounts.change(idOf('ben'), { language: 'zh', timeZone: 'Asia/Shanghai' })

  const tabs: Tab[] = []
  for (const [person, lang] of [
    [w.as('ana'), 'en'], [await w.another('ana'), 'zh-CN'], [w.as('ben'), ''], [w.as('cho'), 'en'], [w.as('eve'), 'en']
  ] as const) tabs.push({ person, lang, cursor: String((await person.poll({ hold: 0 })).body['cursor']) })

  let sent = 0
  const someone = () => random.pick(WRITERS) ?? 'ana'
  const place = () => random.pick([...groups, groups.at(-1) ?? '', direct, self]) ?? direct
  const last = async (userId: string, id: string) => (await conversations.one(userId, id)).lastNo
  const acts: Readonly<Record<string, (name: Name, id: string) => Promise<unknown>>> = {
    send: (name, id) => messages.send({ senderId: idOf(name), conversationId: id, clientId: `client-${++sent}`, body: random.pick(TEXTS) ?? '', mentions: 'text' }),
    answer: async (name, id) => messages.send({
      senderId: idOf(name), conversationId: id, clientId: `client-${++sent}`, body: random.pick(TEXTS) ?? '', mentions: 'text', replyTo: await last(idOf(name), id) - random.whole(0, 3)
    }),
    react: async (name, id) =>
      reactions.react(idOf(name), id, await last(idOf(name), id) - random.whole(0, 2), random.pick(['👍', '❤️']) ?? '', random.chance(0.7)),
    pin: async (name, id) => pins.pin(idOf(name), id, await last(idOf(name), id) - random.whole(0, 3), random.chance(0.7)),
    star: async (name, id) => stars.star(idOf(name), id, await last(idOf(name), id) - random.whole(0, 3), random.chance(0.7)),
    edit: async (name, id) => messages.edit(idOf(name), id, await last(idOf(name), id) - random.whole(0, 2), `${random.pick(TEXTS)} edited`, { mentions: 'text' }),
    recall: async (name, id) => messages.recall(idOf(name), id, await last(idOf(name), id) - random.whole(0, 1)),
    read: async (name, id) => conversations.read(idOf(name), id, await last(idOf(name), id) - random.whole(0, 1)),
    readAll: name => conversations.readAll(idOf(name)),
    unread: async (name, id) => conversations.markUnread(idOf(name), id, await last(idOf(name), id)),
    choose: (name, id) => conversations.choose(idOf(name), id, random.pick(CHOICES) ?? {}),
    draft: (name, id) => conversations.saveDraft(idOf(name), id, random.pick(['', 'well <b>', 'so"']) ?? ''),
    remark: name => contacts.change(idOf(name), someone(), { remark: random.pick(['', '<i>boss</i>', '老板"']) ?? '' }),
    rename: name => w.people.accounts.change(idOf(name), { displayName: random.pick(NAMES) ?? 'Z' }),
    settings: name => w.people.accounts.change(idOf(name), { timeZone: random.pick(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata']) ?? null }),
    block: () => contacts.block(idOf('ben'), 'ana'),
    unblock: async () => {
      await contacts.unblock(idOf('ben'), 'ana')
      const { id } = await contacts.ask(idOf('ana'), 'ben', '')
      await contacts.accept(idOf('ben'), id)
    },
    leave: async name => {
      const id = groups.at(-1) ?? ''
      const isOwner = (await conversations.one(idOf(name), id)).role === 'owner'
      return await members.leave(idOf(name), id, isOwner ? (await members.heir(idOf(name), id))?.username : undefined)
    },
    add: name => members.add(idOf(name), groups.at(-1) ?? '', [someone(), someone()]),
    expel: name => members.removeMember(idOf(name), groups.at(-1) ?? '', someone()),
    role: name => members.changeMember(idOf(name), groups.at(-1) ?? '', someone(), { role: random.pick(['admin', 'member']) ?? 'member' }),
    nickname: name => members.changeMember(idOf(name), groups.at(-1) ?? '', name, { nickname: random.pick(['', '<b>Nick</b>', ...NAMES]) ?? '' }),
    mute: name => members.changeMember(idOf(name), groups.at(-1) ?? '', someone(), { mutedUntil: random.pick([null, w.clock.now() + 61 * MINUTE_MS]) ?? null }),
    transfer: name => members.transfer(idOf(name), groups.at(-1) ?? '', someone()),
    change: name => members.change(idOf(name), groups.at(-1) ?? '', random.pick([
      { title: random.pick(NAMES) ?? 'Z' }, { announcement: random.pick(['', ...TEXTS]) ?? '' }, { quiet: random.chance(0.5) }, { colour: random.pick([null, 3]) }
    ]) ?? {}),
    dissolve: name => members.dissolve(idOf(name), groups.at(-1) ?? ''),
    group: async name => {
      const { conversation } = await conversations.group(idOf(name), 'Trip', WRITERS.filter(each => each !== name))
      groups.push(conversation.id)
    },
    wait: async () => w.clock.advance(random.pick([1, 4, 61, 11 * 60]) as number * MINUTE_MS)
  }
  const weights = {
    send: 40,
    answer: 8,
    react: 8,
    edit: 6,
    recall: 6,
    read: 8,
    readAll: 2,
    unread: 3,
    choose: 6,
    draft: 4,
    remark: 5,
    rename: 3,
    settings: 2,
    block: 2,
    unblock: 3,
    leave: 2,
    add: 4,
    expel: 2,
    role: 3,
    nickname: 6,
    mute: 3,
    transfer: 1,
    change: 5,
    dissolve: 1,
    group: 6,
    wait: 10
  }

  let told = 0
  let fromMemory = 0
  for (let step = 0; step < STEPS; step++) {
    const act = random.weighted(weights)
    for (let again = random.whole(0, 1); again >= 0; again--) {
      // Refusals are part of the play: eve's turn to be told nothing, a message of another's, a conversation that was left.
      await acts[act]?.(someone(), place()).catch(error => { if (!(error instanceof DomainError)) throw error })
    }
    const fresh = await fromNothing(w, path)
    for (const tab of tabs) {
      // Some tabs come late, and are told several steps at once.
      if (random.chance(0.2)) continue
      const before = statementsRun()
      const { body } = await tab.person.poll({ cursor: tab.cursor, hold: 0, view: 'html', lang: tab.lang })
      const isFromMemory = statementsRun() === before
      if (body['html'] !== '') {
        told++
        if (isFromMemory) fromMemory++
        const expected = await fresh.draw(tab)
        if (body['html'] !== expected) {
          t.equal(body['html'], expected, `seed ${seed}, step ${step}, ${act}: ${tab.person.username} in ${tab.lang}`)
          return { told, fromMemory }
        }
      }
      tab.cursor = String(body['cursor'] ?? tab.cursor)
    }
    const [{ person: { userId } }, id] = [random.pick(tabs) as Tab, place()]
    const newest = await newestOf(messages, userId, id)
    const expected = await fresh.history(userId, id)
    if (JSON.stringify(newest) !== JSON.stringify(expected)) t.strictSame(newest, expected, `seed ${seed}, step ${step}, ${act}: history of ${id}`)
    await fresh.close()
  }
  return { told, fromMemory }
}

t.test('U80 whatever happens, pages are told what a server that has just started would draw', async t => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { told, fromMemory } = await play(t, seed)
    t.ok(told > STEPS, `seed ${seed}: ${told} answers with patches`)
    t.ok(fromMemory > told / 4, `${fromMemory} of them without a statement`)
  }
})
