import type { Test } from 'tap'
import { Site } from '../browser/stage/site.ts'
import { signInByEye } from './by-eye.ts'
import { NetSurf, type Box } from './drivers/netsurf.ts'
import { eventually } from './drivers/program.ts'

interface Scene {
  readonly t: Test
  readonly site: Site
  readonly ana: NetSurf
  readonly anaId: string
  readonly benId: string
  /** The conversation of Ana and Ben, who said two sentences in it. */
  readonly talk: string
  visit (page: string, title: string): Promise<void>
}

/** The column of the page, right of the list. */
const STAGE_LEFT = 300
/** In that column, right of the first button of a line. */
const SECOND_LEFT = 420

// The contents of the column: fields and wide buttons, pictures of rows, buttons by themselves.
const isWide = ({ left, width, height }: Box) => left > STAGE_LEFT && width > 300 && height > 30
const isPicture = ({ left, width, height }: Box) => left > STAGE_LEFT && width > 40 && width < 60 && height > 40
const isButton = ({ left, width, height }: Box) => left > STAGE_LEFT && width > 60 && width < 200 && height > 25

/** Errands on pages of their own in NetSurf: what cannot be read from its screen is asked of the server. */
export function errandsByEye (t: Test, skip: string | false): void {
  t.test('NetSurf, frames → searches, reacts, unpins, copies, labels, joins by a link and forwards', { skip }, async t => {
    const site = new Site()
    await site.start()
    t.teardown(async () => await site.end())
    await site.add('ana', 'Ana Castro')
    await site.add('ben', 'Ben Ade')
    const talk = await site.introduce('ana', 'ben')
    for (const text of ['The key is under the pot.', 'Bring a lamp.']) await site.say('ben', talk, text)
    const { pins, stars } = site.holdline.messenger
    const [anaId, benId] = [await site.idOf('ana'), await site.idOf('ben')]
    await pins.pin(benId, talk, 2, true)
    await stars.star(anaId, talk, 3, true)

    const ana = await NetSurf.open(`${site.address}signin`)
    t.teardown(async () => await ana.end())
    await signInByEye(ana, 'ana')
    const scene: Scene = { t, site, ana, anaId, benId, talk, visit: async (page, title) => await ana.visit(site.address + page, `${title} · Holdline`) }
    for (const errand of [search, react, endPinAndStar, copy, label, join, forward]) await errand(scene)
    t.same(site.logged, [], 'no fault on the server')
  })
}

async function search ({ t, ana, visit }: Scene): Promise<void> {
  await visit('search/', 'Search messages')
  await ana.click(await ana.box('the field for words', isWide))
  await ana.type('key\n')
  await ana.click(await ana.box('the picture of the hit', isPicture))
  await ana.titled('Ben Ade · Holdline')
  t.pass('a hit leads to its conversation')
}

async function react ({ t, site, ana, anaId, talk, visit }: Scene): Promise<void> {
  await visit(`messages/${talk}?no=3`, 'This message')
  await ana.click(await ana.box('the first emoji', ({ left, width, height }) => left > STAGE_LEFT && width > 35 && width < 60 && height > 30))
  await eventually('it is a reaction', async () => (await site.holdline.messenger.messages.one(anaId, talk, 3)).reactions?.[0]?.mine)
  t.pass('an emoji is a reaction')
}

async function endPinAndStar ({ t, site, ana, anaId, talk, visit }: Scene): Promise<void> {
  const { pins, stars } = site.holdline.messenger
  await visit(`conversations/${talk}/pins`, 'Pinned messages')
  await ana.click(await ana.box('the button that unpins', isButton))
  await eventually('it is pinned no longer', async () => (await pins.list(anaId, talk, { limit: 9 })).rows.length === 0)
  await visit('starred/', 'Starred messages')
  await ana.click(await ana.box('the button that takes the star', isButton))
  await eventually('it has no star', async () => (await stars.list(anaId, { limit: 9 })).rows.length === 0)
  t.pass('both lists let go of theirs')
}

/** By the second button under the list, where one message is chosen. */
async function copy ({ t, ana, talk, visit }: Scene): Promise<void> {
  await visit(`select/${talk}?no=2`, 'Select messages')
  await ana.click(await ana.box('the button that copies', box => isButton(box) && box.left > SECOND_LEFT && box.width < 120))
  await ana.titled('Copy a message · Holdline')
  t.pass('its text stands in a field')
}

async function label ({ t, site, ana, anaId, visit }: Scene): Promise<void> {
  await visit('labels/', 'Labels')
  await ana.click(await ana.box('the field for a name', isWide))
  await ana.type('Family\n')
  await eventually('the label is there', async () => (await site.holdline.messenger.labels.list(anaId)).some(({ name }) => name === 'Family'))
  t.pass('a label is added')
}

/** By the page of a link, which says what one joins. */
async function join ({ t, site, ana, anaId, benId, visit }: Scene): Promise<void> {
  const { conversations } = site.holdline.messenger
  const { conversation: { id } } = await conversations.group(benId, 'Harbour', [])
  const { code } = await site.holdline.people.groupInvites.make(benId, id)
  await visit(`join/${code}`, 'Harbour')
  await ana.click(await ana.box('the button that joins', ({ width, height }) => width > 300 && height > 7 && height < 60))
  await eventually('ana is a member', async () => (await conversations.list(anaId, { limit: 9 })).conversations.some(each => each.id === id))
  t.pass('a link leads into its group')
}

/** To the first conversation of the list, whose box to tick stands left of its picture. */
async function forward ({ t, site, ana, anaId, talk, visit }: Scene): Promise<void> {
  const { conversations, messages } = site.holdline.messenger
  await visit(`forward/${talk}?no=2`, 'Forward a message')
  const isPick = ({ left, top, width, height }: Box) => left > STAGE_LEFT && top > 300 && width > 30 && width < 50 && height > 30
  const picture = await ana.box('the picture of a conversation', isPick)
  await ana.click({ ...picture, left: picture.left - 36, width: 22 })
  const isBelow = ({ left, top, width, height }: Box) =>
    left > STAGE_LEFT && top > picture.top + picture.height && width > 60 && width < 200 && height > 7
  await ana.click(await ana.box('the button that forwards', isBelow))
  await eventually('it is in another conversation', async () => {
    const others = (await conversations.list(anaId, { limit: 9 })).conversations.filter(({ id }) => id !== talk)
    const said = await Promise.all(others.map(async ({ id }) => (await messages.history(anaId, id, { limit: 9 })).messages))
    return said.flat().some(({ body, forwardedFrom }) => body === 'The key is under the pot.' && forwardedFrom !== undefined)
  })
  t.pass('a message is forwarded')
}
