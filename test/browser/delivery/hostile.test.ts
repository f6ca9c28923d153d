import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep } from '../stage/journey.ts'
import { isLive, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ben'])

const HOSTILE = [
  '<script>window.pwned = true</script><img src=x onerror="window.pwned = true">',
  '"><svg/onload=window.pwned=true>\' onmouseover=window.pwned=true x=\'',
  '</textarea></ol></div><style>* { display: none !important }</style><li id="composer" class="message">',
  '<div class="patch" data-seq="999999" data-how="remove" data-target="composer"></div><a href="javascript:window.pwned=true">x</a> javascript:window.pwned=true',
  'https://example.com/' + 'a'.repeat(500) + ' {name} {{7*7}}',
  'W'.repeat(4_000),
  'שלום עולם، مرحبا \u202e txt.exe \u2066',
  '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(60),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞'.repeat(20)
]
const NAMES = ['<img src=x onerror=window.pwned=true>', '"><script>window.pwned=true</script>', 'Ｗ'.repeat(64), '</title></span><style>*{display:none}', '‏مرحبا بالعالم', 'Z' + '\u0301\u0316\u0310\u0324'.repeat(15)]

/** Asserts that no script ran, nothing is wider than the window, and the composer works. */
async function isHarmless (page: Page): Promise<{ ran: unknown, tooWide: number, canWrite: boolean }> {
  return {
    ran: await page.evaluate('window.pwned === undefined ? null : window.pwned'),
    tooWide: await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'),
    canWrite: await page.locator('#composer textarea').isVisible()
  }
}

/** Selectors of texts that are not clipped to a box of about their own lines: marks on them would reach other people's words. */
async function unclipped (page: Page): Promise<string[]> {
  return await page.evaluate(`['.by .name', '.text', '.row-name', '.row-last', '.under', '.line', 'h1'].filter(selector =>
    [].some.call(document.querySelectorAll(selector), element => {
      const range = document.createRange()
      range.selectNodeContents(element)
      const text = range.getBoundingClientRect()
      for (let box = element; box !== null && text.height > 1; box = box.parentElement) {
        if (getComputedStyle(box).overflowY !== 'visible') return box.getBoundingClientRect().height > text.height + 16
      }
      return text.height > 1
    }))`)
}

journey('S19 combining marks on names and messages are drawn inside their own lines', async ({ t, site, visitorAs, until }) => {
  await site.add('zal', 'Z' + '\u0301\u0316\u0310\u0324'.repeat(15))
  const talk = await site.introduce('zal', 'ben')
  const { conversation: group } = await site.holdline.messenger.conversations.group(await site.idOf('zal'), 'Z\u0301\u0316\u0310\u0324', ['ben'])
  for (const id of [talk, group.id]) await site.say('zal', id, 'Zoe' + '\u0301\u0316\u0310\u0324'.repeat(15))
  for (const options of [{}, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }]) {
    const ben = await (await visitorAs('ben', options)).open()
    for (const address of [`conversations/${talk}`, `conversations/${group.id}`, 'conversations/', 'contacts/', 'contacts/zal']) {
      await ben.goto(site.address + address)
      t.ok(await ben.getByText('Z').count() > 0, 'the name is there')
      await until(async () => await unclipped(ben), [], address.replace(talk, 'direct').replace(group.id, 'group'))
    }
    await ben.goto(`${site.address}conversations/${group.id}`)
    await keep(ben, `en-marks-${options.viewport?.width ?? 'desk'}`)
  }
})

journey('hostile names and texts are drawn as text, at any width', async ({ t, site, visitorAs, until }) => {
  const harmless = { ran: null, tooWide: 0, canWrite: true }
  const people = await Promise.all(NAMES.map(async (name, index) => {
    const username = `x${index}`
    await site.add(username, name.slice(0, 64))
    return { username, name: name.slice(0, 64), talk: await site.introduce(username, 'ben') }
  }))
  const [eve, ...others] = people
  if (eve === undefined) throw new Error('Somebody is hostile')
  const ben = await (await visitorAs('ben')).open(`conversations/${eve.talk}`)
  const phone = await (await visitorAs('ben', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).open(`conversations/${eve.talk}`)
  const attacker = await (await visitorAs('x0')).open(`conversations/${eve.talk}`)
  for (const page of [ben, phone, attacker]) await until(async () => await isLive(page), true, 'the script runs the page')

  for (const text of HOSTILE) await write(attacker, text)
  const drawn = async (page: Page) => (await texts(page)).map(text => text.replace(/\s+/g, ' ').trim())
  const wanted = await site.texts('ben', eve.talk).then(list => list.map(text => text.replace(/\s+/g, ' ').trim()))
  for (const page of [ben, phone, attacker]) {
    await until(async () => await messages(page).count(), HOSTILE.length, 'every message has come')
    await until(async () => await page.locator('.message[data-no]:not(.system)').count(), HOSTILE.length, 'and is stored')
    t.same(await isHarmless(page), harmless, 'as it came by a poll')
  }
  t.equal(wanted.length <= HOSTILE.length, true)
  t.same(await drawn(ben), (await site.texts('ben', eve.talk)).map(text => text.replace(/\s+/g, ' ').trim()), 'letter for letter')
  t.equal(await ben.locator('.conversation-head h1').innerText(), eve.name)
  const links = await ben.locator('#scroller .text a').all()
  t.ok(links.length > 0, 'there is a link among them')
  for (const link of links) {
    t.match(await link.getAttribute('href'), /^https?:/, 'only addresses of the web are links')
    t.match(await link.getAttribute('rel'), /noopener/)
  }

  for (const { talk, username } of others) await site.say(username, talk, HOSTILE[0] ?? '')
  for (const page of [ben, phone]) {
    await page.reload()
    t.same(await isHarmless(page), harmless, 'as it stands in a page')
    for (const address of ['conversations/', 'contacts/', `contacts/${eve.username}`]) {
      await page.goto(site.address + address)
      t.same({ ...await isHarmless(page), canWrite: true }, harmless, `on ${address.replace(eve.username, '…')}`)
    }
  }
  await phone.goto(`${site.address}conversations/${eve.talk}`)
  await keep(phone, 'en-hostile')
  await ben.goto(`${site.address}conversations/`)
  await keep(ben, 'en-hostile-list')
})
