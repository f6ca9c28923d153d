import t from 'tap'
import { PRESENCE_GRACE_MS, PRESENCE_LINGER_MS } from '#mailbox/presence.ts'
import { world, type Name, type World } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** A world past the first half minute, in which ben has just had a page open, in view or not. */
async function settled (t: Parameters<typeof world>[0], active: 0 | 1 = 1) {
  const w = await world(t)
  w.clock.advance(PRESENCE_GRACE_MS)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  await ben.poll({ hold: 0, active })
  const direct = await w.messenger.conversations.direct(ana.userId, 'ben')
  return { w, ana, ben, address: `/conversations/${direct.conversation.id}` }
}

/** The words about ben on three pages that show them. */
async function saidOfBen (w: World, name: Name, address: string): Promise<string[]> {
  const reader = new Reader(w.as(name))
  const said: string[] = []
  for (const page of [address, '/contacts/', '/contacts/ben']) {
    await reader.open(page)
    const lines = [...reader.text.matchAll(/<span class="presence-line" data-presence-of="ben"[^>]*><span data-slot="text">([^<]*)</g)]
    said.push([...new Set(lines.map(([, words]) => words))].join(' '))
  }
  return said
}

t.test('without script, presence stands in the conversation, the contacts and the profile', async t => {
  const { w, address } = await settled(t)
  t.same(await saidOfBen(w, 'ana', address), ['online', 'online', 'online'])
  w.clock.advance(PRESENCE_LINGER_MS)
  const at = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(w.clock.now())
  t.same(await saidOfBen(w, 'ana', address), Array(3).fill(`last seen ${at}`))
  w.clock.advance(86_400_000)
  t.same(await saidOfBen(w, 'ana', address), Array(3).fill(`last seen yesterday, ${at}`))
})

t.test('an open page not in use is away, in the list of conversations as well', async t => {
  const { w, ana, address } = await settled(t, 0)
  t.same(await saidOfBen(w, 'ana', address), ['away', 'away', 'away'])
  t.match((await ana.get('/conversations/')).text, '<span class="presence" data-presence-of="ben" data-state="away" title="away">')
})

t.test('a user who hides presence shows it to nobody and sees nobody’s', async t => {
  for (const name of ['ana', 'ben'] as const) {
    const { w, address } = await settled(t)
    await w.people.accounts.change(w.as(name).userId, { presence: false })
    t.same(await saidOfBen(w, 'ana', address), ['', '', ''], name)
  }
})

t.test('contacts alone see it: neither eve nor a member of the same group does', async t => {
  const { w, ana, ben } = await settled(t)
  const eve = new Reader(w.as('eve'))
  await eve.open('/contacts/ben')
  t.match(eve.text, 'data-presence-of="ben"')
  t.notMatch(eve.text, 'data-state="online"')
  const { conversation } = await w.messenger.conversations.group(ana.userId, 'Tea', ['ben', 'cho'])
  await w.messenger.contacts.remove(ben.userId, 'cho')
  const members = async (name: Name) => (await w.as(name).get(`/conversations/${conversation.id}?side=1`)).text
  t.match(await members('ana'), 'data-presence-of="ben" data-state="online"')
  t.notMatch(await members('cho'), 'data-presence-of="ben" data-state')
})

t.test('in the first half minute after a start nobody is shown as gone', async t => {
  const w = await world(t)
  const direct = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  t.same(await saidOfBen(w, 'ana', `/conversations/${direct.conversation.id}`), ['', '', ''])
  w.clock.advance(PRESENCE_GRACE_MS)
  t.same(await saidOfBen(w, 'ana', `/conversations/${direct.conversation.id}`), ['offline', 'offline', 'offline'])
})
