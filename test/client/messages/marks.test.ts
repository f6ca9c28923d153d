import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const STAR = '<span class="mark star">★</span>'
const PIN = '<span class="mark pin">!</span>'

function open (marks: string, bubble = 'bubble') {
  const page = openDocument(new Clock(), `<ol><li id="message-c1-7" data-changed="5"><div class="${bubble}"><div class="text">x</div>${marks}</div></li></ol>`, 'patches.js', 'marks.js')
  const { setMark } = page.parts as unknown as { setMark (item: object, name: string, mark: object | null): void }
  const patches = page.parts.createPatches({
    onChanged: () => {},
    onMarked ({ item, name, mark }: { item: string, name: string, mark: object | null }) {
      const found = page.document.getElementById(item)
      if (found !== null) setMark(found, name, mark)
    }
  })
  const hear = (html: string) => { for (const patch of page.parts.readPatches(html)) patches.apply(patch) }
  const shown = () => [...page.one('.bubble').children].map(each => each.className)
  return { hear, shown }
}

const starPatch = (inside: string, item = 'message-c1-7', how = 'star') => `<div class="patch" data-seq="6" data-how="${how}" data-target="${item}">${inside}</div>`
const replace = (seq: number, bubble: string) =>
  `<div class="patch" data-seq="${seq}" data-how="replace" data-into="messages-c1"><li id="message-c1-7" data-changed="${seq}"><div class="${bubble}"><div class="text">y</div><span class="edited">edited</span><a class="more" href="#">…</a></div></li></div>`

t.test('a star → before the other marks, once; its end → gone', async t => {
  const { hear, shown } = open('<span class="edited">edited</span><a class="more" href="#">…</a>')
  hear(starPatch(STAR))
  hear(starPatch(STAR))
  hear(starPatch(STAR, 'message-c1-8'))
  t.same(shown(), ['text', 'mark star', 'edited', 'more'])
  hear(starPatch(''))
  t.same(shown(), ['text', 'edited', 'more'])
})

t.test('an edit keeps the star, a recall takes it away, and a recalled message takes none', async t => {
  const { hear, shown } = open(`${STAR}<a class="more" href="#">…</a>`)
  hear(replace(6, 'bubble'))
  t.same(shown(), ['text', 'mark star', 'edited', 'more'])
  hear(replace(7, 'bubble recalled'))
  hear(starPatch(STAR))
  t.notOk(shown().includes('mark star'))
})

t.test('a pin beside a star → each comes and goes alone, and an edit keeps both', async t => {
  const { hear, shown } = open(`${STAR}<a class="more" href="#">…</a>`)
  hear(starPatch(PIN, 'message-c1-7', 'pin'))
  t.same(shown(), ['text', 'mark star', 'mark pin', 'more'])
  hear(replace(6, 'bubble'))
  t.same(shown(), ['text', 'mark star', 'mark pin', 'edited', 'more'])
  hear(starPatch(''))
  t.same(shown(), ['text', 'mark pin', 'edited', 'more'])
  hear(starPatch('', 'message-c1-7', 'pin'))
  t.same(shown(), ['text', 'edited', 'more'])
})
