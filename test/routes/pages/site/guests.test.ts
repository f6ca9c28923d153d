import t from 'tap'
import { DOOR_KEY, demoWorld } from '../../../server/demo/demo-world.ts'
import { withCookies } from '#test/cookie-jar.ts'
import { Person } from '#test/person.ts'
import { formsIn } from '#test/source/markup.ts'

const MET = { now: Date.UTC(2026, 10, 20, 20, 14), timeZone: 'Europe/Lisbon' }
const LINK = `/demo/in/${DOOR_KEY}`
const LINKS_PER_MINUTE = 30

interface Summary { readonly id: string, readonly title: string | null, readonly kind: string, readonly unread: number }
type App = Awaited<ReturnType<typeof demoWorld>>['app']

function stranger (app: App): Person {
  return new Person(app, { userId: '', username: '', sessionId: '', cookie: null })
}

async function guest (app: App, headers: Record<string, string> = {}) {
  const person = stranger(app)
  t.match(await person.get(LINK, headers), { status: 303, headers: { location: '../../demo/beside' } })
  const { user } = (await person.get('/api/me')).body as { user: { id: string, username: string, displayName: string } }
  return { person, user, talks: (await person.get('/api/conversations')).body['conversations'] as Summary[] }
}

t.test('two browsers open the link → each is a guest, whom the talkers have written to', async t => {
  const { app } = await demoWorld(t, { ...MET, guestsMax: 10 })
  const ana = await guest(app)
  const ben = await guest(app, { 'accept-language': 'zh' })
  t.match(ana.user, { username: /^guest-[0-9a-f]{12}$/, displayName: 'Guest 1' })
  t.match(ben.user, { displayName: '访客 2' })
  for (const { talks } of [ana, ben]) {
    t.same(talks.map(({ kind }) => kind), ['group', 'direct', 'direct', 'direct', 'direct'])
    t.ok(talks.every(({ unread }) => unread > 0))
  }
  t.equal(ana.talks[0]?.title, 'At the fair')
  t.match((await ana.person.get('/demo/beside')).text, new RegExp(`src="[./]*conversations/${ana.talks[1]?.id ?? ''}"`), 'the partner wrote last')
  t.notMatch((await ana.person.get('/demo/beside')).text, 'Step in as anyone')

  t.match(await ana.person.get(LINK), { status: 303 })
  t.match((await ana.person.get('/api/me')).body, { user: { username: ana.user.username } }, 'opened again, it makes no other')
  t.notMatch((await stranger(app).send('HEAD', LINK, {})).headers['set-cookie'] ?? '', /_session_/, 'nor does a look at it')
})

t.test('S40 eve, a guest → reads no other guest’s chats and becomes nobody else', async t => {
  const { app } = await demoWorld(t, { ...MET, guestsMax: 10 })
  const ana = await guest(app)
  const eve = await guest(app)
  for (const { id } of ana.talks) {
    t.match(await eve.person.get(`/api/conversations/${id}/messages`), { status: 404 })
    t.match(await eve.person.get(`/conversations/${id}`), { status: 404 })
  }
  t.notOk(eve.talks.some(({ id }) => ana.talks.some(talk => talk.id === id)), 'none is shared')
  const token = formsIn((await eve.person.get('/settings/')).text)[0]?.hidden['form_token'] ?? ''
  for (const username of [ana.user.username, 'ana', 'ben']) {
    t.match(await eve.person.form('/demo', { username, form_token: token }), { status: 404 }, username)
  }
  t.match((await eve.person.get('/api/me')).body, { user: { username: eve.user.username } })
  for (const path of ['/admin/site', '/admin/ready']) t.match(await eve.person.get(path), { status: 404 }, path)
})

t.test('a guest → may press every fault switch except restart', async t => {
  const { app } = await demoWorld(t, { ...MET, guestsMax: 10 })
  const { person } = await guest(app)
  const { text } = await person.get('/wire/')
  t.match(text, 'Cut a waiting request')
  t.notMatch(text, 'Restart the server')
  t.match(await person.post('/api/wire/faults', { fault: 'restart' }), { status: 409, body: { reason: 'restart-none' } })
  t.match(await person.post('/api/wire/faults', { fault: 'delay' }), { status: 200 })
})

t.test('one guest too many → a page says when to come back, and nobody is signed in', async t => {
  const { app } = await demoWorld(t, { ...MET, guestsMax: 2 })
  await guest(app)
  const ana = await guest(app)
  const late = stranger(app)
  t.match(await late.get(LINK), { status: 200, text: 'The demo is full. Please come back at 21:14' })
  t.match(await late.get(LINK, { 'accept-language': 'zh' }), { status: 200, text: '演示人数已满，请在 21:14 重新开始后再来。' })
  t.match(await late.get('/api/me'), { status: 401 })
  t.match(await ana.person.get(LINK), { status: 303 }, 'those who are in stay in')
})

t.test('links of one network above the limit → refused for a moment; other networks come in', async t => {
  const { app, clock } = await demoWorld(t, { ...MET, guestsMax: 1_000 })
  const opened = async (remoteAddress: string) => (await app.inject({ method: 'GET', url: LINK, remoteAddress })).statusCode
  for (let link = 0; link < LINKS_PER_MINUTE; link++) t.equal(await opened('198.51.100.7'), 303)
  t.equal(await opened('198.51.100.7'), 429)
  t.equal(await opened('203.0.113.9'), 303)
  clock.jump(60_000)
  t.equal(await opened('198.51.100.7'), 303)
})

t.test('a page whose session is over → ends where both languages say that the demo starts over', async t => {
  const { app } = await demoWorld(t, { ...MET, guestsMax: 10 })
  const gone = stranger(app)
  gone.cookie = withCookies(null, [`holdline_session_old=s.${'x'.repeat(43)}`])
  t.match(await gone.get('/conversations/'), { status: 303 })
  t.match(await gone.get('/signin?back=conversations%2F'), { status: 303, headers: { location: './demo' } })
  t.match(await gone.get('/demo'), { status: 200, text: /starts over every hour, next at 21:14\..*open the link at the stand/s })
  t.match((await gone.get('/demo', { 'accept-language': 'zh' })).text, /演示每小时重新开始，下一次是 21:14。/)
  t.notMatch((await gone.get('/demo')).text, 'Ana Castro', 'no cast')
  t.match((await gone.get('/demo')).text.match(new RegExp(DOOR_KEY)), null, 'nor the key')
})
