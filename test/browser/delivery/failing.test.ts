import t from 'tap'
import type { Page } from 'playwright-core'
import { createAssets } from '#server/assets/assets.ts'
import { installation } from '#server/installation.ts'
import { journeys, type Stage } from '../stage/journey.ts'
import { composer, isLive } from '../stage/visitor.ts'

// A fault anywhere in the live page's script never leaves a dead page: messages can be sent, links work, and a page
// that no longer gets events says so.
const journey = journeys(t, ['ana', 'ben'])

const served = script('holdline.js')
/** Places for a fault: the first line of each function that our files share, except those that report faults. */
const PARTS = [...served.matchAll(/^ {2}Holdline\.(\w+) = function \([^)]*\) \{$/gm)]
  .map(({ 0: line, 1: name = '', index }) => ({ name, at: index + line.length }))
  .filter(({ name }) => !/^(?:report|guarded|createGuard)$/.test(name))
const EXPECTED = /planted|Failed to load resource|htmx:|Response Status Error Code/

function script (name: string): string {
  const assets = createAssets(installation())
  return String(assets.get(assets.address(name).replace('static/', ''))?.body)
}

function planted (source: string, at: number): string {
  return `${source.slice(0, at)}\nthrow new Error('planted')\n${source.slice(at)}`
}

interface Broken {
  readonly page: Page
  readonly chat: string
  /** Sets the script from the next page on. */
  serve (source: string): void
  /** Errors thrown besides the planted one. */
  readonly surprises: readonly string[]
}

async function brokenPage ({ site, visitorAs }: Stage, name = 'holdline.js'): Promise<Broken> {
  const chat = await site.introduce('ana', 'ben')
  const visitor = await visitorAs('ana', { expected: EXPECTED })
  const surprises: string[] = []
  const page = await visitor.context.newPage()
  visitor.context.removeAllListeners('weberror')
  visitor.context.on('weberror', thrown => {
    if (!thrown.error().message.includes('planted')) surprises.push(thrown.error().stack ?? thrown.error().message)
  })
  let source = script(name)
  await visitor.context.route(`**/static/${name.replace('.js', '.*.js')}`, async route => {
    if (source === '') await route.abort()
    else await route.fulfill({ contentType: 'text/javascript', body: source })
  })
  return { page, chat, serve: given => { source = given }, surprises }
}

/** Writes and presses the button, again if nothing came of it, as people do; returns whether it arrived. */
async function says (stage: Stage, { page, chat }: Broken, text: string): Promise<boolean> {
  for (let times = 0; times < 3; times++) {
    if (await composer(page).inputValue().catch(() => '') === '') await composer(page).fill(text)
    await page.locator('#composer .send').click()
    for (let looks = 0; looks < 20; looks++) {
      if ((await stage.site.texts('ana', chat)).includes(text)) return true
      await page.waitForTimeout(50)
    }
  }
  return false
}

/** Looks in a row that must find a loaded page not live: one that has just opened is not live yet. */
const NOT_LIVE_LOOKS = 10

async function isShownOrNotLive (page: Page, text: string): Promise<boolean> {
  const shown = page.locator('#scroller').getByText(text).first()
  for (let looks = 0, notLive = 0; looks < 300; looks++) {
    if (await shown.isVisible()) return true
    const isLoading = await page.evaluate('document.readyState').catch(() => 'loading') !== 'complete'
    notLive = isLoading || await isLive(page) ? 0 : notLive + 1
    if (notLive === NOT_LIVE_LOOKS) return true
    await page.waitForTimeout(50)
  }
  return false
}

journey('a fault in any part of the script → the page still sends, and is never live but deaf', async stage => {
  const { t, site } = stage
  const broken = await brokenPage(stage)
  const { page, chat } = broken
  t.ok(PARTS.length > 30, 'there are parts')
  for (const { name, at } of PARTS) {
    broken.serve(planted(served, at))
    await page.goto(`${site.address}conversations/${chat}`)
    t.ok(await says(stage, broken, `with a fault in ${name}`), name)
    t.equal((await site.texts('ana', chat)).filter(text => text.endsWith(name)).length, 1, `${name}: once`)
    await site.say('ben', chat, `to ${name}`)
    t.ok(await isShownOrNotLive(page, `to ${name}`), `${name}: shown, or not live`)
  }
  t.same(broken.surprises, [])
})

/** A function of ours, found by its first line, with a fault in it. */
function withFault (line: string, fault = 'throw new Error(\'planted\')', source = served): string {
  if (source.split(line).length !== 2) throw new Error(`Not one place: ${line}`)
  return source.replace(line, `${line}\n${fault}\n`)
}

journey('a page that keeps failing says so, keeps the half-typed text, and works by forms', async stage => {
  const { t, site, until } = stage
  const broken = await brokenPage(stage)
  const { page, chat } = broken
  broken.serve(withFault('  function settle (polls, mine, result) {', 'if (window.broken) throw new Error(\'planted\')'))
  await page.goto(`${site.address}conversations/${chat}`)
  await until(async () => await isLive(page), true, 'live at first')
  await composer(page).fill('half of what I wan')
  t.equal(await page.locator('#failed').isVisible(), false)
  await page.evaluate('window.broken = true')
  await site.say('ben', chat, 'are you there?')
  await until(async () => await isLive(page), false, 'given up')
  t.match(await page.locator('#failed').innerText(), /it no longer updates by itself/)
  await page.locator('.list-foot').getByRole('button', { name: 'No-script version' }).waitFor() // The parts of a plain page.
  await until(() => site.parked, 0, 'it asks no more')
  t.equal(await composer(page).inputValue(), 'half of what I wan')
  await composer(page).press('End')
  await composer(page).press('Enter')
  await page.keyboard.type('ted')
  t.equal(await composer(page).inputValue(), 'half of what I wan\nted', 'keys do what they do in any page')
  await page.evaluate('window.stillHere = true')
  await page.getByRole('button', { name: 'Send' }).click()
  await until(async () => (await site.texts('ana', chat)).at(-1), 'half of what I wan\nted', 'sent by the form')
  t.equal(await page.evaluate('window.stillHere === undefined'), true, 'by a new page')
  await until(async () => await isLive(page), true, 'which is live again')
  t.same(broken.surprises, [])
})

journey('one fault does not end a live page, and the poll it broke is repeated', async stage => {
  const { t, site, until } = stage
  const broken = await brokenPage(stage)
  const { page, chat } = broken
  broken.serve(withFault('  function settle (polls, mine, result) {', 'if (window.broken-- > 0) throw new Error(\'planted\')'))
  await page.goto(`${site.address}conversations/${chat}`)
  await until(() => site.parked, 1, 'it waits')
  await page.evaluate('window.broken = 1')
  await site.say('ben', chat, 'are you there?')
  await page.getByText('are you there?').first().waitFor()
  t.ok(await isLive(page))
  t.equal(await page.evaluate('window.broken < 0'), true, 'it did fail')
})

journey('a listener that always fails is dropped, and the browser’s own action works again', async stage => {
  const { t, site, until } = stage
  const broken = await brokenPage(stage, 'later.js')
  const { page, chat } = broken
  broken.serve(withFault('  function open (actions, link, isToEdit) {', undefined, script('later.js')))
  await site.say('ana', chat, 'to be edited')
  await page.goto(`${site.address}conversations/${chat}`)
  await until(async () => await isLive(page), true, 'live')
  const more = page.locator('.message.mine .more')
  for (let times = 0; times < 3; times++) {
    t.equal(await isLive(page), true)
    await more.click({ force: true })
  }
  await until(async () => await isLive(page), false, 'given up')
  await more.click({ force: true })
  await page.waitForURL(/messages\/.*\?no=/)
})

journey('without the texts of the script → the page goes on as links and forms', async stage => {
  const { t, site, until } = stage
  const broken = await brokenPage(stage, 'texts-en.js')
  const { page, chat } = broken
  for (const [what, source] of [['not there', ''], ['not a script', '<html>A proxy says no</html>']] as const) {
    broken.serve(source)
    await page.goto(`${site.address}conversations/${chat}`)
    await until(async () => await page.locator('html.is-starting').count(), 0, what)
    t.equal(await isLive(page), false, what)
    t.ok(await says(stage, broken, what), what)
  }
})

journey('without htmx, or with one that fails → links work and the page is live', async stage => {
  const { t, site, until } = stage
  const broken = await brokenPage(stage, 'htmx.js')
  const { page, chat } = broken
  const whole = script('htmx.js')
  for (const [what, source] of [
    ['not there', ''], ['not a script', '<html>A proxy says no</html>'], ['it throws', 'throw new Error("planted")'],
    ['it asks in vain', whole.replace('xhr.open(verb.toUpperCase(), finalPath, true);', 'xhr.open("GET", "../nowhere", true);')]
  ] as const) {
    broken.serve(source)
    await page.goto(`${site.address}conversations/`)
    await until(async () => await isLive(page), true, `${what}: live`)
    // A row that is drawn anew between press and release takes no click: people press again.
    for (let times = 0; times < 3 && !/conversations\/\w/.test(page.url()); times++) {
      await page.locator('#conversations a').first().click()
      await page.waitForURL(/conversations\/\w/, { timeout: 5_000 }).catch(() => {})
    }
    await page.waitForURL(/conversations\/\w/)
    await until(async () => await isLive(page), true, `${what}: live there`)
    t.ok(await says(stage, broken, what), what)
    await site.say('ben', chat, `to ${what}`)
    await page.locator('#scroller').getByText(`to ${what}`).waitFor()
  }
})

journey('a fragment that is a whole page is opened as a page', async ({ t, site, visitorAs, until }) => {
  await site.introduce('ana', 'ben')
  const visitor = await visitorAs('ana')
  const page = await visitor.open('conversations/')
  await until(async () => await isLive(page), true, 'live')
  await visitor.context.route('**/*fragment=1', route => route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><title>Proxy</title>' }))
  await page.locator('#conversations a').first().click()
  await page.waitForURL(/conversations\/\w/)
  t.equal(await page.locator('.rail').count(), 1, 'the page itself')
})

journey('calls that never end → forms still work; once calls end, the page becomes live', async stage => {
  const { t, site, visitorAs, until } = stage
  const chat = await site.introduce('ana', 'ben')
  const without = 'var send = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function () { if (!window.isMute) send.apply(this, arguments) }'
  const mute = await visitorAs('ana', { without: `window.isMute = true; ${without}` })
  const page = await mute.open(`conversations/${chat}`)
  await page.waitForTimeout(300)
  t.equal(await isLive(page), false)
  t.ok(await says(stage, { page, chat, serve: () => {}, surprises: [] }, 'by the form'))
  const late = await (await visitorAs('ben', { without: `window.isMute = false; ${without}`, expected: EXPECTED })).context.newPage()
  let calls = 0
  await late.route('**/poll?hold=0&once=*', async route => {
    if (++calls === 1) await route.abort()
    else await route.continue()
  })
  await late.goto(`${site.address}conversations/${chat}`)
  await until(async () => await isLive(late), true, 'at the second call')
  t.equal(calls, 2)
})
