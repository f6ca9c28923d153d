import t from 'tap'
import { wordsIn } from '#test/source/markup.ts'
import { world } from '#test/world.ts'

/** The names of the options in a fragment, in their order. */
function optionsIn (fragment: string): string[] {
  return [...fragment.matchAll(/role="option"[^>]*>([^]*?)<\/(?:a|button)>/g)].map(([, inside = '']) => wordsIn(inside).trim())
}

t.test('U90 the page → the newest chats and every page to go to, as links and forms', async t => {
  const w = await world(t)
  const { text } = await w.as('ana').get('/go/')
  const words = wordsIn(text)
  for (const word of ['Ben', 'Cho', 'New group', 'Privacy', 'Sign out']) t.ok(words.includes(word), word)
  t.notOk(/href="[./]*admin\/site"/.test(text), 'no page of an admin')
  await w.people.accounts.setAdmin('ana', true)
  t.match((await (await w.another('ana')).get('/go/')).text, /href="[./]*admin\/site"/, 'but for one')
  t.match(await w.as('ana').get('/go'), { status: 303, headers: { location: './go/' } })
})

t.test('U90 a query → chats, contacts and pages with its words, in either language', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  await w.messenger.conversations.group(ana.userId, 'Benches & boats', ['ben'])
  const ask = async (q: string) => optionsIn((await ana.get(`/go/?fragment=options&q=${encodeURIComponent(q)}`)).text)
  const found = await ask('ben')
  t.match(found, ['Benches & boats', 'Ben @ben', 'Find people: ben', 'Search messages for “ben”'], 'the newest chat first, each once')
  t.equal(found.length, 4)
  t.match((await ask('privacy'))[0], 'Privacy')
  t.match((await ask('隐私'))[0], 'Privacy', 'named as in the other language')
  t.equal((await ask('!?')).length, 1, 'nothing has no letters')
  t.equal((await ana.get(`/go/?q=${'x'.repeat(200)}`)).status, 400)
})

t.test('U90 eve looks for people and groups that she does not know → none is offered', async t => {
  const w = await world(t)
  await w.messenger.conversations.group(w.as('ana').userId, 'Choir', ['ben'])
  const eve = w.as('eve')
  for (const q of ['ana', 'choir', 'ben']) {
    const options = optionsIn((await eve.get(`/go/?fragment=options&q=${q}`)).text)
    t.match(options, [`Find people: ${q}`, `Search messages for “${q}”`], q)
    t.equal(options.length, 2)
  }
  t.match(await w.stranger().get('/go/'), { status: 303 })
})
