// Pages behind networks that break compressed answers.
import t, { type Test } from 'tap'
import { PASSWORD } from '#test/world.ts'
import { openProxy } from '../../hostile-proxy/proxy.ts'
import type { Switch } from '../../hostile-proxy/exchange.ts'
import { decodeSilently, forgetCodings } from '../../hostile-proxy/switches/codings.ts'
import { journeys, type Stage } from '../stage/journey.ts'
import { isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

/** The site's address behind a proxy with this switch, with a slash at its end. */
async function behind (t: Test, { site }: Stage, vice: Switch): Promise<string> {
  const proxy = await openProxy({ upstream: site.address.slice(0, -1), switches: [vice] })
  t.teardown(proxy.close)
  return `${proxy.origin}/`
}

/** Chromium logs scripts and sheets that it cannot decode, or that are no scripts. */
const UNREADABLE = /ERR_CONTENT_DECODING_FAILED|Invalid or unexpected token|Unexpected token|Failed to load resource/

for (const [name, vice] of Object.entries({ 'forgets that answers are compressed': forgetCodings, 'decompresses and does not say so': decodeSilently })) {
  journey(`N2 a network that ${name} → signing in, reading, writing; messages arrive`, async stage => {
    const { t, site, until, visitor } = stage
    const talk = await site.introduce('ana', 'ben')
    for (let i = 1; i <= 30; i++) await site.say('ben', talk, `message ${i}`)
    const address = await behind(t, stage, vice())
    const page = await (await visitor({ address, expected: UNREADABLE })).open()
    await until(async () => await page.evaluate('typeof (window.Holdline || {}).boot').catch(() => 'left'), 'function', 'the script came as it is')
    await page.locator('[name=username]').fill('ana')
    await page.locator('[name=password]').fill(PASSWORD)
    await page.locator('button.primary').click()
    await page.locator(`#conversation-${talk} a[hx-get]`).click()
    await until(() => isLive(page), true, 'the script runs the page')
    await write(page, 'I can read you')
    await until(async () => (await site.texts('ben', talk)).at(-1), 'I can read you', 'sent')
    for (let i = 1; i <= 8; i++) await site.say('ben', talk, `and I can read you ${i} `.repeat(20))
    await until(async () => (await texts(page)).filter(text => text.startsWith('and I')).length, 8, 'messages arrive')
  })

  journey(`N2 a page open as its network becomes one that ${name} → goes on`, async stage => {
    const { t, site, until, visitorAs } = stage
    const talk = await site.introduce('ana', 'ben')
    for (let i = 1; i <= 60; i++) await site.say('ana', talk, `message ${i}`)
    const network = { isBad: false }
    const address = await behind(t, stage, (next, surroundings) => {
      const bad = vice()(next, surroundings)
      return async ask => network.isBad ? await bad(ask) : await next(ask)
    })
    const page = await (await visitorAs('ana', { address, expected: UNREADABLE })).open(`conversations/${talk}`)
    await until(() => isLive(page), true, 'the script runs the page')
    network.isBad = true
    for (let i = 1; i <= 8; i++) await site.say('ben', talk, `new ${i} `.repeat(60))
    await until(async () => (await texts(page)).filter(text => text.startsWith('new')).length, 8, 'messages arrive')
    await page.evaluate('document.getElementById("scroller").scrollTop = 0')
    await until(async () => (await texts(page)).includes('message 1'), true, 'older ones as well')
    await page.reload()
    await until(() => isLive(page), true, 'a page loaded anew is readable')
    network.isBad = false
    await page.goto(`${address}conversations/`)
    await until(async () => String(await page.evaluate('document.cookie')).includes('holdline_unpacked'), false, 'and a good network is found')
  })
}

journey('N2 without script, an unreadable page → readable when reloaded, and so are the next', async stage => {
  const { t, site, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  for (let i = 1; i <= 30; i++) await site.say('ben', talk, `message ${i}`)
  const address = await behind(t, stage, forgetCodings())
  const page = await (await visitorAs('ana', { address, javaScriptEnabled: false, expected: UNREADABLE })).open(`conversations/${talk}`)
  t.equal(await page.locator('#composer').count(), 0, 'at first it is not')
  await page.reload()
  await page.locator('#composer').waitFor()
  await page.goto(`${address}settings/privacy`)
  await page.getByRole('heading', { name: 'Settings' }).first().waitFor()
})
