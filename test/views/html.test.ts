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

t.test('HTML nests, arrays join, null and false vanish, numbers are themselves', async t => {
  const rows = ['a', '<'].map(row => html`<li>${row}</li>`)
  t.equal(String(html`<ul>${rows}${null}${false}${[0, [html`<br>`]]}</ul>`), '<ul><li>a</li><li>&lt;</li>0<br></ul>')
})

t.test('nothing can pass for HTML by looking like it', async t => {
  const lookalike = { toString: () => '<script>' } as unknown as string
  t.throws(() => String(html`${lookalike}`))
})

t.test('what is neither text nor HTML does not compile', async t => {
  // The compiler is the test: each line below is an error, and an unused expectation would be one, too.
  const wrong = () => [
    // @ts-expect-error a Date must be given a form by its view
    html`${new Date()}`,
    // @ts-expect-error undefined is a mistake
    html`${undefined}`,
    // @ts-expect-error true says nothing
    html`${true}`,
    // @ts-expect-error a Promise is not its value
    html`${Promise.resolve('')}`
  ]
  t.type(wrong, 'function')
})
