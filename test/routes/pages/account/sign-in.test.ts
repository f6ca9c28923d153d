import t from 'tap'
import { PASSWORD, world } from '#test/world.ts'
import { Reader } from '../reader.ts'

t.test('a user signs up, out and in again with forms alone', async t => {
  const reader = new Reader((await world(t)).stranger())
  await reader.open('/')
  t.equal(reader.url, '/signin', 'a visitor is sent to the sign-in page')
  await reader.open('./signup')
  await reader.send('signup', { username: 'Dora', display_name: 'Dora <3', password: PASSWORD })
  t.equal(reader.url, '/conversations/')
  t.match(reader.words, 'No chats yet')
  await reader.open('../settings/')
  t.match(reader.words, 'Dora <3 @dora')
  await reader.send('signout')
  t.match([reader.url, reader.words], ['/signin?done=signed-out', 'You’re signed out.'])
  await reader.send('signin', { username: 'dora', password: PASSWORD })
  t.equal(reader.url, '/conversations/')
})

t.test('a refused form returns the typed text, the reason and a new token; never the password', async t => {
  const reader = new Reader((await world(t)).stranger())
  await reader.open('/signin')
  await reader.send('signin', { username: 'ana', password: 'wrong password' })
  t.equal(reader.status, 401)
  t.match(reader.words, 'Wrong username or password.')
  t.match(reader.text, 'value="ana"')
  t.notMatch(reader.text, 'wrong password')
  await reader.open('/signup')
  await reader.send('signup', { username: 'ben', display_name: 'Another "Ben"', password: PASSWORD })
  t.equal(reader.status, 409)
  t.match(reader.text, 'value="Another &quot;Ben&quot;"')
  await reader.send('signup', { username: 'benno', display_name: 'Another Ben', password: PASSWORD })
  t.equal(reader.url, '/conversations/')
})

t.test('B04 every username field asks the phone’s keyboard not to capitalise or correct', async t => {
  const w = await world(t)
  const reader = new Reader(w.stranger())
  const secret = await w.people.site.makeSetupSecret()
  for (const address of ['/signin', '/signup', `/setup/${secret}`]) {
    await reader.open(address)
    const [field = ''] = /<input[^>]*name="username"[^>]*>/.exec(reader.text) ?? []
    for (const wish of ['autocapitalize="none"', 'autocorrect="off"', 'spellcheck="false"', 'autocomplete="username"']) t.match(field, wish, address)
  }
  const search = await w.as('ana').get('/contacts/')
  for (const wish of ['autocapitalize="none"', 'autocorrect="off"', 'spellcheck="false"']) t.match(/<input[^>]*type="search"[^>]*>/.exec(search.text)?.[0], wish)
})

t.test('a form with a foreign token changes nothing and can be sent again', async t => {
  const reader = new Reader((await world(t)).stranger())
  await reader.open('/signin')
  await reader.post('signin', { username: 'ana', password: PASSWORD, form_token: 'stolen' })
  t.equal(reader.status, 403)
  t.match(reader.words, 'This form has expired')
  await reader.send('signin', { username: 'ana', password: PASSWORD })
  t.equal(reader.url, '/conversations/')
})

t.test('a closed or invite-only site says so on its page', async t => {
  const invite = new Reader((await world(t, { config: { signup: 'invite' } })).stranger())
  await invite.open('/signup?invite=abc')
  t.match(invite.text, 'name="invite" type="text" value="abc"')
  await invite.send('signup', { username: 'dora', password: PASSWORD, invite: 'abc' })
  t.match(invite.words, 'This invite is invalid')
  const closed = new Reader((await world(t, { config: { signup: 'closed' } })).stranger())
  await closed.open('/signup')
  t.strictSame(closed.forms().filter(({ action }) => action.endsWith('signup')), [])
  t.match(closed.words, 'Sign-up is closed')
})

t.test('language and version are remembered before and after signing in', async t => {
  const reader = new Reader((await world(t)).stranger())
  await reader.open('/signin')
  await reader.send('language', { language: 'zh' })
  t.match(reader.words, '登录')
  await reader.switchTo('plain')
  t.match(reader.text, 'data-mode="plain"')
  t.notMatch(reader.text, '<script')
  t.match(reader.words, '登录')
  await reader.send('signin', { username: 'ana', password: PASSWORD })
  await reader.open('/settings/language')
  await reader.send('settings/language', { language: 'zh', time_zone: 'Asia/Shanghai' })
  t.match(reader.words, '已保存')
})

t.test('the first run is behind its link, and works once', async t => {
  const { people, stranger } = await world(t)
  const secret = await people.site.makeSetupSecret()
  const reader = new Reader(stranger())
  await reader.open('/setup/not-the-secret')
  t.match(reader.words, 'This setup link no longer works')
  await reader.open(`/setup/${secret}`)
  const fields = { username: 'root', password: 'short', site_name: 'Harbour', sign_up: 'invite', language: 'en', time_zone: 'Europe/Berlin' }
  await reader.send(secret, fields)
  t.equal(reader.status, 400, 'a refused input does not use up the link')
  t.match(reader.text, 'value="Harbour"')
  await reader.send(secret, { ...fields, password: PASSWORD })
  t.equal(reader.url, '/admin/ready')
  t.match(reader.text, '· Harbour</title>')
  t.equal(await people.accounts.hasAdmin(), true)
  const eve = new Reader(stranger())
  await eve.open(`/setup/${secret}`)
  t.match(eve.words, 'This setup link no longer works')
})

t.test('a sign-up link with an invite → says that one is invited; without → that one is needed', async t => {
  const reader = new Reader((await world(t, { config: { signup: 'invite' } })).stranger())
  t.match((await reader.open('/signup?invite=abcdefghijklmnop')).words, 'You’ve been invited.')
  t.match((await reader.open('/signup')).words, 'You need an invite to join.')
})
