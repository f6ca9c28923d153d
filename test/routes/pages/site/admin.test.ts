import t, { type Test } from 'tap'
import { world, type WorldOptions } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function stage (t: Test, options: WorldOptions = {}) {
  const w = await world(t, options)
  await w.people.accounts.setAdmin('ana', true)
  return { w, ana: await new Reader(w.as('ana')).open('/settings/') }
}

const SITE = { site_name: 'Tea House', sign_up: 'invite', language: 'en', time_zone: 'Asia/Shanghai' }

function linksIn (text: string): string[] {
  return [...text.matchAll(/readonly value="([^"]*)"/g)].map(([, link = '']) => link)
}

t.test('U9 /admin/site → in the settings list of admins; 404 for others, also for their forms', async t => {
  const { w, ana } = await stage(t)
  t.match(ana.text, 'href="../admin/site"')
  await ana.open('/admin/site')
  t.match([ana.status, ana.words], [200, 'Only administrators see this page'])
  const { invite } = await w.people.invites.make(null)

  const eve = await new Reader(w.as('eve')).open('/settings/')
  t.notMatch(eve.text, 'admin/site')
  const token = eve.forms()[0]?.hidden['form_token'] ?? ''
  for (const [path, fields] of [
    ['/admin/site', SITE], ['/admin/site/invites', { uses: '1', days: '1' }], [`/admin/site/invites/${invite.id}/revoke`, {}]
  ] as const) t.equal((await w.as('eve').form(path, { ...fields, form_token: token })).status, 404, path)
  for (const path of ['/admin/site', '/admin/ready']) t.equal((await eve.open(path)).status, 404, path)
  t.match(w.people.site.get(), { name: 'Holdline', signUp: 'open' })
  t.equal((await w.people.invites.list({ limit: 50 })).rows.length, 1)
  t.equal((await w.people.invites.list({ limit: 50 })).rows[0]?.revokedAt, null)
})

t.test('U9 the site is changed → at once for everybody, kept over a restart', async t => {
  const path = `${t.testdir()}/holdline.db`
  const { w, ana } = await stage(t, { path })
  await ana.open('/admin/site')
  await ana.send('admin/site', SITE)
  t.match([ana.url, ana.words], ['/admin/site?done=saved', /Saved\./])
  t.match(ana.text, /<option value="Asia\/Shanghai" selected>/)
  t.match((await new Reader(w.as('eve')).open('/contacts/')).text, '<title>Contacts · Tea House')
  t.match((await new Reader(w.stranger()).open('/signup')).words, 'Invite code')
  await w.close()
  const again = await world(t, { path })
  t.match(again.people.site.get(), { name: 'Tea House', signUp: 'invite', timeZone: 'Asia/Shanghai' })
})

t.test('U9 a wrong site → refused on its page, what was typed is kept, nothing changes', async t => {
  const { w, ana } = await stage(t)
  await ana.open('/admin/site')
  await ana.send('admin/site', { ...SITE, site_name: ' ' })
  t.match([ana.status, ana.text], [400, /aria-invalid="true"[^]*<option value="invite" selected>[^]*<option value="Asia\/Shanghai" selected>/])
  t.match(w.people.site.get(), { name: 'Holdline', signUp: 'open', timeZone: 'UTC' })
})

t.test('U9 sign-up fixed by the server → shown as locked with its source, and it stays', async t => {
  for (const [signupSetBy, said] of [['--signup', 'Set by --signup.'], ['HOLDLINE_SIGNUP', 'Set by HOLDLINE_SIGNUP.']] as const) {
    const { w, ana } = await stage(t, { config: { signup: 'closed', signupSetBy } })
    await ana.open('/admin/site')
    t.match(ana.words, said)
    t.notMatch(ana.text, '<select id="field-sign-up"')
    await ana.send('admin/site', SITE)
    t.match(w.people.site.get(), { name: 'Tea House', signUp: 'closed' })
  }
})

t.test('sign-up closed → the commands for accounts and passwords, and no invite to create', async t => {
  const { ana } = await stage(t, { config: { signup: 'closed' } })
  await ana.open('/admin/site')
  t.match(ana.text, /user add &lt;username[^]*user reset-password &lt;username[^]*<p class="note">Sign-up is closed/)
  t.notMatch(ana.text, 'admin/site/invites"')
})

t.test('sign-up with invites → the command for passwords alone, and invites to create', async t => {
  const { ana } = await stage(t, { config: { signup: 'invite' } })
  await ana.open('/admin/site')
  t.match(ana.text, /user reset-password &lt;username[^]*admin\/site\/invites"/)
  t.notMatch(ana.text, 'user add')
})

t.test('U9 an invite is created → its link lets as many in as it says, and can be copied again', async t => {
  const { w, ana } = await stage(t, { config: { signup: 'invite' } })
  await ana.open('/admin/site')
  t.match(ana.words, 'No invites yet')
  await ana.send('admin/site/invites', { uses: '1', days: '30' })
  t.match(ana.words, /Invite created\.[^]*For 1 more person/)
  const [link = '', ...others] = linksIn(ana.text)
  t.match([link, others], [/^http:\/\/[^/]+\/signup\?invite=[\w-]{16}$/, []])
  t.match(linksIn((await ana.open('/admin/site')).text), [link], 'also later')

  const dan = await new Reader(w.stranger()).open(new URL(link).pathname + new URL(link).search)
  await dan.send('signup', { username: 'dan', password: 'correct horse', invite: new URL(link).searchParams.get('invite') ?? '' })
  t.match(dan.url, /^\/conversations\//)
  await ana.open('/admin/site')
  t.match([ana.words, linksIn(ana.text)], ['Used up', []])
})

t.test('U9 an invite is revoked or too old → its link is gone from the page and opens nothing', async t => {
  const { w, ana } = await stage(t, { config: { signup: 'invite' } })
  const { invite, code } = await w.people.invites.make(null, { uses: 5, days: 7 })
  await w.people.invites.make(null, { uses: 5, days: 1 })
  await ana.open('/admin/site')
  t.equal(linksIn(ana.text).length, 2, 'those made on the server as well')
  await ana.send(`${invite.id}/revoke`)
  t.match([ana.words, linksIn(ana.text).length], [/Invite revoked[^]*Revoked/, 1])
  w.clock.jump(25 * 3_600_000)
  t.match([(await ana.open('/admin/site')).words, linksIn(ana.text)], ['Expired', []])
  await t.rejects(w.people.accounts.signUp({ username: 'dan', password: 'correct horse', invite: code }, { address: '192.0.2.1', mark: null }), { code: 'INVITE_INVALID' })
})

t.test('U9 more invites than a page → read page by page, each once', async t => {
  const { w, ana } = await stage(t, { config: { signup: 'invite' } })
  for (let i = 0; i < 53; i++) await w.people.invites.make(null)
  await ana.open('/admin/site')
  const first = linksIn(ana.text)
  const [, more = ''] = /href="([^"]*after=[^"]*)"/.exec(ana.text) ?? []
  await ana.open(more)
  t.match([first.length, linksIn(ana.text).length, new Set([...first, ...linksIn(ana.text)]).size], [50, 3, 53])
})

t.test('U9 an invite’s code → neither in the log nor in the database', async t => {
  const path = `${t.testdir()}/holdline.db`
  const { w, ana } = await stage(t, { path })
  await ana.open('/admin/site')
  await ana.send('admin/site/invites', { uses: '1', days: '7' })
  const code = new URL(linksIn(ana.text)[0] ?? '').searchParams.get('invite') ?? ''
  await w.stranger().get(`/signup?invite=${code}`)
  t.match(w.logged.join(''), '/signup', 'requests are logged')
  t.notMatch(w.logged.join(''), code)
  const { rows } = await w.messenger.store.invites.list({ limit: 1 })
  t.notMatch(JSON.stringify(rows), code)
})

t.test('U9 with a base URL → links begin with it', async t => {
  const { ana } = await stage(t, { config: { baseUrl: new URL('https://chat.example/sub/') } })
  await ana.open('/admin/site')
  await ana.send('admin/site/invites', { uses: '1', days: '7' })
  t.match(linksIn(ana.text), [/^https:\/\/chat\.example\/sub\/signup\?invite=/])
})

t.test('windows chosen on the page → the menu offers what they allow, and says for how long', async t => {
  const { w, ana } = await stage(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: 'client-1', body: 'helo' })
  const ben = new Reader(w.as('ben'))
  const offered = async () => {
    await ben.open(`/messages/${id}?no=${no}`)
    return ben.forms().flatMap(({ action }) => /(edit|recall)$/.exec(action)?.[1] ?? [])
  }
  t.same(await offered(), ['edit', 'recall'])
  t.match(ben.words, 'Possible for 2 minutes after sending')
  await ana.open('/admin/site')
  await ana.send('admin/site', { ...SITE, edit_window: '0', recall_window: 'none' })
  t.match(ana.text, /<option value="0" selected>Not at all[^]*<option value="none" selected>No time limit/)
  w.clock.advance(25 * 3_600_000)
  t.same(await offered(), ['recall'])
  t.notMatch(ben.words, 'Possible for')

  await ana.open('/admin/site')
  await ana.send('admin/site', SITE)
  t.match(w.people.site.get(), { editWindowS: 0, recallWindowS: null }, 'a page from before the upgrade changes no window')
  await ana.send('admin/site', { ...SITE, edit_window: '99999999' })
  t.match([ana.status, ana.words], [400, 'Choose a time from the list'])
  w.clock.advance(1)
  await w.people.site.change({ recallWindowS: 90 })
  await ben.post(`/conversations/${id}/messages/${no}/recall`, { form_token: ben.forms()[0]?.hidden['form_token'] ?? '' })
  t.match([ben.status, ben.words], [409, 'messages can be recalled for 90 seconds after sending'])
})

t.test('U9 public groups → forbidden and allowed by the form; a form without them changes nothing', async t => {
  const { w, ana } = await stage(t)
  await ana.open('/admin/site')
  await ana.send('admin/site', { ...SITE, public_groups: 'off' })
  t.match(ana.text, /<option value="off" selected>/)
  t.equal(w.people.site.get().publicGroups, false)
  await w.as('ana').form('/admin/site', { ...SITE, form_token: ana.forms()[0]?.hidden['form_token'] ?? '' })
  t.equal(w.people.site.get().publicGroups, false)
  await ana.send('admin/site', { ...SITE, public_groups: 'on' })
  t.equal(w.people.site.get().publicGroups, true)
})
