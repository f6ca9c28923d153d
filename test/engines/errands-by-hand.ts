import type { Test } from 'tap'
import { Site } from '../browser/stage/site.ts'
import { signInByHand } from './by-hand.ts'
import type { W3m } from './drivers/text-browsers.ts'

interface Errands {
  readonly name: string
  readonly skip: string | false
  open (address: string): Promise<W3m>
}

interface Scene {
  readonly t: Test
  readonly site: Site
  readonly ana: W3m
  /** The conversation of Ana and Ben, who said two sentences in it. */
  readonly talk: string
  /** A group of theirs. */
  readonly harbour: string
  visit (page: string): Promise<void>
}

/** Errands with messages besides writing them, in a text browser: each ends with its result on the screen. */
export function errandsByHand (t: Test, { name, skip, open }: Errands): void {
  t.test(`${name}, plain version → searches, reacts, pins, forwards, copies, joins and labels by hand`, { skip }, async t => {
    const site = new Site()
    await site.start()
    t.teardown(async () => await site.end())
    await site.add('ana', 'Ana Castro')
    await site.add('ben', 'Ben Ade')
    const talk = await site.introduce('ana', 'ben')
    for (const text of ['The key is under the pot.', 'Bring a lamp.']) await site.say('ben', talk, text)
    const { groups, conversations } = site.holdline.messenger
    const benId = await site.idOf('ben')
    const { conversation: { id: harbour } } = await conversations.group(benId, 'Harbour', ['ana'])
    const { conversation: { id: club } } = await conversations.group(benId, 'Sailing club', [])
    await groups.change(benId, club, { isPublic: true, joining: 'open' })

    const ana = await open(`${site.address}signin`)
    t.teardown(async () => await ana.terminal.end())
    await signInByHand(ana, 'ana')
    await ana.terminal.shows('Harbour')
    const scene: Scene = { t, site, ana, talk, harbour, visit: async page => await ana.visit(site.address + page) }
    for (const errand of [search, react, starAndPin, forward, copySeveral, join, label, seeTheWire]) await errand(scene)
    t.same(site.logged, [], 'no fault on the server')
  })
}

async function search ({ t, ana }: Scene): Promise<void> {
  await ana.press('Search messages')
  await ana.fill('Search messages', 'key')
  await ana.pressNext()
  await ana.terminal.shows('The key is under the pot.')
  t.pass('a message is found')
}

async function react ({ t, ana, talk, visit }: Scene): Promise<void> {
  await visit(`messages/${talk}?no=3`)
  await ana.press('More emoji')
  await ana.terminal.shows('React with an emoji')
  await ana.press('Animals and nature')
  await ana.press('🐝')
  await ana.terminal.shows(/🐝 +1/)
  t.pass('one of the page of emoji is a reaction')
}

async function starAndPin ({ t, ana, talk, visit }: Scene): Promise<void> {
  await visit(`messages/${talk}?no=3`)
  await ana.press('Star *$')
  await ana.terminal.shows('Message to Ben Ade')
  await visit('starred/')
  await ana.terminal.shows('Bring a lamp.')
  await visit(`messages/${talk}?no=2`)
  await ana.press('Pin *$')
  await ana.terminal.shows('Message to Ben Ade')
  await visit(`conversations/${talk}/pins`)
  await ana.terminal.shows(/Pinned by you[^]*The key is under the pot\.|The key is under the pot\.[^]*Pinned by you/)
  t.pass('both lists have theirs')
}

async function forward ({ t, site, ana, talk, harbour, visit }: Scene): Promise<void> {
  await visit(`messages/${talk}?no=2`)
  await ana.press('Forward *$')
  await ana.terminal.shows('Forward to')
  await ana.tick('Harbour')
  await ana.press('Forward *$')
  await ana.terminal.shows('Forwarded from Ben Ade')
  t.same(await site.texts('ana', harbour), ['The key is under the pot.'], 'it is in the other conversation')
}

async function copySeveral ({ t, ana, talk, visit }: Scene): Promise<void> {
  await visit(`messages/${talk}?no=2`)
  await ana.press('Select *$')
  await ana.terminal.shows('Select messages')
  await ana.tick('Bring a lamp.')
  await ana.press('Copy')
  await ana.terminal.shows(/Copy 2 messages[^]*The key is under the pot\.[^]*Bring a lamp\./)
  t.pass('both texts stand in the field')
}

/** A public group is found by its name. */
async function join ({ t, ana, visit }: Scene): Promise<void> {
  await visit('groups/')
  await ana.fill('Name of a group', 'Sailing')
  await ana.pressNext()
  await ana.terminal.shows('Sailing club')
  await ana.press('Sailing club')
  await ana.press('Join')
  await ana.terminal.shows('Message to Sailing club')
  t.pass('an open group is joined')
}

async function label ({ t, ana, visit }: Scene): Promise<void> {
  await visit('labels/')
  await ana.fill('New label', 'Family')
  await ana.press('Add label')
  await ana.terminal.shows('Delete label')
  await visit('contacts/ben')
  await ana.tick('Family')
  await ana.pressNext()
  await visit('contacts/')
  await visit('contacts/ben')
  await ana.terminal.shows('[*]Family')
  t.pass('a contact keeps a new label')
}

/** The requests of this browser, while the wire is being watched. */
async function seeTheWire ({ t, ana, talk, visit }: Scene): Promise<void> {
  await visit('wire/')
  await ana.terminal.shows('Nothing yet')
  await visit(`conversations/${talk}`)
  await ana.fill('Message to Ben Ade', 'On my way')
  await ana.pressNext()
  await ana.terminal.shows('On my way')
  await visit('wire/')
  await ana.press('Outcome')
  await ana.terminal.shows(/2 .*Send POST \/conversations\/.*stored as/)
  t.pass('the table has the send')
}
