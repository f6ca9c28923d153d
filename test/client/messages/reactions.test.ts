import t from 'tap'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

const chip = (emoji: string, count: number, own: string | null) =>
  `<a class="reaction${own === '1' ? ' own' : ''}" data-emoji="${emoji}" data-count="${count}"${own === null ? '' : ` data-own="${own}"`}>${emoji} <b>${count}</b></a>`
const box = (inside: string) => `<p class="reactions">${inside}</p>`

function open (reactions = '', bubble = 'bubble') {
  const page = openDocument(new Clock(), `<ol><li id="message-c1-7" data-changed="5"><div class="${bubble}"></div>${reactions}<i></i></li></ol>`, 'patches.js', 'reactions.js')
  const item = page.one('li')
  function told (seq: number, html: string): string[] {
    const maker = page.document.createElement('div')
    maker.innerHTML = box(html)
    page.parts.mergeReaction(item, seq, maker.firstElementChild as object)
    return shown()
  }
  const shown = () => [...page.document.querySelectorAll('.reaction')].map(each =>
    `${each.getAttribute('data-emoji')}${each.getAttribute('data-count')}${each.className.includes('own') ? ' own' : ''}`)
  return { ...page, item, told, shown }
}

t.test('the first reaction stands under the bubble; its kind counts on; the last one is gone', async t => {
  const { told, one } = open()
  t.same(told(6, chip('👍', 1, null)), ['👍1'])
  t.equal(one('.bubble + .reactions').nextElementSibling?.tagName, 'I')
  t.same(told(7, chip('👍', 2, null)), ['👍2'])
  t.same(told(8, chip('🙏', 1, null)), ['👍2', '🙏1'])
  t.same(told(9, chip('👍', 0, null)), ['🙏1'])
  t.same(told(10, chip('🙏', 0, null)), [])
  t.equal(one('li').querySelector('.reactions'), null)
})

t.test('another’s reaction → one’s own mark stays; one’s own event changes it', async t => {
  const { told } = open(box(chip('👍', 1, '1')))
  t.same(told(6, chip('👍', 2, null)), ['👍2 own'])
  t.same(told(7, chip('👍', 1, '0')), ['👍1'])
  t.same(told(8, chip('👍', 2, null)), ['👍2'])
  t.same(told(9, chip('👍', 3, '1')), ['👍3 own'])
})

t.test('D4 an event that the page has, or about a recalled message → nothing', async t => {
  const { told } = open(box(chip('👍', 3, '0')))
  t.same(told(5, chip('👍', 2, null)), ['👍3'])
  t.same(open('', 'bubble recalled').told(6, chip('👍', 1, null)), [])
})

t.test('an edit keeps the reactions, a recall takes them away', async t => {
  const { parts, one, shown } = open(box(chip('👍', 3, '1')))
  const patches = parts.createPatches({ onChanged: () => {} })
  const replace = (seq: number, bubble: string) => {
    const html = `<div class="patch" data-seq="${seq}" data-how="replace"><li id="message-c1-7" data-changed="${seq}"><div class="${bubble}">new</div></li></div>`
    for (const patch of parts.readPatches(html)) patches.apply(patch)
  }
  replace(6, 'bubble')
  t.same(shown(), ['👍3 own'])
  t.equal(one('.bubble').textContent, 'new')
  replace(7, 'bubble recalled')
  t.same(shown(), [])
})
