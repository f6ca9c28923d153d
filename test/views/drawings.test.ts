import t from 'tap'
import { Drawings } from '#views/parts/drawings.ts'
import { html } from '#views/parts/html.ts'

t.test('the same key → drawn once; another key → drawn anew', async t => {
  const drawings = new Drawings()
  let drawn = 0
  const draw = (key: string) => String(drawings.html(key, () => html`<b>${++drawn}</b>`))
  t.strictSame([draw('a'), draw('b'), draw('a')], ['<b>1</b>', '<b>2</b>', '<b>1</b>'])
})

t.test('a hostile name → escaped as HTML, then as JSON', async t => {
  const name = '</script><img src=x onerror="alert(1)">\\"\u2028\ud800'
  const { text } = new Drawings().encoded('a', () => html`<b title="${name}">${name}</b>`)
  const found = JSON.parse(`{"html":"${text}"}`) as { html: string }
  t.equal(found.html, String(html`<b title="${name}">${name}</b>`))
  t.notMatch(found.html, '<img')
  t.equal(found.html.match(/"/g)?.length, 2, 'no quote of its own')
})

t.test('beyond its size → the older half goes, but for what was asked for again; cleared → all go', async t => {
  const drawings = new Drawings(100)
  let drawn = 0
  const draw = (key: string) => drawings.encoded(key, () => {
    drawn++
    return html`${'x'.repeat(30)}`
  })
  for (const key of ['a', 'b', 'c', 'c', 'a']) draw(key)
  t.equal(drawn, 3, 'a is still there')
  draw('b')
  t.equal(drawn, 4, 'b was the oldest')
  draw('a')
  t.equal(drawn, 4)
  drawings.clear()
  draw('a')
  t.equal(drawn, 5)
})
