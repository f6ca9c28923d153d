// Draws docs/browsers/*.png again: the same conversation in browsers old and new, in the real programs.
// node_modules/.bin/node test/engines/pictures.ts (needs what npm run test:browsers needs, and Debian's xterm).
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { currentChromium } from '#test/browser.ts'
import { root } from '#test/source/project.ts'
import { PASSWORD } from '#test/world.ts'
import { Site } from '../browser/stage/site.ts'
import { openFirstByEye, signInByEye } from './by-eye.ts'
import { Chrome } from './drivers/chrome.ts'
import { Display } from './drivers/display.ts'
import { NetSurf } from './drivers/netsurf.ts'
import { QtWebKit } from './drivers/qtwebkit.ts'
import { SIZE } from './drivers/terminal.ts'
import { Lynx } from './drivers/text-browsers.ts'
import { pythonWithQtWebKit } from './installed.ts'
import { Talker } from './talker.ts'

const FOLDER = join(root, 'docs/browsers')
/** The date in the pictures, fixed so that they do not change. */
const EVENING = Date.UTC(2026, 10, 20, 20, 14)
const MINUTE = 60_000

const SAID: ReadonlyArray<readonly [minutesAgo: number, who: string, what: string]> = [
  [24, 'ben', 'Are you coming on Thursday? We are short of tenors.'],
  [21, 'ana', 'Wouldn’t miss it. The train wifi blocks half the internet, but this gets through.'],
  [20, 'ben', '太好了！七点半见。'],
  [18, 'ana', 'Half past seven it is. I’ll bring the scores.'],
  [2, 'ben', 'You are a treasure.']
]

// Users' colours follow from their ids.
let ids = 0
const site = new Site(() => `picture-${++ids}`)
const ends: Array<() => Promise<void>> = [async () => await site.end()]
mkdirSync(FOLDER, { recursive: true })
await site.start()
try {
  const at = (minutesAgo: number) => { site.lagMs = Date.now() - EVENING + minutesAgo * MINUTE }
  at(3_000)
  await site.add('ana', 'Ana Castro')
  await site.add('ben', 'Ben Ade')
  const id = await site.introduce('ben', 'ana')
  const { conversations } = site.holdline.messenger
  for (const [minutesAgo, who, what] of SAID) {
    at(minutesAgo)
    await site.say(who, id, what)
    for (const reader of ['ana', 'ben']) await conversations.read(await site.idOf(reader), id, (await conversations.one(await site.idOf(reader), id)).lastNo)
  }
  at(0)

  const chrome = await Chrome.start(await currentChromium())
  ends.push(async () => await chrome.end())
  const ben = new Talker(await chrome.person(), site.address)
  await ben.signIn('ben')
  await ben.isLive()

  await inChromium(chrome)
  await inQtWebKit()
  await inNetSurf()
  await inLynx()
} finally {
  for (const end of ends.reverse()) await end()
}

function keep (name: string, png: Buffer): void {
  writeFileSync(join(FOLDER, `${name}.png`), png)
  console.log(`${name}.png, ${Math.ceil(png.length / 1024)} KiB`)
}

async function inChromium (chrome: Chrome): Promise<void> {
  const ana = new Talker(await chrome.person(), site.address)
  await openLive(ana)
  keep('chromium', await ana.tab.picture())
}

async function inQtWebKit (): Promise<void> {
  const qtWebKit = new QtWebKit(String(pythonWithQtWebKit().python))
  ends.push(async () => await qtWebKit.end())
  const ana = new Talker(await qtWebKit.person(), site.address)
  await openLive(ana)
  keep('qtwebkit', await ana.tab.picture())
}

async function openLive (ana: Talker): Promise<void> {
  await ana.signIn('ana')
  await ana.openFirst()
  await ana.isLive()
  await ana.has('.conversation-head [data-presence-of=ben][data-state=online]')
  await new Promise(resolve => setTimeout(resolve, 500))
}

async function inNetSurf (): Promise<void> {
  const browser = await NetSurf.open(`${site.address}signin`)
  ends.push(async () => await browser.end())
  await signInByEye(browser, 'ana')
  await openFirstByEye(browser)
  await browser.titled('Ben Ade · Holdline')
  await new Promise(resolve => setTimeout(resolve, 2_000))
  keep('netsurf', (await browser.settles()).png())
}

// Lynx in its terminal, and an xterm that shows the same screen.
async function inLynx (): Promise<void> {
  const browser = await Lynx.open(`${site.address}signin`)
  ends.push(async () => await browser.terminal.end())
  await browser.press('Plain version')
  await browser.terminal.shows('Live version')
  await browser.fill('Username', 'ana')
  await browser.fill('Password', PASSWORD)
  await browser.pressNext()
  await browser.terminal.shows('You are a treasure')
  await browser.press('Ben Ade')
  await browser.terminal.shows('Message to Ben Ade')
  const display = await Display.open()
  ends.push(async () => await display.end())
  const xterm = display.run('xterm', () => [
    '-geometry', SIZE.join('x'), '-fa', 'DejaVu Sans Mono', '-fd', 'Noto Sans Mono CJK SC', '-fs', '12', '-b', '0', '-bg', '#000000', '-fg', '#ffffff',
    '-e', 'tmux', '-u', '-S', join(browser.terminal.home, 'tmux'), 'attach'
  ], { env: { TERM: 'xterm-256color' } })
  ends.push(async () => await xterm.end())
  await new Promise(resolve => setTimeout(resolve, 3_000))
  keep('lynx', display.picture().png())
}
