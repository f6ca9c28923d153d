import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep } from '../stage/journey.ts'
import { composer, isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

const options = async (page: Page) => await page.locator('#completion [role=option] .completion-name').allInnerTexts()
const MARKED = '@ben the *plan*, ~not~ _as it was_:\n- `npm test`, please\n- see https://example.com/plan_b_c\n> quoted 2*3*4\n```\nconst aRatherLongName = await anotherRatherLongName(withManyArguments, ofEveryKind, andMore)\n```'

journey('U160 @ completes a member by the keys; the mention is drawn, listed and jumped to', async ({ t, site, visitorAs, until }) => {
  for (const other of ['ben', 'cho']) await site.introduce('ana', other)
  const { conversations, messages: domain } = site.holdline.messenger
  const anaId = await site.idOf('ana')
  const { conversation: { id } } = await conversations.group(anaId, 'Choir', ['ben', 'cho'])
  const ana = await (await visitorAs('ana')).open(`conversations/${id}`)
  const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } as const
  const ben = await (await visitorAs('ben', phone)).open('conversations/')
  for (const page of [ana, ben]) await until(async () => await isLive(page), true, 'the script runs the page')

  await composer(ana).pressSequentially('Hi @')
  await until(async () => await options(ana), ['Ben', 'Cho', 'Everyone in the group'], 'members and everybody')
  await keep(ana, 'mentions-completion')
  await composer(ana).pressSequentially('b')
  await until(async () => await options(ana), ['Ben'], 'the server looks for the prefix')
  await composer(ana).press('Enter')
  t.equal(await composer(ana).inputValue(), 'Hi @ben ')
  t.equal(await messages(ana).count(), 0, 'nothing was sent')
  await composer(ana).press('Enter')
  await until(async () => await messages(ana).last().locator('.mention').innerText(), '@ben', 'drawn as a name')
  await until(async () => await ben.locator('.badge.at').count(), 1, 'the row of ben tells of it')
  await keep(ben, 'mentions-row-phone')

  for (let i = 0; i < 30; i++) await site.say('cho', id, `Something else, ${i}.`)
  await domain.send({ senderId: anaId, conversationId: id, clientId: 'client-marks', body: MARKED, mentions: 'text' })
  await keep(ben, 'mentions-row-more-phone')
  await ben.goto(`${site.address}mentions/`)
  await until(async () => await ben.locator('.mentions .row').count(), 2, 'both are listed')
  await keep(ben, 'mentions-list-phone')
  await ben.locator('.mentions .row a').last().click()
  await until(async () => await ben.locator('.message:target .mention.own').innerText(), '@ben', 'the list leads to it')
  await keep(ben, 'mentions-pointed-phone')
  await ben.goto(`${site.address}conversations/${id}?at=end#end`)
  await until(async () => await messages(ben).last().locator('strong').innerText(), 'plan', 'marks are drawn')
  await keep(ben, 'marks-phone')
  await ana.reload()
  await keep(ana, 'marks')
  t.equal(await ben.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true, 'long code scrolls by itself')
})

journey('without script → the same names and marks, and the list', async ({ t, site, visitor }) => {
  for (const other of ['ben', 'cho']) await site.introduce('ana', other)
  const { conversations, messages: domain } = site.holdline.messenger
  const { conversation: { id } } = await conversations.group(await site.idOf('ana'), 'Choir', ['ben', 'cho'])
  await domain.send({ senderId: await site.idOf('ana'), conversationId: id, clientId: 'client-marks', body: MARKED, mentions: 'text' })
  const reader = await visitor({ javaScriptEnabled: false })
  await reader.signIn('ben')
  const page = await reader.open('mentions/')
  await keep(page, 'mentions-list-plain')
  t.equal(await page.locator('.mentions .row').count(), 1)
})
