import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

interface Call { readonly url: string, readonly done: (result: object) => void }

const bar = (no: number, seq: number) =>
  `<p id="pins-c1" class="pin-bar" data-changed="${seq}"><a data-quotes="c1-${no}"><span class="quote-text">text ${no}</span></a></p>`
const fragment = (html: string) => html.replace('<p', '<p data-holdline="1"')

function open (html: string) {
  const page = openDocument(new Clock(), html, 'patches.js', 'answers.js', 'pins.js')
  const calls: Call[] = []
  const dropped: string[] = []
  const pins = (page.parts as unknown as { createPins (env: object): { ended (place: string): void, drop (): void } }).createPins({
    page: () => ({ root: '../', conversation: 'c1' }),
    request: ({ url }: { url: string }, done: Call['done']) => {
      calls.push({ url, done })
      return () => dropped.push(url)
    },
    around: (change: () => void) => { change() }
  })
  // As the page hears of patches.
  const patches = page.parts.createPatches({
    onChanged: () => {},
    onUnpinned: pins.ended,
    onRequoted: ({ place, isGone }: { place: string, isGone: boolean }) => { if (isGone) pins.ended(place) }
  })
  const hear = (text: string) => { for (const patch of page.parts.readPatches(text)) patches.apply(patch) }
  const shown = () => page.document.querySelector('.pin-bar:not([hidden])')?.textContent ?? ''
  return { ...page, calls, dropped, hear, shown, pins }
}

t.test('a new pin → takes the place of the former one, and of none; an older one does not', async t => {
  const { hear, shown } = open('<p id="pins-c1" class="pin-bar" data-changed="0" hidden></p>')
  const pinned = (no: number, seq: number) => hear(`<div class="patch" data-seq="${seq}" data-how="replace" data-into="messages-c1">${bar(no, seq)}</div>`)
  pinned(7, 5)
  t.equal(shown(), 'text 7')
  pinned(3, 6)
  pinned(9, 4)
  t.equal(shown(), 'text 3')
})

t.test('the pin that the bar shows ends → it is read again; another one ends → nothing is asked', async t => {
  const { hear, shown, calls } = open(bar(7, 5))
  hear('<div class="patch" data-seq="6" data-how="unpinned" data-target="c1-3"></div>')
  hear('<div class="patch" data-seq="6" data-how="quote" data-target="c1-7"><p>edited</p></div>')
  t.equal(calls.length, 0)
  hear('<div class="patch" data-seq="7" data-how="unpinned" data-target="c1-7"></div>')
  t.same(calls.map(({ url }) => url), ['../conversations/c1?fragment=pins'])
  calls[0]?.done({ status: 200, body: fragment(bar(3, 4)) })
  t.equal(shown(), 'text 3')
})

t.test('a recall of what the bar shows → it is read again; without an answer it shows nothing', async t => {
  const { hear, shown, calls } = open(bar(7, 5))
  hear('<div class="patch" data-seq="6" data-how="quote" data-target="c1-7" data-gone="1"><p>Message recalled</p></div>')
  t.equal(calls.length, 1)
  calls[0]?.done({ status: 0, body: '' })
  t.equal(shown(), '')
})

t.test('a newer pin while the bar is read → stays; a second end → one answer counts', async t => {
  const { hear, shown, calls, dropped } = open(bar(7, 5))
  hear('<div class="patch" data-seq="6" data-how="unpinned" data-target="c1-7"></div>')
  hear('<div class="patch" data-seq="6" data-how="unpinned" data-target="c1-7"></div>')
  t.equal(dropped.length, 1)
  hear(`<div class="patch" data-seq="8" data-how="replace" data-into="messages-c1">${bar(9, 8)}</div>`)
  calls[1]?.done({ status: 200, body: fragment(bar(3, 4)) })
  t.equal(shown(), 'text 9')
})
