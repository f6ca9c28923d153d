import t from 'tap'
import { linksIn } from '#views/parts/links.ts'
import { isEmojiOnly, messageText, plainExcerpt, withoutMarks } from '#views/messages/text/message-text.ts'

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
  t.equal(drawn('`<b>` and ```\n<i>\n```'), '<code>&lt;b&gt;</code> and <pre tabindex="0"><code>&lt;i&gt;</code></pre>')
  t.equal(drawn('<script>'), '&lt;script&gt;')
})

t.test('code keeps its content, and an unclosed mark is text', async t => {
  t.equal(drawn('`https://example.org`'), '<code>https://example.org</code>')
  t.equal(drawn('a ` b'), 'a ` b')
  t.equal(drawn('```js\nlet a\n\nlet b\n```'), '<pre tabindex="0"><code>let a\n\nlet b</code></pre>')
  t.equal(drawn('one\ntwo'), 'one<br>two')
})

t.test('a few emoji alone are drawn large', async t => {
  for (const body of ['👍', '👩‍👩‍👧 🇨🇳', '❤️', '👋🏽👋🏽']) t.equal(isEmojiOnly(body), true, body)
  for (const body of ['1', '#', '👍 ok', '', '👍'.repeat(7), '👍'.repeat(4_000)]) t.equal(isEmojiOnly(body), false, body.slice(0, 20))
})

t.test('marks → bold, italic, struck, quotes and lists; nested and across links and code', async t => {
  for (const [body, shown] of [
    ['*bold* and _it_, ~no~!', '<strong>bold</strong> and <em>it</em>, <del>no</del>!'],
    ['*a _b ~c~_*', '<strong>a <em>b <del>c</del></em></strong>'],
    ['*see `*x*` now*', '<strong>see <code>*x*</code> now</strong>'],
    ['*a.com*', `<strong><a href="http://a.com"${LINK}>a.com</a></strong>`],
    ['这是*重点*内容', '这是<strong>重点</strong>内容'],
    ['> one\n> two\nthree', '<blockquote>one<br>two</blockquote>three'],
    ['- *a*\n- b', '<ul><li><strong>a</strong></li><li>b</li></ul>'],
    ['so:\n3. c\n4. d\n\nend', 'so:<ol start="3"><li>c</li><li>d</li></ol>end']
  ] as const) t.equal(drawn(body), shown, body)
})

t.test('a quote of nothing, and faces that begin like one → text, here and in previews', async t => {
  for (const body of ['>', '> ', '>\n>', '>_<', '>.<', '>:(', '>:D', '>>>', '>< no']) {
    t.notMatch(drawn(body), '<blockquote>', body)
    t.equal(drawn(body).replaceAll('<br>', '\n').replaceAll('&gt;', '>').replaceAll('&lt;', '<'), body)
    t.equal(withoutMarks(body), body)
  }
  for (const body of ['> one\n>\n> two', '>one', '>> one', '> 👍', '>1']) t.match(drawn(body), '<blockquote>', body)
  t.equal(withoutMarks('```\n\n```'), '```\n\n```')
})

t.test('U161 signs that are no marks stay text', async t => {
  for (const body of [
    '2*3*4', 'snake_case_name', 'a * b * c', '**', '***', '*', '__init__', '*open', 'open*', 'a*b*', '_a*b_*c*d', 'https', '-5', '1.5', '->', '*a *'
  ]) t.equal(drawn(body).replaceAll('&gt;', '>').replaceAll(/<\/?(?:em|strong)>/g, match => match.includes('em') ? '_' : '*'), body, body)
  t.notMatch(drawn('2*3*4 snake_case_name 5 * 6 * 7 **kwargs'), /<strong|<em/)
  t.match(drawn('https://a.com/x_y_z'), />https:\/\/a\.com\/x_y_z<\/a>/)
})

/** A text out of pieces that are marks, names, links or hostile. */
function randomText (next: () => number): string {
  const parts = ['*', '_', '~', '`', '```', '```js\n', '\n', '> ', '- ', '1. ', ' ', 'word', '王', '<b>', '&amp;', '"', '@ben', 'https://a.com/_x_', '👍', '2']
  return Array.from({ length: 1 + Math.floor(next() * 40) }, () => parts[Math.floor(next() * parts.length)]).join('')
}

const TAGS = /<(\/?)([a-z]+)(?: [^<>]*)?>/g
const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')

function isBalanced (markup: string): boolean {
  const open: string[] = []
  for (const [, slash, name = ''] of markup.matchAll(TAGS)) {
    if (slash === '') { if (name !== 'br') open.push(name) } else if (open.pop() !== name) return false
  }
  return open.length === 0
}

t.test('U161 any text → balanced markup whose text is the raw one without marks alone', async t => {
  let state = 7
  const next = () => { state = state * 16807 % 2147483647; return state / 2147483647 }
  for (let i = 0; i < 3_000; i++) {
    const body = randomText(next)
    const markup = drawn(body)
    if (!isBalanced(markup)) t.fail(`unbalanced: ${JSON.stringify(body)} → ${markup}`)
    const text = unescaped(markup.replaceAll('<br>', '\n').replaceAll(TAGS, ''))
    let at = 0
    let dropped = ''
    for (const char of body) {
      if (text.startsWith(char, at)) at += char.length
      else dropped += char
    }
    if (at !== text.length) t.fail(`not a part of the text: ${JSON.stringify(body)} → ${JSON.stringify(text)}`)
    if (!/^[*_~`\s>.\-1-9jsword]*$/.test(dropped)) t.fail(`lost ${JSON.stringify(dropped)} of ${JSON.stringify(body)}`)
  }
  t.notOk(isBalanced('<b><i></b></i>'), 'and this could fail')
})

t.test('S1 marks nested ten thousand deep → drawn in one pass, three deep at most', async t => {
  for (const piece of ['*_~', '*a ', '> ', '`*', '*', '_a ~b *c ', '@ben ', '- ']) {
    const markup = drawn(piece.repeat(10_000))
    t.ok(markup.length < 40 * piece.length * 10_000, piece)
    t.ok(isBalanced(markup), piece)
    t.notMatch(markup, /(<(?:em|strong|del|blockquote)>){4}/)
    t.type(withoutMarks(piece.repeat(10_000)), 'string')
  }
})

t.test('previews show no marks', async t => {
  t.equal(withoutMarks('*bold* `code` ~x~ 2*3*4\n> quoted\n- one'), 'bold code x 2*3*4\nquoted\none')
  t.equal(withoutMarks('```js\nlet a_b_c\n```'), 'let a_b_c')
  t.equal(plainExcerpt('*a* <b>', 10), 'a <b>')
  t.equal(plainExcerpt('*a long bold text that goes on*', 6), 'a long…')
})
