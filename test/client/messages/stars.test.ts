import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const STAR = '<span class="star">★</span>'

function open (marks: string, bubble = 'bubble') {
  const page = openDocument(new Clock(), `<ol><li id="message-c1-7" data-changed="5"><div class="${bubble}"><div class="text">x</div>${marks}</div></li></ol>`, 'patches.js', 'stars.js')
  const { setStar } = page.parts as unknown as { setStar (item: object, mark: object | null): void }
  const patches = page.parts.createPatches({
    onChanged: () => {},
    onStarred ({ item, mark }: { item: string, mark: object | null }) {
      const found = page.document.getElementById(item)
      if (found !== null) setStar(found, mark)
    }
  })
  const hear = (html: string) => { for (const patch of page.parts.readPatches(html)) patches.apply(patch) }
  const shown = () => [...page.one('.bubble').children].map(each => each.className)
  return { hear, shown }
}

const starPatch = (inside: string, item = 'message-c1-7') => `<div class="patch" data-seq="6" data-how="star" data-target="${item}">${inside}</div>`
const replace = (seq: number, bubble: string) =>
  `<div class="patch" data-seq="${seq}" data-how="replace" data-into="messages-c1"><li id="message-c1-7" data-changed="${seq}"><div class="${bubble}"><div class="text">y</div><span class="edited">edited</span><a class="more" href="#">…</a></div></li></div>`

t.test('a star → before the other marks, once; its end → gone', async t => {
  const { hear, shown } = open('<span class="edited">edited</span><a class="more" href="#">…</a>')
  hear(starPatch(STAR))
  hear(starPatch(STAR))
  hear(starPatch(STAR, 'message-c1-8'))
  t.same(shown(), ['text', 'star', 'edited', 'more'])
  hear(starPatch(''))
  t.same(shown(), ['text', 'edited', 'more'])
})

t.test('an edit keeps the star, a recall takes it away, and a recalled message takes none', async t => {
  const { hear, shown } = open(`${STAR}<a class="more" href="#">…</a>`)
  hear(replace(6, 'bubble'))
  t.same(shown(), ['text', 'star', 'edited', 'more'])
  hear(replace(7, 'bubble recalled'))
  hear(starPatch(STAR))
  t.notOk(shown().includes('star'))
})
