import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'
import { Reader } from '../reader.ts'

function modeOf (reader: Reader): string | undefined {
  return / data-mode="(\w+)"/.exec(reader.text)?.[1]
}

function tokenOn (reader: Reader): string {
  return reader.forms()[0]?.hidden['form_token'] ?? ''
}

/** The versions a page links to, each once. */
function offered (reader: Reader): string[] {
  return [...new Set(reader.forms().filter(form => form.action.endsWith('mode')).map(form => form.hidden['mode'] ?? ''))].sort()
}

t.test('from every version the two others are one click away, signed in or not', async t => {
  const w = await world(t)
  for (const reader of [new Reader(w.stranger()), new Reader(w.as('ana'))]) {
    await reader.open('/')
    t.equal(modeOf(reader), 'live')
    t.strictSame(offered(reader), ['frame', 'plain'])
    await reader.switchTo('frame')
    t.strictSame([modeOf(reader), offered(reader)], ['frame', ['live', 'plain']])
    await reader.switchTo('plain')
    t.strictSame([modeOf(reader), offered(reader)], ['plain', ['frame', 'live']])
    await reader.switchTo('live')
    t.equal(modeOf(reader), 'live')
  }
})

t.test('only the live version has script, and its replacement where none runs', async t => {
  const reader = new Reader((await world(t)).as('ana'))
  await reader.open('/conversations/')
  t.match(reader.text, /<script[^>]*holdline/)
  t.match(reader.text, /<noscript><link rel="stylesheet" href="[^"]*frame/)
  await reader.switchTo('frame')
  t.notMatch(reader.text, /<script|<noscript|htmx-config/)
  t.match(reader.text, /<link rel="stylesheet" href="[^"]*frame/)
  await reader.switchTo('plain')
  t.notMatch(reader.text, /<script|<noscript|htmx-config|href="[^"]*frame\./)
})

t.test('a version is one browser’s: it outlives signing in and out, and no other browser changes', async t => {
  const w = await world(t)
  const old = new Reader(w.stranger())
  await (await old.open('/signin')).switchTo('frame')
  await old.send('signin', { username: 'ana', password: PASSWORD })
  t.equal(modeOf(old), 'frame', 'chosen as a visitor')
  const current = new Reader(await w.another('ana'))
  t.equal(modeOf(await current.open('/conversations/')), 'live')
  await old.switchTo('plain')
  t.equal(modeOf(await old.open('/contacts/')), 'plain', 'the session in memory knows it')
  t.equal(modeOf(await current.open('/contacts/')), 'live')
  await old.open('/settings/')
  await old.send('signout')
  t.equal(modeOf(old), 'plain')
  await old.send('signin', { username: 'ben', password: PASSWORD })
  t.equal(modeOf(old), 'plain', 'another user who signs in there next')
  await old.post('/api/login', { username: 'cho', password: PASSWORD, form_token: tokenOn(old) })
  t.equal(modeOf(await old.open('/conversations/')), 'plain', 'also when replacing a signed-in user')
})

t.test('a new user keeps the version chosen before signing up', async t => {
  const reader = new Reader((await world(t)).stranger())
  await (await reader.open('/signup')).switchTo('plain')
  t.equal(reader.url, '/signup')
  await reader.send('signup', { username: 'dora', password: PASSWORD })
  t.strictSame([reader.url, modeOf(reader)], ['/conversations/', 'plain'])
})

t.test('switching leads back to the page it came from', async t => {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  for (const address of ['/contacts/?q=b%C3%A9n+x', '/contacts/ben', '/settings/language', '/conversations/']) {
    await (await ana.open(address)).switchTo('plain')
    t.equal(ana.url, address)
    await ana.switchTo('live')
    t.equal(ana.url, address)
  }
  await ana.open('/settings/language?done=saved')
  t.equal((await ana.switchTo('plain')).url, '/settings/language', 'a message of success is not repeated')
  await ana.open('/conversations/?new=abc&wait=')
  t.equal((await ana.switchTo('frame')).url, '/conversations/', 'nor a wait')
  const visitor = new Reader(w.stranger())
  await visitor.open('/signup?invite=abc')
  await visitor.send('language')
  t.strictSame([visitor.url, /lang="zh-CN"/.test(visitor.text)], ['/signup?invite=abc', true])
})

t.test('a page that can only be posted to leads to the front page', async t => {
  const reader = new Reader((await world(t)).as('ana'))
  await reader.open('/contacts/eve')
  await reader.send('eve/ask', { note: 'x'.repeat(5_000) })
  t.equal(reader.status, 400)
  t.equal((await reader.switchTo('plain')).url, '/conversations/')
})

t.test('eve cannot make switching lead anywhere else', async t => {
  const w = await world(t)
  for (const back of ['//evil.example', '//evil.example/', '/', '/conversations/', 'https://evil.example/', 'javascript:alert(1)', '\\\\evil.example',
    '/\\evil.example', '..', '../', '../../x', 'contacts/../../x', 'contacts/%2e%2e/x', './/evil.example', ' //evil.example', '\t//evil.example',
    'contacts/\r\nSet-Cookie: a=b', 'contacts/?q=<script>', 'contacts/#x', 'data:text/html,x', '?q=//evil', 'x@evil.example', 'contacts//evil.example', 'é']) {
    const ana = w.as('ana')
    const token = tokenOn(await new Reader(ana).open('/settings/'))
    for (const [address, choice] of [['/mode', { mode: 'live' }], ['/language', { language: 'en' }]] as const) {
      const answer = await ana.form(address, { ...choice, back, form_token: token })
      t.strictSame([answer.status, answer.headers['location']], [303, './'], `${address} ${back}`)
    }
  }
  const reader = new Reader(w.as('eve'))
  await reader.open('/settings/')
  await reader.post('/mode', { ...reader.forms()[0]?.hidden, mode: 'turbo' })
  t.equal(reader.status, 400)
  await reader.open('/settings/')
  await reader.post('/mode', { form_token: tokenOn(reader), mode: 'plain', back: 'x'.repeat(10_000) })
  t.equal(reader.status, 400, 'bounded')
})

t.test('in the plain version each visit has an address that no browser has cached', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const reader = new Reader(w.as('ana'))
  await reader.switchTo('plain')
  const addresses = [`/conversations/${id}`]
  for (const body of ['one', 'two']) {
    await reader.open(`/conversations/${id}`)
    await reader.send('messages', { body })
    t.match(reader.text, body)
    addresses.push(reader.url)
  }
  t.equal(new Set(addresses).size, 3, addresses.join(' '))
})
