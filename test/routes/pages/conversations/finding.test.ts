import t from 'tap'
import { wordsIn } from '#test/source/markup.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U11 a search in one’s chats → by title, name, username and own remark, without script', async t => {
  const w = await world(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  await ana.patch('/api/contacts/ben', { remark: 'Uncle' })
  await w.messenger.conversations.group(ana.userId, 'Tea at Café Löwe', ['ben'])
  await w.messenger.conversations.group(ben.userId, 'Secret plans', ['cho'])
  const reader = await new Reader(ana).open('/conversations/')
  const found = async (q: string) => {
    await reader.open(`/conversations/?q=${encodeURIComponent(q)}`)
    return wordsIn(/<div class="found-chats">[^]*?<\/div>/.exec(reader.text)?.[0] ?? '').trim()
  }
  for (const q of ['cafe', 'LOWE tea', 'Tea']) t.match(await found(q), /^Tea at Café Löwe/, q)
  for (const q of ['uncle', 'Ben', '@ben']) t.match(await found(q), /^Uncle/, q)
  const none = await found('secret')
  t.match(none, /^No chats match “secret”\.\s+Search messages for “secret”\s+Find people: secret$/, 'not those of others')
  t.match(reader.text, 'href="../contacts/?q=secret"')
  t.match(reader.text, 'name="q" value="secret"')
  t.match(await found('<zz>'), 'No chats match “<zz>”')
  t.equal(await found(' '), '', 'nothing to look for')
  t.match(reader.words, 'Tea at Café Löwe', 'and the list is there')
  await w.people.accounts.change(ana.userId, { language: 'zh' })
  t.match(await found('secret'), /没有与“secret”匹配的聊天。\s+在消息中搜索“secret”\s+找人：secret/)
  await new Reader(w.as('eve')).open('/conversations/?q=tea').then(eve => { t.notMatch(eve.words, 'Café') })
})

t.test('U11 the fragment of a search → hits without ids, nothing for an empty field', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  const { text } = await ana.get('/conversations/?fragment=hits&q=be')
  t.match(text, `href="../conversations/${id}#end"`)
  t.notMatch(text, ' id="')
  t.notMatch((await ana.get('/conversations/?fragment=hits&q=')).text, 'found-chats')
})

t.test('U11 more hits than a page → a link to the rest, each once', async t => {
  const w = await world(t)
  const { conversations } = w.messenger
  const ana = w.as('ana')
  for (let no = 0; no < 120; no++) await conversations.group(ana.userId, `${no % 3 === 0 ? 'Tea' : 'Talk'} ${no}`, ['ben'])
  const ids: string[] = []
  let after: string | undefined
  for (let pages = 0; pages < 5; pages++) {
    const found = await conversations.find(ana.userId, 'tea', 'Notes', after)
    ids.push(...found.conversations.map(({ title }) => String(title)))
    if (found.next === null) break
    after = found.next
  }
  t.same(ids, Array.from({ length: 40 }, (_, at) => `Tea ${117 - 3 * at}`))
})
