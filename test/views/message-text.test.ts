import t from 'tap'
import { isEmojiOnly, messageText } from '#views/message-text.ts'

const LINK = ' target="_blank" rel="noopener noreferrer nofollow ugc"'
const drawn = (body: string) => messageText(body).toString()

t.test('links are found where they end, and only those that lead to pages or mail', async t => {
  t.equal(drawn('see https://example.org/a?b=1&c=2.'), `see <a href="https://example.org/a?b=1&amp;c=2"${LINK}>https://example.org/a?b=1&amp;c=2</a>.`)
  t.equal(drawn('（https://example.org/路）'), `（<a href="https://example.org/路"${LINK}>https://example.org/路</a>）`)
  t.equal(drawn('ana@example.org'), `<a href="mailto:ana@example.org"${LINK}>ana@example.org</a>`)
  for (const body of ['javascript:alert(1)', 'data:text/html,x', 'ftp://example.org', '//example.org', 'readme.md', 'main.rs', '1.2.3']) {
    t.notMatch(drawn(body), '<a ', body)
  }
})

t.test('nothing in a link or in code becomes markup', async t => {
  t.notMatch(drawn('https://example.org/"onmouseover="alert(1)'), /"onmouseover/)
  t.equal(drawn('`<b>` and ```\n<i>\n```'), '<code>&lt;b&gt;</code> and <pre><code>&lt;i&gt;</code></pre>')
  t.equal(drawn('<script>'), '&lt;script&gt;')
})

t.test('code keeps what is in it, and what is not closed is text', async t => {
  t.equal(drawn('`https://example.org`'), '<code>https://example.org</code>')
  t.equal(drawn('a ` b'), 'a ` b')
  t.equal(drawn('```js\nlet a\n\nlet b\n```'), '<pre><code>let a\n\nlet b</code></pre>')
  t.equal(drawn('one\ntwo'), 'one<br>two')
})

t.test('a few emoji alone are drawn large', async t => {
  for (const body of ['👍', '👩‍👩‍👧 🇨🇳', '❤️', '👋🏽👋🏽']) t.equal(isEmojiOnly(body), true, body)
  for (const body of ['1', '#', '👍 ok', '', '👍'.repeat(7), '👍'.repeat(4_000)]) t.equal(isEmojiOnly(body), false, body.slice(0, 20))
})

t.test('the longest message is drawn in no time, whatever it is made of', async t => {
  for (const piece of ['`', '```\n', 'http://', 'a.', '@', 'www.', '(', 'x'.repeat(50) + '.com']) {
    const body = piece.repeat(Math.floor(8_192 / piece.length))
    const began = performance.now()
    drawn(body)
    t.ok(performance.now() - began < 1_000, JSON.stringify(piece))
  }
})
