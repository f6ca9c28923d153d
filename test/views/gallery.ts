// Every state of every page, for people to look at: `node test/views/gallery.ts [state …]` draws them into
// build/gallery, as a wide window by day in English and as a phone by night in 中文.
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Skin } from '#domain/account/settings.ts'
import { createAssets } from '#server/assets/assets.ts'
import { installation } from '#server/installation.ts'
import { openBrowser } from '#test/browser.ts'
import { textsScript } from '#views/parts/script-texts.ts'
import { placeOptions } from '#views/conversations/switcher.ts'
import { rowMenu } from '#views/conversations/own-settings.ts'
import { emojiPicker } from '#views/messages/emoji.ts'
import { messageActs } from '#views/messages/message-acts.ts'
import { conversation, pageOf, withBen } from './sample.ts'
import { placesOf, STATES } from './states.ts'

export const LOOKS = [
  { name: 'wide-day-en', width: 1280, height: 800, colorScheme: 'light', language: 'en' },
  { name: 'phone-night-zh', width: 390, height: 844, colorScheme: 'dark', language: 'zh' }
] as const
export type Look = typeof LOOKS[number] & { readonly skin?: Skin }

/** Parts that only a script shows, in the states that are about them. */
const SHOWN: Readonly<Record<string, (language: Look['language']) => string>> = {
  keys: () => `
    var keys = document.getElementById('keys')
    keys.innerHTML = keys.getAttribute('data-content')
    keys.hidden = false`,
  switcher: language => `
    var pop = document.getElementById('switcher')
    pop.innerHTML = pop.getAttribute('data-content')
    pop.hidden = false
    document.getElementById('switch-options').innerHTML = ${JSON.stringify(String(placeOptions(pageOf({ language, root: '/' }), placesOf(pageOf({ language }), 'b'))))}
    document.querySelector('[role=option]').setAttribute('aria-selected', 'true')`,
  'row-menu': language => `
    var pop = document.body.appendChild(document.createElement('div'))
    pop.id = 'row-menu'
    pop.className = 'pop'
    pop.setAttribute('role', 'dialog')
    pop.setAttribute('aria-label', 'Ben')
    pop.innerHTML = ${JSON.stringify(String(rowMenu(pageOf({ language, root: '/' }), conversation('c-ben'))))}
    pop.style.left = pop.style.top = '60px'`,
  completion: () => `
    var form = document.getElementById('composer'), list = document.createElement('ul')
    list.id = list.className = 'completion'
    list.setAttribute('role', 'listbox')
    list.setAttribute('aria-label', document.getElementById('texts').getAttribute('data-mention-whom'))
    list.innerHTML = '<li role="option" aria-selected="true"><span class="completion-name" dir="auto">Ben Okafor</span> <span class="completion-note" dir="auto">@ben</span></li>' +
      '<li role="option" aria-selected="false"><span class="completion-sign" dir="auto">🎂</span> <span class="completion-name" dir="auto">:${'w'.repeat(60)}:</span></li>'
    form.insertBefore(list, form.firstChild)`,
  picker: language => `
    var pop = document.body.appendChild(document.createElement('div')), grid
    pop.id = 'emoji'
    pop.className = 'pop emoji-pop'
    pop.setAttribute('role', 'dialog')
    pop.setAttribute('aria-labelledby', 'emoji-title')
    pop.innerHTML = ${JSON.stringify(String(emojiPicker(pageOf({ language, root: '/' }), ['👍', '🎂'])))}
    pop.style.left = pop.style.top = '8px'
    grid = document.getElementById('emoji-grid')
    grid.innerHTML = '<button type="button" title="thumbs up">👍</button><button type="button" title="birthday cake">🎂</button>'`,
  'acts-menu': language => actsShown(language, 'pop'),
  'acts-editing': language => actsShown(language, 'pop editing'),
  'settings-connection': () => `
    var ladder = document.getElementById('ladder')
    ladder.querySelector('[data-slot=said]').textContent = ladder.getAttribute('data-cut').replace('{cut}', 58).replace('{asked}', 40)
    ladder.querySelector('[data-slot=learned]').textContent = ladder.getAttribute('data-learned')
      .replace('{ago}', ladder.getAttribute('data-minutes').replace('{n}', 12)).replace('{left}', ladder.getAttribute('data-hours').replace('{n}', 23))`,
  offline: () => `
    var bar = document.getElementById('connection'), pill = document.getElementById('new-pill'), texts = document.getElementById('texts')
    bar.hidden = pill.hidden = false
    bar.querySelector('[data-slot=text]').textContent = texts.getAttribute('data-reconnecting')
    pill.textContent = texts.getAttribute('data-new-many').replace('{n}', 3)
    document.getElementById('typing').textContent = texts.getAttribute('data-typing-one').replace('{name}', 'Ben')`,
  'failed-send': () => `
    var texts = document.getElementById('texts')
    ;['sending', 'failed'].forEach(function (state) {
      var item = document.getElementById('outgoing').cloneNode(true)
      item.id = 'outgoing-' + state
      item.hidden = false
      item.setAttribute('data-state', state)
      item.querySelector('[data-slot=body]').textContent = 'On my way'
      item.querySelector('[data-slot=state]').textContent = texts.getAttribute('data-' + state)
      document.querySelector('.messages').appendChild(item)
    })`
}

/** The acts for the last of ana's messages, beside it. */
function actsShown (language: Look['language'], className: string): string {
  const message = withBen[8]
  if (message === undefined) throw new Error('The sample lacks the message.')
  const acts = messageActs(pageOf({ language }), { conversation: conversation('c-ben'), message, who: [], hasMore: false, acts: { react: true, reply: true, edit: true, recall: true }, kept: null, refusal: null }, true)
  return `
    var pop = document.getElementById('acts'), near = document.querySelector('#message-c-ben-9 .bubble').getBoundingClientRect()
    pop.querySelector('[data-slot=acts]').innerHTML = ${JSON.stringify(String(acts))}
    pop.className = '${className}'
    pop.hidden = false
    document.querySelector('#message-c-ben-9 .more').setAttribute('aria-expanded', 'true')
    pop.style.left = near.right - pop.offsetWidth + 'px'
    pop.style.top = near.bottom + 8 + 'px'`
}

/** Stands for every preview. */
const PREVIEW = '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360" preserveAspectRatio="xMidYMid slice" viewBox="0 0 480 360"><path fill="#8fb8c9" d="M0 0h480v360H0z"/><path fill="#1d4e63" d="M0 240q120-40 240 0t240 0v120H0z"/><circle cx="350" cy="90" r="42" fill="#ffe1a0"/></svg>'

const DOM = readFileSync(new URL('../../public/page/dom.js', import.meta.url), 'utf8')

export interface Gallery {
  readonly browser: Browser
  /** A window with this look, to show states in. */
  open (look: Look): Promise<{ page: Page, show: (state: string) => Promise<void> }>
  close (): Promise<void>
}

/** Serves the states and the files they are drawn with, without their scripts and refreshes: nothing is stored, nothing changes. */
export async function openGallery (): Promise<Gallery> {
  const assets = createAssets(installation())
  const server = createServer((request, response) => {
    const [, first = '', second = '', language = '', skin = 'system'] = (request.url ?? '').split('?', 1)[0]?.split('/') ?? []
    const asset = first === 'static' ? assets.get(second) : null
    const page = pageOf({ language: language === 'zh' ? 'zh' : 'en', root: '/' })
    const viewer = { ...page.viewer, settings: { ...page.viewer.settings, skin: skin as Skin } }
    if (first === 'previews') return response.setHeader('content-type', 'image/svg+xml').end(PREVIEW)
    response.setHeader('content-type', asset?.type ?? 'text/html; charset=utf-8')
    const drawn = () => String(STATES[second]?.({ ...page, viewer, asset: name => `/${assets.address(name)}` }))
    response.end(asset?.body ?? drawn().replace(/<script[^]*?<\/script>|<meta http-equiv="refresh"[^>]*>/g, '').replace('<html ', '<html class="is-live" '))
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const { port } = server.address() as AddressInfo
  const browser = await openBrowser()
  return {
    browser,
    async open ({ width, height, colorScheme, language, skin = 'system' }) {
      const page = await (await browser.newContext({ viewport: { width, height }, colorScheme })).newPage()
      return {
        page,
        async show (state) {
          await page.goto(`http://127.0.0.1:${port}/state/${state}/${language}/${skin}`)
          await page.evaluate('document.fonts.ready')
          await page.evaluate(`${DOM}; Holdline.dom.enliven(); ${textsScript(language)}`)
          const shown = SHOWN[state]?.(language)
          const look = '(document.getElementById("divider") || document.getElementById("end") || document.body).scrollIntoView()'
          await page.evaluate(look)
          if (shown === undefined) return
          await page.evaluate(shown)
          await page.evaluate(look)
        }
      }
    },
    async close () {
      await browser.close()
      server.close()
    }
  }
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '../../build/gallery')
  const wanted = process.argv.slice(2)
  mkdirSync(folder, { recursive: true })
  const gallery = await openGallery()
  for (const look of LOOKS) {
    const { page, show } = await gallery.open(look)
    for (const state of wanted.length > 0 ? wanted : Object.keys(STATES)) {
      await show(state)
      await page.screenshot({ path: join(folder, `${state}-${look.name}.png`) })
    }
  }
  await gallery.close()
}
