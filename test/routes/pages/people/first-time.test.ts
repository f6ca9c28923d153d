import t from 'tap'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('U34 somebody without chats or contacts → told how to begin, not to choose one', async t => {
  const w = await world(t)
  const eve = await new Reader(w.as('eve')).open('/conversations/')
  t.match(eve.words, /Start with someone you know[^]*@eve/)
  t.notMatch(eve.words, 'Pick up where you left off')
  t.equal(eve.words.match(/Find people/g)?.length, 1, 'one way, once')
  t.match(eve.text, '<a class="icon-button" href="../contacts/?q=" title="New chat">')
  await eve.open('/contacts/?q=')
  t.match(eve.text, /<input id="people-search"[^>]* autofocus>/, 'which begins in the field')
  t.notMatch(eve.words, 'New group')
  t.match((await eve.open('/contacts/')).words, 'Start with someone you know')
  const ana = await new Reader(w.as('ana')).open('/contacts/')
  t.notMatch(ana.words, 'Start with someone you know', 'she has contacts')
  t.notMatch(ana.text, 'autofocus')
  t.match((await ana.open('/contacts/?q=')).words, 'New group', 'a new chat with several')
})

t.test('U34 a new group without contacts → no form, but the way to find people', async t => {
  const w = await world(t)
  const eve = await new Reader(w.as('eve')).open('/groups/new')
  t.notOk(eve.forms().some(({ action }) => action.endsWith('groups/new')))
  t.match(eve.text, 'href="../contacts/?q="')
  const ana = await new Reader(w.as('ana')).open('/groups/new')
  t.ok(ana.forms().some(({ action }) => action.endsWith('groups/new')), 'with contacts there is one')
  t.match(ana.words, 'You can add people who are your contacts.')
  t.match(ana.text, '<fieldset class="people" aria-describedby="group-hint">')
})

t.test('U34 a person who is no contact → can be blocked; nothing speaks of removing', async t => {
  const w = await world(t)
  const summaryOf = async (who: 'eve' | 'ana') => /<summary>([^<]*)/.exec((await new Reader(w.as(who)).open('/contacts/ben')).text)?.[1]
  t.same([await summaryOf('eve'), await summaryOf('ana')], ['Block…', 'Remove or block…'])
})
