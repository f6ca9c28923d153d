import t from 'tap'
import { linksIn } from '#views/parts/links.ts'
import { isEmojiOnly, messageText } from '#views/messages/message-text.ts'

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

t.test('a link begins after a blank, a mark or a bracket, and ends before a closing one', async t => {
  const links = (text: string) => linksIn(text, 100).map(link => link.url).join(' ')
  for (const [text, found] of [
    ['HTTP://X.ORG', 'HTTP://X.ORG'], ['http://localhost:3000/', 'http://localhost:3000/'], ['http://[::1]:3/x', 'http://[::1]:3/x'],
    ['[x](https://a.com/b)', 'https://a.com/b'], ['https://a.com/a_(b)_c', 'https://a.com/a_(b)_c'], ['<a.com>', 'http://a.com'],
    ['https://a.com,https://b.com', 'https://a.com https://b.com'], ['see:b.com', ''], ['看 a.com。', 'http://a.com'], ['a.com|b', ''],
    ['münchen.de/ö', 'http://münchen.de/ö'], ['a.io/?q=[1]', 'http://a.io/?q=[1]'], ['_https://a.com', ''], ['xhttps://a.com', ''],
    ['mailto:ana@example.org?subject=x', 'mailto:ana@example.org'], ['a.b+c@d.museum.', 'mailto:a.b+c@d.museum'], ['.a@c.de', ''],
    ['a..b@c.de', ''], ['a.com@b.com', 'mailto:a.com@b.com'], ['git@github.com:x', 'mailto:git@github.com'], ['a@b@c.de', '']
  ] as const) t.equal(links(text), found, text)
})

t.test('B11 an address right after a Han, Kana or Hangul character → a link', async t => {
  const links = (text: string) => linksIn(text, 100).map(({ start, end, url }) => `${text.slice(start, end)} ${url}`).join(', ')
  for (const [text, shown, url = shown] of [
    ['看这个https://example.com/a', 'https://example.com/a'], ['PDF看https://a.com', 'https://a.com'], ['これhttps://a.com', 'https://a.com'],
    ['ページーhttps://a.com', 'https://a.com'], ['한국https://a.com', 'https://a.com'], ['\u{20bb7}https://a.com', 'https://a.com'],
    ['看example.com/a', 'example.com/a', 'http://example.com/a'], ['邮箱ana@example.org。', 'ana@example.org', 'mailto:ana@example.org'],
    ['例子.com', '例子.com', 'http://例子.com'], ['第1.2.3版', '', ''], ['看javascript:alert(1)', '', '']
  ] as const) t.equal(links(text), `${shown} ${url}`.trim(), text)
})

t.test('S1 a message of links alone → the first hundred are links', async t => {
  for (const text of ['https://a.com ', 'a@b.de `c` ', 'a.com\n```\nx\n```\n']) {
    const body = text.repeat(300)
    t.equal(drawn(body).split('<a ').length - 1, 100, text)
    t.equal(drawn(body).replaceAll(/<[^>]*>/g, '').split(text.slice(0, 5)).length - 1, 300, 'and all of the text is there')
  }
})

t.test('nothing in a link or in code becomes markup', async t => {
  t.notMatch(drawn('https://example.org/"onmouseover="alert(1)'), /"onmouseover/)
  t.equal(drawn('`<b>` and ```\n<i>\n```'), '<code>&lt;b&gt;</code> and <pre><code>&lt;i&gt;</code></pre>')
  t.equal(drawn('<script>'), '&lt;script&gt;')
})

t.test('code keeps its content, and an unclosed mark is text', async t => {
  t.equal(drawn('`https://example.org`'), '<code>https://example.org</code>')
  t.equal(drawn('a ` b'), 'a ` b')
  t.equal(drawn('```js\nlet a\n\nlet b\n```'), '<pre><code>let a\n\nlet b</code></pre>')
  t.equal(drawn('one\ntwo'), 'one<br>two')
})

t.test('a few emoji alone are drawn large', async t => {
  for (const body of ['👍', '👩‍👩‍👧 🇨🇳', '❤️', '👋🏽👋🏽']) t.equal(isEmojiOnly(body), true, body)
  for (const body of ['1', '#', '👍 ok', '', '👍'.repeat(7), '👍'.repeat(4_000)]) t.equal(isEmojiOnly(body), false, body.slice(0, 20))
})
