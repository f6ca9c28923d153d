import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep } from '../stage/journey.ts'
import { isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

// Keeps the text of everything that is added inside of a live region that is on.
const LISTEN = `window.heard = []
new MutationObserver(changes => {
  for (const { target, addedNodes } of changes) {
    const region = target.closest('[role=log], [role=status], [role=alert], [aria-live]')
    if (region === null || region.getAttribute('aria-live') === 'off') continue
    for (const node of addedNodes) if (node.textContent.trim() !== '') window.heard.push(node.textContent.replace(/\\s+/g, ' ').trim())
  }
}).observe(document.getElementById('middle'), { childList: true, subtree: true })`

const heard = async (page: Page) => await page.evaluate('window.heard') as string[]

journey('B18 a message of one’s own is added to what is read out once; older ones not at all', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  for (let n = 1; n <= 60; n++) await site.say('ben', talk, `old ${n}.`)
  await site.holdline.messenger.conversations.readAll(await site.idOf('ana'))
  const page = await (await visitorAs('ana')).open(`conversations/${talk}`)
  const ben = await visitorAs('ben')
  await until(async () => await isLive(page), true, 'the script runs the page')
  await page.evaluate(LISTEN)
  await write(page, 'my own words')
  await page.locator('.message[data-no]', { hasText: 'my own words' }).waitFor()
  await ben.open(`conversations/${talk}`)
  await page.locator('.message[data-no] .receipt[data-receipt=read]').first().waitFor({ state: 'attached' })
  await site.say('ben', talk, 'his words')
  await until(async () => (await texts(page)).at(-1), 'his words', 'the answer')
  const said = await heard(page)
  t.equal(said.filter(text => text.includes('my own words')).length, 1)
  t.equal(said.filter(text => text.includes('his words')).length, 1)
  t.equal(said.length, 2, said.join(' | '))

  await page.evaluate('document.getElementById("scroller").scrollTop = 0')
  await until(async () => (await texts(page))[0], 'old 1.', 'older messages were loaded')
  t.same(await heard(page), said, 'in silence')
  await until(async () => await page.locator('[role=log][aria-live]').count(), 0, 'then the log speaks again')
  await site.say('ben', talk, 'news')
  await until(async () => (await heard(page)).length, 3, 'and is heard')
})

journey('U10 blocked by me → said above the composer before typing, and in the bounce', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Hello')
  const page = await (await visitorAs('ana', { expected: /status of 403/ })).open(`conversations/${talk}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  await site.holdline.messenger.contacts.block(await site.idOf('ana'), 'ben')
  await page.locator('.gate').getByText('You’ve blocked Ben.').waitFor()
  await until(async () => await isLive(page), true, 'the script runs the page')
  await write(page, 'Still there?')
  const bounce = page.locator('.outgoing[data-state=bounced]')
  await bounce.getByText('You’ve blocked Ben.').waitFor()
  t.equal(await bounce.getByRole('link').count(), 0, 'and nobody is told to ask')
  const drawnByScript = await layoutOf(page)
  await keep(page, 'en-blocked')
  await page.reload()
  await bounce.getByText('You’ve blocked Ben.').waitFor()
  t.same(await layoutOf(page), drawnByScript, 'U23 the server draws it the same')
  await bounce.getByRole('button', { name: 'Unblock' }).click()
  await until(async () => await page.locator('.gate').innerText(), '', 'the line is gone')
  await bounce.getByText('you’re not contacts').waitFor()
  t.equal(new URL(page.url()).pathname, `/conversations/${talk}`, 'in the conversation')
})

// The buttons in their order, and whether they stand in one row.
async function layoutOf (page: Page): Promise<unknown> {
  return await page.evaluate(`(() => {
    const shown = [...document.querySelectorAll('.outgoing[data-state=bounced] .bounce-acts button')].filter(each => each.offsetWidth > 0)
    return { labels: shown.map(each => each.textContent), tops: new Set(shown.map(each => each.offsetTop)).size, state: document.querySelector('.outgoing[data-state=bounced] .state').innerText }
  })()`)
}
