import t from 'tap'
import { PAGES } from '#routes/pages/index.ts'
import { WORLD } from '#server/demo/world/index.ts'
import { DOOR_KEY, demoWorld } from '../../../server/demo/demo-world.ts'
import { Person } from '#test/person.ts'
import { formsIn } from '#test/source/markup.ts'
import { PASSWORD, world } from '#test/world.ts'

const MET = { now: Date.UTC(2026, 10, 20, 20, 14), timeZone: 'Europe/Lisbon' }

function stranger (app: ConstructorParameters<typeof Person>[0]): Person {
  return new Person(app, { userId: '', username: '', sessionId: '', cookie: null })
}

async function stepIn (person: Person, username: string) {
  const { text } = await person.get('/demo')
  const token = formsIn(text)[0]?.hidden['form_token'] ?? ''
  return await person.form('/demo', { username, form_token: token })
}

t.test('a demo → its root leads to the cast, and one press signs in as any of them', async t => {
  const { app } = await demoWorld(t, MET)
  const visitor = stranger(app)
  t.match(await visitor.get('/'), { status: 303, headers: { location: './demo' } })
  const { text } = await visitor.get('/demo')
  for (const { displayName, about } of WORLD.people) t.ok(text.includes(displayName) && text.includes(about.en), displayName)
  t.match((await visitor.get('/demo', { 'accept-language': 'zh' })).text, '选一个人')
  t.match((await visitor.get('/signin')).text, /href="[./]*demo"/)

  t.match(await stepIn(visitor, 'xiaoyu'), { status: 303, headers: { location: './conversations/' } })
  t.match((await visitor.get('/conversations/')).text, /周末骑行/)
  t.match(await stepIn(visitor, 'ana'), { status: 303 }, 'and on into another')
  t.match((await visitor.get('/api/me')).body, { user: { username: 'ana' } })
  const token = formsIn((await visitor.get('/demo')).text)[0]?.hidden['form_token'] ?? ''
  t.match(await visitor.form('/signout', { form_token: token }), { status: 303, headers: { location: './demo' } }, 'signed out, one chooses again')
})

t.test('S40 eve steps into an account that is not of the cast, or into nobody → refused', async t => {
  const { app, people } = await demoWorld(t, MET)
  await people.accounts.add({ username: 'visitor', password: PASSWORD }, false)
  const eve = stranger(app)
  for (const username of ['visitor', 'nobody']) t.match(await stepIn(eve, username), { status: 404 }, username)
  t.match(await eve.get('/api/me'), { status: 401 })
  t.match(await eve.form('/demo', { username: 'ana' }), { status: 403 }, 'nor may another site do it for her')
})

t.test('S40 D20 the link of a demo with another key → no such page, and nobody is signed in', async t => {
  const { app } = await demoWorld(t, MET)
  const eve = stranger(app)
  for (const key of ['nothing', `${DOOR_KEY}k`, DOOR_KEY.slice(1)]) t.match(await eve.get(`/demo/in/${key}`), { status: 404 }, key)
  t.match(await eve.get('/demo/beside'), { status: 303, headers: { location: '../demo' } }, 'beside is for people who are in')
  t.match(await eve.get('/api/me'), { status: 401 })
  t.match(await eve.get(`/demo/in/${DOOR_KEY}`), { status: 303, headers: { location: '../../demo/beside' } })
  t.match((await eve.get('/api/me')).body, { user: { username: 'ana' } })
})

t.test('S40 D20 any other server → none of a demo’s routes, and no GET signs anybody in', async t => {
  const w = await world(t)
  const eve = w.stranger()
  for (const path of ['/demo/in/undefined', '/demo/in/null', '/demo/in/x', '/demo/beside']) t.match(await eve.get(path), { status: 404 }, path)
  for (const { path } of PAGES) t.notMatch((await eve.get(path.replace(/:\w+/g, 'abcdefgh'))).headers['set-cookie'] ?? '', /_session_/, path)
})

t.test('S40 any other server → no such page, no such form, and no word of it', async t => {
  const w = await world(t)
  const eve = w.stranger()
  t.match(await eve.get('/demo'), { status: 404 })
  const token = formsIn((await eve.get('/signin')).text)[0]?.hidden['form_token'] ?? ''
  t.match(await eve.form('/demo', { username: 'ana', form_token: token }), { status: 404 })
  t.notMatch((await eve.get('/signin')).text, 'demo')
  t.match(await eve.get('/'), { status: 303, headers: { location: './signin' } })
})
