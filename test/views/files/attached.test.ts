import t from 'tap'
import type { File } from '#domain/files/files.ts'
import { attachedFiles } from '#views/files/attached.ts'
import { pageOf } from '../sample.ts'

const picture = { id: 'f-1', name: 'cat.jpg', type: 'image/jpeg', size: 3_000_000, width: 4_032, height: 3_024 }

function drawn (files: readonly File[], language: 'en' | 'zh' = 'en'): string {
  return String(attachedFiles(pageOf({ language }), { conversationId: 'c-ben', files }))
}

t.test('U261 a picture → its size before it has come, its words, and the way to its page', async t => {
  t.match(drawn([picture]), '<a class="picture" href="../conversations/c-ben/files/f-1" data-view="f-1"><img src="../previews/f-1/small" width="320" height="240" alt="Photo “cat.jpg”" loading="lazy">')
  t.match(drawn([{ ...picture, alt: 'A cat & a dog' }]), 'alt="A cat &amp; a dog"')
  t.match(drawn([{ ...picture, width: 30, height: 20 }]), 'width="30" height="20"', 'a small one is not enlarged')
  t.match(drawn([{ ...picture, width: 20_000, height: 10 }]), 'width="320" height="1"')
})

t.test('several pictures → a grid of four, the last of which counts the others', async t => {
  const many = (count: number) => drawn(Array.from({ length: count }, (_none, n) => ({ ...picture, id: `f-${n}` })))
  for (const count of [2, 3, 4, 20]) {
    t.match(many(count), `class="pictures grid of-${Math.min(count, 4)}"`)
    t.equal(many(count).match(/<img /g)?.length, Math.min(count, 4))
  }
  t.notMatch(many(4), 'picture-more')
  t.match(many(20), '<span class="picture-more">+16</span></a>')
})

t.test('a picture that moves → its first frame, marked, which leads to it', async t => {
  const html = drawn([{ ...picture, type: 'image/gif', animated: true }])
  t.match(html, '<img src="../previews/f-1/small"')
  t.match(html, '<span class="picture-mark">GIF</span>')
})

t.test('sound and video → nothing is loaded before they are played', async t => {
  const voice = drawn([{ id: 'f-2', name: 'v.webm', type: 'audio/webm', size: 48_000, durationMs: 12_400, peaks: [0, 50, 100] }])
  t.match(voice, '<audio controls preload="none" src="../files/f-2/v.webm" aria-label="Voice message"></audio>')
  t.match(voice, /<rect x="0" y="15" width="2" height="2" rx="1"\/><rect x="4" y="8" width="2" height="16"/)
  t.match(voice, '0:12 · 48 kB')
  const film = drawn([{ id: 'f-3', name: 'tide.mp4', type: 'video/mp4', size: 1, width: 1_920, height: 1_080, hasPoster: true }])
  t.match(film, '<video controls preload="none" width="320" height="180" poster="../previews/f-3/small" src="../files/f-3/tide.mp4"')
  t.notMatch(drawn([{ id: 'f-4', name: 'x.mp4', type: 'video/mp4', size: 1 }]), /poster=|<video[^>]* width=/)
})

t.test('any other file → a link to it with its kind, the end of its name never cut, its size', async t => {
  const html = drawn([{ id: 'f-5', name: 'The long name of a plan.pdf', type: 'application/pdf', size: 1_204_113 }])
  t.match(html, 'href="../files/f-5/The%20long%20name%20of%20a%20plan.pdf"')
  t.match(html, '<span class="file-sign hue-0" aria-hidden="true" data-extension="PDF"></span>')
  t.match(html, '<span class="file-start">The long name of </span><span class="file-end">a plan.pdf</span>')
  t.match(html, '1.2 MB')
})

t.test('markup in a name, a picture without a size, SVG → text and plain downloads', async t => {
  const html = drawn([{ id: 'f-6', name: '"><script>.jpg', type: 'image/jpeg', size: 1 }, { id: 'f-7', name: 'x.svg', type: 'image/svg+xml', size: 1 }])
  t.notMatch(html, /<img|<script/)
  t.equal(html.match(/class="file-link"/g)?.length, 2)
})

t.test('a file that its owner has deleted → its place alone, in either language', async t => {
  const lost = { id: 'f-8', name: '', type: '', size: 0, deleted: true as const }
  t.match(drawn([lost]), '<p class="file lost">File deleted</p>')
  t.match(drawn([lost], 'zh'), '<p class="file lost">文件已删除</p>')
  t.notMatch(drawn([lost]), 'href')
})
