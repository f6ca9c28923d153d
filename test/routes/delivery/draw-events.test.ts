import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../pages/reader.ts'

t.test('a poll and a page draw the same message in the same bytes', async t => {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  await ana.open('/contacts/ben')
  await ana.send('conversations/')
  const address = ana.url
  const cursor = /data-cursor="([^"]+)"/.exec(ana.text)?.[1] ?? ''
  const conversationId = address.split('/').at(-1) ?? ''
  for (const [index, body] of ['first', 'second', '<b>third</b>'].entries()) {
    await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId, clientId: `client-${index}`, body })
    w.clock.advance(1_000)
  }
  const { html } = (await w.as('ana').poll({ cursor, hold: 0, view: 'html' })).body as unknown as { html: string }
  await ana.open(address)
  const items = (text: string) => [...text.matchAll(/<li id="message-[^]*?<\/li>/g)].map(match => match[0])
  const inPage = items(ana.text).slice(-3)
  t.equal(inPage.length, 3)
  t.strictSame(items(html).slice(-3), inPage)
  t.match(html, '<div class="patch" data-seq=')
  t.match(html, 'data-how="unread" data-count="3"')
  t.notMatch(html, '<b>third</b>')
})

t.test('each reader’s patches are in their own language and time zone', async t => {
  const w = await world(t)
  const ana = new Reader(w.as('ana'))
  await ana.open('/settings/language')
  await ana.send('settings/language', { language: 'zh', time_zone: 'Asia/Shanghai' })
  await ana.open('/contacts/ben')
  await ana.send('conversations/')
  const [cursor = '', conversationId = ''] = [/data-cursor="([^"]+)"/.exec(ana.text)?.[1], ana.url.split('/').at(-1)]
  await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId, clientId: 'client-1', body: 'hi' })
  const { html } = (await w.as('ana').poll({ cursor, hold: 0, view: 'html' })).body as unknown as { html: string }
  t.match(html, '1 条未读消息')
  t.match(html, new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(w.clock.now()))
})

t.test('a user without a chosen language gets patches in the page’s, named in each poll', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const page = await ana.get('/conversations/', { 'accept-language': 'fr, zh-TW;q=0.8, en;q=0.5' })
  const [lang = '', cursor = ''] = [/<html lang="([^"]+)"/.exec(page.text)?.[1], /data-cursor="([^"]+)"/.exec(page.text)?.[1]]
  t.equal(lang, 'zh-CN', 'as the browser prefers')
  const { conversation: { id: conversationId } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId, clientId: 'client-1', body: 'hi' })
  const told = async (more: object) => (await ana.poll({ cursor, hold: 0, view: 'html', ...more })).body['html']
  t.match(await told({ lang }), '1 条未读消息')
  for (const none of [{}, { lang: '' }, { lang: 'xx' }, { lang: '"><script>' }]) t.match(await told(none), '1 unread message', JSON.stringify(none))
})
