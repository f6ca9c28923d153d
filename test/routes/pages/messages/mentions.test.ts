import t, { type Test } from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function talk (t: Test) {
  const w = await world(t)
  const made = await w.as('ana').post('/api/conversations', { kind: 'group', title: 'Tea', usernames: ['ben', 'cho'] })
  const { id } = made.body['conversation'] as { id: string }
  const readers = new Map<string, Reader>()
  async function reader (name: 'ana' | 'ben' | 'cho' | 'eve'): Promise<Reader> {
    const known = readers.get(name) ?? await new Reader(w.as(name)).switchTo('plain')
    readers.set(name, known)
    return known
  }
  async function says (name: 'ana' | 'ben', text: string): Promise<Reader> {
    const who = await (await reader(name)).open(`/conversations/${id}`)
    await who.send('/messages', { body: text })
    return who
  }
  return { w, id, reader, says }
}

t.test('a form with @names → mentions those members, drawn as names; one’s own is stronger', async t => {
  const { id, reader, says } = await talk(t)
  await says('ana', 'Hi @ben and @eve, *now*')
  const ben = await (await reader('ben')).open(`/conversations/${id}`)
  t.match(ben.text, /Hi <a class="mention own" href="[^"]*contacts\/ben">@ben<\/a> and @eve, <strong>now<\/strong>/)
  const cho = await (await reader('cho')).open(`/conversations/${id}`)
  t.match(cho.text, /<a class="mention" href="[^"]*contacts\/ben">@ben<\/a>/)
})

t.test('U160 the list of mentions → a link to each in its place; the row tells of an unread one', async t => {
  const { id, reader, says } = await talk(t)
  await says('ana', '@all *come*')
  const ben = await reader('ben')
  await ben.open('/conversations/')
  t.match(ben.text, 'class="badge at" title="You were mentioned"')
  await ben.open('/mentions/')
  t.match(ben.words, 'Mentions of you')
  t.match(ben.words, '@all come')
  t.match(ben.text, new RegExp(`href="[^"]*conversations/${id}\\?no=\\d+#message-${id}-\\d+"`))
  const ana = await (await reader('ana')).open('/mentions/')
  t.match(ana.words, 'No one has mentioned you yet')
})

t.test('a member’s @all → text; eve → sees nothing of the group', async t => {
  const { reader, says } = await talk(t)
  await says('ben', '@all why')
  const ana = await (await reader('ana')).open('/mentions/')
  t.notMatch(ana.words, 'why')
  const eve = await (await reader('eve')).open('/mentions/')
  t.equal(eve.status, 200)
  t.notMatch(eve.words, 'why')
})

t.test('a chat without an unread mention → no way to one, not even in browsers that know no hidden', async t => {
  const { id, reader, says } = await talk(t)
  await says('ana', 'Hi @ben')
  const ben = await (await reader('ben')).open(`/conversations/${id}?at=end`)
  t.match(ben.words, 'Jump to the mention of you')
  t.match(ben.text, /<a id="next-mention"[^>]*href="[^"]*conversations\/[^"]*\?no=\d+#message-/)
  const cho = await (await reader('cho')).open(`/conversations/${id}?at=end`)
  t.notMatch(cho.words, 'Jump to the mention of you')
  t.notMatch(cho.words, 'Next unread')
  t.match(cho.text, 'data-live="&lt;a id=&quot;next-mention&quot;')
})
