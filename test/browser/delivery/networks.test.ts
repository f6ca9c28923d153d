// Pages behind networks that refuse or change requests and answers.
import t, { type Test } from 'tap'
import { openProxy } from '../../hostile-proxy/proxy.ts'
import { forbidFraming, refuseMethods, refuseTexts } from '../../hostile-proxy/switches/firewalls.ts'
import { pageOf, type Switch } from '../../hostile-proxy/exchange.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

/** The time after which a shown frame has asked for its next page. */
const NOTICED_MS = 4_500

/** The site's address behind a proxy with these switches, with a slash at its end. */
async function behind (t: Test, { site }: Stage, ...switches: Switch[]): Promise<string> {
  const proxy = await openProxy({ upstream: site.address.slice(0, -1), switches })
  t.teardown(proxy.close)
  return `${proxy.origin}/`
}

journey('B33 edit and recall work behind a firewall that allows only GET and POST', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  const address = await behind(t, stage, refuseMethods())
  const page = await (await visitorAs('ana', { address })).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  await write(page, 'See you at fuor')
  await page.locator('.mine[data-no]').waitFor()
  await composer(page).press('ArrowUp')
  const panel = page.locator('.message.editing')
  await panel.getByRole('textbox').fill('See you at four')
  await panel.getByRole('textbox').press('Enter')
  await until(() => texts(page), ['See you at four'], 'changed')
  const message = messages(page).filter({ hasText: 'four' })
  await message.hover()
  await message.getByRole('link', { name: 'More' }).click()
  await page.getByRole('dialog', { name: 'This message' }).getByRole('button', { name: 'Recall' }).click()
  await page.locator('.bubble.recalled').waitFor()
  t.same(await site.texts('ben', talk), [''], 'and recalled')
})

/** Chromium logs a line for each answer that this network gives in the server's place. */
const REFUSED = /the server responded with a status of (?:403|405)/

journey('N1 a firewall refuses one text: it stays with its reason, and later ones are sent', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  const address = await behind(t, stage, refuseTexts())
  const page = await (await visitorAs('ana', { address, expected: REFUSED })).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  await write(page, 'the tag is <script>')
  await write(page, 'and this is harmless')
  await until(() => site.texts('ben', talk), ['and this is harmless'], 'the next message is sent')
  const blocked = page.locator('.outgoing[data-state=failed]')
  await blocked.getByText('refused this text').waitFor()
  t.equal(await blocked.locator('.text').innerText(), 'the tag is <script>')
  await keep(page, 'en-blocked')

  await composer(page).press('ArrowUp')
  const panel = page.locator('.message.editing')
  await panel.getByRole('textbox').fill('<script> again')
  await panel.getByRole('button', { name: 'Save' }).click()
  await panel.getByText('your network answered instead of the server').waitFor()
  t.equal(await panel.getByRole('textbox').inputValue(), '<script> again')
  await panel.getByRole('textbox').press('Escape')
  await site.say('ben', talk, 'I read you')
  await until(async () => (await texts(page)).includes('I read you'), true, 'messages come meanwhile')
  await blocked.getByRole('button', { name: 'Delete' }).click()
  await until(() => blocked.count(), 0, 'and it can be deleted')
})

journey('N1 a portal answers for a while → the page says so, keeps everything, and recovers', async stage => {
  const { t, site, until, visitorAs } = stage
  const [talk, other] = [await site.introduce('ana', 'ben'), await site.introduce('ana', 'cho')]
  for (let i = 1; i <= 45; i++) await site.say('ana', talk, `message ${i}`)
  const portal = { isUp: false }
  const address = await behind(t, stage, next => async ask => portal.isUp ? pageOf(200, 'OK', 'Welcome to the guest network') : await next(ask))
  const page = await (await visitorAs('ana', { address })).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  const menu = page.getByRole('dialog', { name: 'This message' })
  await messages(page).filter({ hasText: 'message 45' }).hover()
  await messages(page).filter({ hasText: 'message 45' }).getByRole('link', { name: 'More' }).click()
  await menu.getByRole('button', { name: 'Copy', exact: true }).waitFor()
  await page.keyboard.press('Escape')
  portal.isUp = true
  const bar = page.locator('#connection')
  await page.getByRole('link', { name: 'Older messages' }).click()
  await bar.getByText('Your network is answering instead of the server').waitFor()
  t.equal(await page.locator('#older').count(), 1, 'nothing of the portal was inserted')
  await page.locator(`#conversation-${other} a[hx-get]`).click()
  await messages(page).filter({ hasText: 'message 45' }).hover()
  await messages(page).filter({ hasText: 'message 45' }).getByRole('link', { name: 'More' }).click()
  await menu.getByText('your network answered').waitFor()
  await keep(page, 'en-portal')
  await page.keyboard.press('Escape')
  await write(page, 'one')
  await write(page, 'two')
  await composer(page).fill('half a word')
  await page.locator('.outgoing[data-state=waiting]').getByText('Waiting for').first().waitFor()
  t.equal(page.url(), `${address}conversations/${talk}`, 'the page was not left')
  portal.isUp = false
  await bar.getByRole('button').click()
  await until(async () => (await site.texts('ben', talk)).slice(-2), ['one', 'two'], 'all go, in order')
  t.equal(await composer(page).inputValue(), 'half a word')
  await until(() => bar.isVisible(), false, 'and the bar is gone')
  await page.getByRole('link', { name: 'Older messages' }).click()
  await until(async () => (await texts(page)).slice(0, 1), ['message 1'], 'older ones come')
})

journey('B10 without script and frames, the messages stand in the page after one more look', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Can you read me?')
  const address = await behind(t, stage, forbidFraming())
  const expected = /frame-ancestors|Framing|chrome-error/
  const page = await (await visitorAs('ana', { address, javaScriptEnabled: false, expected })).open(`conversations/${talk}`)
  t.same(await page.locator('#scroller').isVisible(), false, 'at first the frame is assumed to show them')
  await page.locator('.held-foot').waitFor()
  await keep(page, 'en-frame-blocked')
  await page.locator('.held-foot a[href$="frames=0"]').click()
  await messages(page).getByText('Can you read me?').waitFor()
  await page.getByText('blocks frames').waitFor()
  await keep(page, 'en-frame-inline')

  await page.getByRole('link', { name: 'Try again' }).click()
  await page.locator('.held-foot').waitFor()
  await new Promise(resolve => setTimeout(resolve, NOTICED_MS))
  await page.goto(`${address}conversations/`)
  await page.locator(`#conversation-${talk} a[hx-get]`).click()
  await messages(page).getByText('Can you read me?').waitFor()
  await composer(page).fill('I can')
  await page.locator('#composer .send').click()
  await until(async () => await texts(page), ['Can you read me?', 'I can'], 'noticed by itself, and she can answer')
})
