import t, { type Test } from 'tap'
import { PASSWORD, world, type World } from '#test/world.ts'
import { Reader } from '../reader.ts'

const LONG = 'n'.repeat(100)
const LANGUAGES = ['en', 'zh'] as const
type Language = typeof LANGUAGES[number]
type Fields = Readonly<Record<string, string>>

/** The sentence that belongs to a field by `aria-describedby`; null when the field is not marked as refused. */
function besideIn (text: string, name: string): string | null {
  const id = `field-${name.replaceAll('_', '-')}`
  const marks = [...text.matchAll(/<(?:input|select|fieldset)[^>]*aria-describedby="([^"]*)"[^>]*>/g)]
  const named = marks.some(([tag, ids = '']) => ids.split(' ').includes(`${id}-refusal`) && (tag.includes(`id="${id}"`) || tag.startsWith('<fieldset')))
  return named ? new RegExp(`id="${id}-refusal">([^<]*)<`).exec(text)?.[1] ?? null : null
}

async function readerIn (language: Language, w: World, name: 'ana' | null): Promise<Reader> {
  const reader = new Reader(name === null ? w.stranger() : w.as(name))
  await reader.open(name === null ? '/signin' : '/conversations/')
  if (name === null) return await reader.send('language', { language, back: 'signin' })
  await w.as(name).patch('/api/me', { language })
  return reader
}

interface Case {
  readonly page: string
  readonly action: string
  readonly fields: Fields
  readonly field: string
  readonly says: Readonly<Record<Language, RegExp>>
}

const NEW = { username: 'dora', display_name: 'Dora', password: PASSWORD }
const NAME = { en: /^This can’t be a username\.$/, zh: /^这个用户名不符合要求。$/ }

const STRANGERS: readonly Case[] = [
  { page: '/signup', action: 'signup', fields: { ...NEW, username: 'x' }, field: 'username', says: NAME },
  { page: '/signup', action: 'signup', fields: { ...NEW, username: '_dora' }, field: 'username', says: NAME },
  { page: '/signup', action: 'signup', fields: { ...NEW, username: 'ben' }, field: 'username', says: { en: /taken/, zh: /已被使用/ } },
  { page: '/signup', action: 'signup', fields: { ...NEW, username: LONG }, field: 'username', says: { en: /too long/, zh: /太长/ } },
  { page: '/signup', action: 'signup', fields: { ...NEW, password: 'short' }, field: 'password', says: { en: /too short/, zh: /密码太短/ } },
  { page: '/signup', action: 'signup', fields: { ...NEW, password: '' }, field: 'password', says: { en: /fill this in/, zh: /请填写/ } },
  { page: '/signup', action: 'signup', fields: { ...NEW, username: 'dora.dora', password: 'Dora.Dora' }, field: 'password', says: { en: /can’t be the username/, zh: /不能与用户名相同/ } },
  { page: '/signup', action: 'signup', fields: { ...NEW, display_name: LONG }, field: 'display_name', says: { en: /At most 64 characters/, zh: /最多 64 个字/ } },
  { page: '/signin', action: 'signin', fields: { username: 'ana', password: 'wrong password' }, field: 'password', says: { en: /Wrong username or password/, zh: /用户名或密码错误/ } }
]

const ANAS: readonly Case[] = [
  { page: '/groups/new', action: 'groups/new', fields: { title: ' ', usernames: 'ben' }, field: 'title', says: { en: /Give the group a name/, zh: /请填写群名称/ } },
  { page: '/groups/new', action: 'groups/new', fields: { title: 'Choir' }, field: 'usernames', says: { en: /at least one person/, zh: /至少选择一位/ } },
  { page: '/settings/profile', action: 'settings/profile', fields: { display_name: LONG }, field: 'display_name', says: { en: /At most 64/, zh: /最多 64 个字/ } },
  { page: '/settings/profile', action: 'settings/profile', fields: { display_name: 'Ana', about: LONG.repeat(3) }, field: 'about', says: { en: /At most 140/, zh: /最多 140 个字/ } },
  { page: '/settings/language', action: 'settings/language', fields: { language: '', time_zone: 'Mars/Base' }, field: 'time_zone', says: { en: /from the list/, zh: /从列表中选择时区/ } },
  { page: '/settings/password', action: 'settings/password', fields: { current: 'wrong password', wanted: 'a new password' }, field: 'current', says: { en: /current password is wrong/, zh: /当前密码错误/ } },
  { page: '/settings/password', action: 'settings/password', fields: { current: PASSWORD, wanted: 'short' }, field: 'wanted', says: { en: /too short/, zh: /密码太短/ } },
  { page: '/contacts/eve', action: 'contacts/eve/ask', fields: { note: 'n'.repeat(300) }, field: 'note', says: { en: /At most 200/, zh: /最多 200 个字/ } },
  { page: '/contacts/ben', action: 'contacts/ben/remark', fields: { remark: LONG }, field: 'remark', says: { en: /At most 64/, zh: /最多 64 个字/ } }
]

async function refuses (t: Test, reader: Reader, { page, action, fields, field, says }: Case, language: Language): Promise<void> {
  await reader.open(page)
  t.equal(besideIn(reader.text, field), null, `${page} as it is opened says nothing about ${field}`)
  await reader.send(action, fields)
  t.match(besideIn(reader.text, field), says[language], `${language} ${page} ${field}`)
  if (field !== 'usernames') t.match(reader.text, new RegExp(`<(input|select) id="field-${field.replace('_', '-')}"[^>]* aria-invalid="true" autofocus`), 'it has the focus')
  t.notMatch(reader.text, /class="note refused" role="alert">/, 'the reason is not told twice')
  for (const rule of [/2–32/g, /At least 8|至少 8/g]) t.ok((reader.words.match(rule)?.length ?? 0) <= 1, 'nor is the rule that the hint gives')
  for (const [name, value] of Object.entries(fields)) {
    if (value === '') continue
    if (/password|current|wanted/.test(name)) t.notMatch(reader.text, `value="${value}"`, 'a password is not sent back')
    else if (name !== 'usernames' && name !== 'time_zone') t.match(reader.text, `value="${value}"`, `${name} is kept`)
  }
}

for (const language of LANGUAGES) {
  t.test(`U2 U35 a refused field says why beside it, and nothing typed is lost (${language})`, async t => {
    const w = await world(t)
    const stranger = await readerIn(language, w, null)
    for (const each of STRANGERS) await refuses(t, stranger, each, language)
    const ana = await readerIn(language, w, 'ana')
    for (const each of ANAS) await refuses(t, ana, each, language)
  })
}

t.test('U2 the first run says why beside the field, the name of the site too', async t => {
  const w = await world(t)
  const reader = new Reader(w.stranger())
  const secret = await w.people.site.makeSetupSecret()
  await reader.open(`/setup/${secret}`)
  const fields = { ...NEW, username: 'root2', site_name: ' ', sign_up: 'open', language: 'en', time_zone: 'UTC' }
  await reader.send(`setup/${secret}`, fields)
  t.match(besideIn(reader.text, 'site_name'), /Give the site a name/)
  await reader.send(`setup/${secret}`, { ...fields, site_name: 'Choir', password: 'short' })
  t.match(besideIn(reader.text, 'password'), /too short/)
  t.match(reader.text, 'value="Choir"')
})

t.test('U2 a field that the page does not show is refused before the first field', async t => {
  const w = await world(t, { config: { signup: 'invite' } })
  const reader = new Reader(w.stranger())
  const secret = await w.people.site.makeSetupSecret()
  await reader.open(`/setup/${secret}`)
  await reader.send(`setup/${secret}`, { ...NEW, username: 'root2', site_name: 'Choir', sign_up: 'nonsense', language: 'en', time_zone: 'UTC' })
  t.equal(besideIn(reader.text, 'sign_up'), null)
  t.match(reader.text, /class="note refused" role="alert">This isn’t valid\.</)
})

t.test('U2 a caller who has to wait reads for how long, in both languages', async t => {
  const w = await world(t)
  for (const [language, says] of [['en', /again in \d+ (seconds?|minutes?)\./], ['zh', /请在 \d+ (秒|分钟)后重试/]] as const) {
    const reader = await readerIn(language, w, 'ana')
    for (let time = 0; time < 100 && reader.status !== 429; time++) {
      await reader.open('/settings/profile')
      await reader.send('settings/profile', { display_name: `Ana ${time}` })
    }
    t.equal(reader.status, 429)
    t.match(reader.words, says, language)
  }
})

t.test('U2 a call of the API learns field and reason besides the code', async t => {
  const w = await world(t)
  const ana = w.as('ana')
  t.match((await w.stranger().post('/api/signup', { username: 'dora', password: 'short' })).body, { code: 'INVALID', field: 'password', reason: 'password-short' })
  t.match((await w.stranger().post('/api/signup', { username: 'ben', password: PASSWORD })).body, { code: 'USERNAME_TAKEN', field: 'username', reason: 'username-taken' })
  t.match((await ana.patch('/api/me', { timeZone: 'Mars/Base' })).body, { code: 'INVALID', field: 'timeZone', reason: 'zone-unknown' })
  t.match((await ana.patch('/api/me', { displayName: LONG + LONG })).body, { code: 'INVALID', field: 'displayName', reason: 'too-long' })
  t.match((await ana.put('/api/me/password', { current: PASSWORD })).body, { code: 'INVALID', field: 'password', reason: 'missing' })
  t.match((await ana.post('/api/contact-requests', { username: 'ben' })).body, { code: 'CONFLICT', reason: 'already-contacts' })
  const unknown = await ana.get('/api/users/nobody')
  t.equal(unknown.status, 404)
  t.notHas(unknown.body, { reason: String }, 'a code that says all has no reason')
})
