import t from 'tap'
import { html } from '#views/parts/html.ts'

t.test('text is escaped, in elements and in attributes alike', async t => {
  const evil = '<script>alert("1")</script>&\''
  t.equal(String(html`<p title="${evil}">${evil}</p>`),
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</p>')
})

t.test('a text that ends in an exclamation mark is escaped like any other', async t => {
  t.equal(String(html`Hi!${'<b>'}`), 'Hi!&lt;b&gt;')
})

t.test('HTML nests, arrays are joined, null and false vanish, numbers are printed', async t => {
  const rows = ['a', '<'].map(row => html`<li>${row}</li>`)
  t.equal(String(html`<ul>${rows}${null}${false}${[0, [html`<br>`]]}</ul>`), '<ul><li>a</li><li>&lt;</li>0<br></ul>')
})

t.test('an object that looks like HTML is refused', async t => {
  const lookalike = { toString: () => '<script>' } as unknown as string
  t.throws(() => String(html`${lookalike}`))
})

t.test('a value that is neither text nor HTML does not compile', async t => {
  // Checked by the compiler: each line below is an error, and an unused expectation would be one, too.
  const wrong = () => [
    // @ts-expect-error a Date must be formatted by its view
    html`${new Date()}`,
    // @ts-expect-error undefined is a mistake
    html`${undefined}`,
    // @ts-expect-error true shows nothing
    html`${true}`,
    // @ts-expect-error a Promise is not its value
    html`${Promise.resolve('')}`
  ]
  t.type(wrong, 'function')
})
