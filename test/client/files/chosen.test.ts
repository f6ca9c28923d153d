import t from 'tap'
import { textsOf } from './file-texts.ts'
import { openDocument } from '../stage/document.ts'
import { Clock } from '../stage/world.ts'

function open () {
  const page = openDocument(new Clock(), `
    <div id="file-texts" ${textsOf()}></div><div id="middle" data-conversation="c1"></div>
    <form id="composer" data-max-file-bytes="20000000" data-max-files="3"><div id="files-chosen"></div><textarea></textarea></form>`,
  'composer-box.js', 'sizes.js', 'byte-store.js', 'chosen.js')
  const kept = new Set<string>()
  const here = { conversation: 'c1' }
  let ids = 0
  const strip = page.parts.createChosen({
    newId: () => `k${++ids}`,
    keep: (key: string) => { kept.add(key) },
    drop: (key: string) => { kept.delete(key) },
    page: () => here,
    around: (change: () => void) => { change() }
  })
  const lines = () => [...page.document.querySelectorAll('#files-chosen li')].map(item =>
    `${item.querySelector('.chosen-face')?.textContent ?? ''} ${item.querySelector('.chosen-name')?.textContent ?? ''} ${item.querySelector('.chosen-size')?.textContent ?? ''}`.trim())
  const refusals = () => [...page.document.querySelectorAll('#files-chosen [role=alert] p')].map(line => line.textContent)
  return { ...page, strip, kept, here, lines, refusals }
}

const file = (name: string, size = 2_400_000, type = '') => ({ name, size, type })

t.test('chosen files -> a strip with names and sizes, taken by the message', async t => {
  const { strip, lines, kept } = open()
  t.equal(strip.has('c1'), false)
  strip.add([file('Plan.pdf'), file('notes', 900)])
  t.same(lines(), ['PDF Plan.pdf 2.4 MB', '••• notes 900 bytes'])
  t.equal(strip.has('c1'), true)
  t.same([...kept], ['k1', 'k2'])
  t.match(strip.take('c1'), [{ key: 'k1', clientId: 'k1', name: 'Plan.pdf', size: 2_400_000, alt: '', original: false, peaks: null }, { key: 'k2' }])
  t.same([strip.has('c1'), lines()], [false, []])
})

t.test('U282 a file over the limit of the site -> refused before it is uploaded, with both numbers', async t => {
  const { strip, lines, refusals } = open()
  strip.add([file('film.mp4', 210_000_000), file('a.txt')])
  t.same(lines(), ['TXT a.txt 2.4 MB'])
  t.same(refusals(), ['“film.mp4” is 210 MB. Up to 20 MB can be sent here.'])
  strip.add([file('b.txt')])
  t.same(refusals(), [], 'said once')
})

t.test('U282 more files than a message holds -> the first ones, and the number of the others', async t => {
  const { strip, lines, refusals } = open()
  strip.add([1, 2, 3, 4, 5].map(n => file(`${n}.txt`)))
  t.equal(lines().length, 3)
  t.same(refusals(), ['Up to 3 files go into one message. Left out: 2.'])
})

t.test('a picture -> its words and the wish to send it as it is go with it', async t => {
  const { strip, one, document, window } = open()
  strip.add([file('harbour.jpg', 5_000_000, 'image/jpeg'), file('b.pdf')])
  t.equal(document.querySelectorAll('.chosen-alt').length, 1)
  const alt = one('.chosen-alt') as unknown as { value: string, dispatchEvent (event: object): void }
  alt.value = '  The harbour  at dusk '
  alt.dispatchEvent(new window.Event('input'))
  const box = one('[type=checkbox]') as unknown as { checked: boolean, dispatchEvent (event: object): void }
  box.checked = true
  box.dispatchEvent(new window.Event('change'))
  strip.add([file('c.pdf')])
  t.equal(alt.value, '  The harbour  at dusk ', 'what is written stays when another is added')
  t.match(strip.take('c1'), [{ alt: 'The harbour at dusk', original: true }, { alt: '', original: false }, {}])
})

t.test('removed -> gone from the strip, and its bytes from the browser', async t => {
  const { strip, lines, kept } = open()
  strip.add([file('a.txt'), file('b.txt')])
  strip.remove('k1')
  t.same(lines(), ['TXT b.txt 2.4 MB'])
  t.same([...kept], ['k2'])
})

t.test('another conversation -> its own files; back, those of before', async t => {
  const { strip, lines, here } = open()
  strip.add([file('a.txt')])
  here.conversation = 'c2'
  strip.draw()
  t.same([lines(), strip.has('c2')], [[], false])
  here.conversation = 'c1'
  strip.draw()
  t.same(lines(), ['TXT a.txt 2.4 MB'])
})

t.test('a hostile name -> text', async t => {
  const { strip, document, lines } = open()
  strip.add([file('<img src=x onerror=1>.html')])
  t.equal(document.querySelectorAll('#files-chosen img').length, 0)
  t.same(lines(), ['HTML <img src=x onerror=1>.html 2.4 MB'])
})
