import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, type Stage } from '../stage/journey.ts'
import { isLive, texts, type Visitor } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
/** The server ends it within a second (D27); loading the next page takes time on a busy machine. A hold would end much later. */
const SOON_MS = 5_000

/** A page may be sending its readNo at the very moment its session ends; Chromium logs every 401 to the console. */
const TOO_LATE = /Failed to load resource: the server responded with a status of 401/

/** Opens tabs one after another, and knows which of them has a poll under way. */
async function openTabs ({ until, site }: Stage, visitor: Visitor, talk: string, count: number): Promise<Map<Page, Set<unknown>>> {
  const tabs = new Map<Page, Set<unknown>>()
  for (let opened = 0; opened < count; opened++) {
    const page = await visitor.context.newPage()
    const polls = new Set<unknown>()
    page.on('request', request => { if (request.url().includes('/poll?')) polls.add(request) })
    page.on('requestfinished', request => { polls.delete(request) })
    page.on('requestfailed', request => { polls.delete(request) })
    tabs.set(page, polls)
    await page.goto(`${site.address}conversations/${talk}`)
    await until(async () => await isLive(page), true, `the script runs tab ${opened + 1}`)
  }
  return tabs
}

async function takeOver (stage: Stage, visitor: Visitor, count: number): Promise<void> {
  const { site, until } = stage
  const talk = await site.introduce('ana', 'ben')
  const tabs = await openTabs(stage, visitor, talk, count)
  const polling = () => [...tabs].filter(([, polls]) => polls.size > 0).map(([page]) => page)
  const shown = async () => await Promise.all([...tabs.keys()].map(async page => (await texts(page)).join(' | ')))
  const settled = () => `${site.parked} parked, asked by ${polling().length}`
  await until(settled, '1 parked, asked by 1', `${count} tabs are one browser`)

  await site.say('ben', talk, 'to all of you')
  await until(shown, Array(count).fill('to all of you'), 'every tab shows a new message')
  await until(settled, '1 parked, asked by 1', 'still one poll')

  const [leader] = polling()
  if (leader === undefined) throw new Error('Nobody polls')
  tabs.delete(leader)
  await leader.close()
  await site.say('ben', talk, 'while nobody led')
  await until(shown, Array(count - 1).fill('to all of you | while nobody led'), 'nothing is lost, nothing doubled')
  await until(settled, '1 parked, asked by 1', 'another tab has taken over')
  await site.say('ben', talk, 'under the next')
  await until(shown, Array(count - 1).fill('to all of you | while nobody led | under the next'), 'and all are told')
  await until(settled, '1 parked, asked by 1', 'and it is one poll again')
}

journey('eight tabs share one poll, and another takes over when the leader is closed', async stage => {
  await takeOver(stage, await stage.visitorAs('ana'), 8)
})

journey('without locks and channels (plain HTTP, older browsers) tabs share a poll by storage', async stage => {
  const without = 'delete Navigator.prototype.locks; delete window.BroadcastChannel'
  const visitor = await stage.visitorAs('ana', { without })
  await takeOver(stage, visitor, 3)
  for (const page of visitor.context.pages()) {
    stage.t.notOk(await page.evaluate('navigator.locks || window.BroadcastChannel'), 'it really has none of them')
  }
})

journey('signing out in one tab signs the other tabs out', async stage => {
  const { t, site, visitorAs, until } = stage
  const talk = await site.introduce('ana', 'ben')
  const visitor = await visitorAs('ana', { expected: TOO_LATE })
  const tabs = [...(await openTabs(stage, visitor, talk, 2)).keys()]
  const [first, second] = tabs
  if (first === undefined || second === undefined) throw new Error('Two tabs were opened')
  await until(() => site.parked, 1, 'they poll')
  await first.getByRole('link', { name: 'Settings' }).click()
  await first.getByRole('button', { name: 'Sign out' }).click()
  const left = Date.now()
  for (const page of [first, second]) await page.waitForURL('**/signin*')
  t.ok(Date.now() - left < SOON_MS, `soon (${Date.now() - left} ms)`)
  await until(() => site.parked, 0, 'no poll is parked any more')
  await second.goto(`${site.address}conversations/${talk}`)
  t.match(second.url(), /\/signin\?back=/, 'no page of it can be opened')
})

journey('a session ended from the settings closes its page at once', async stage => {
  const { t, site, visitorAs, until } = stage
  await site.introduce('ana', 'ben')
  const lost = await (await visitorAs('ana', { expected: TOO_LATE })).open('conversations/')
  await until(async () => await isLive(lost), true, 'the lost browser is live')
  await until(() => site.parked, 1, 'and polls')
  const desk = await (await visitorAs('ana')).open('settings/sessions')
  await until(() => site.parked, 2, 'so does the other')
  await desk.locator('#stage').getByRole('button', { name: 'Sign out', exact: true }).first().click()
  const ended = Date.now()
  await lost.waitForURL('**/signin*')
  t.ok(Date.now() - ended < SOON_MS, `soon (${Date.now() - ended} ms)`)
  await desk.getByText('That browser was signed out.').waitFor()
  await until(() => site.parked, 1, 'the other one is still live')
})
