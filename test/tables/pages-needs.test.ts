import { join } from 'node:path'
import t, { type Test } from 'tap'
import { SETTING_SECTIONS, settingFields } from '#domain/account/settings.ts'
import { PAGES, TEST_PAGES } from '#src/routes/pages/index.ts'
import type { Needs } from '#src/routes/pages/page-row.ts'
import { filesBeside } from '#test/files.ts'
import { FORM_TYPE, formOf } from '#test/file-form.ts'
import { formsIn } from '#test/source/markup.ts'
import type { Answer, Person } from '#test/person.ts'
import { PASSWORD, world } from '#test/world.ts'
import { optionOf } from '#views/account/setting-fields.ts'
import { fieldName } from '#views/parts/forms.ts'

const ROWS = [...PAGES, ...TEST_PAGES]
/** A value for each field of any form. Fields that are missing here are left out. */
const FIELDS = new URLSearchParams(`act=retry&hours=1&nickname=&back=&body=Hello&client_id=form-1&speed=fast&play=play-1&name=Choir&new_name=Choir&place=0&current=${PASSWORD}&display_name=Anyone&emoji=%F0%9F%90%9D&fill=&from=list
&language=en&mode=live&no=1&note=Hello&password=${PASSWORD}&remark=Ben from work&sign_up=open&site_name=Harbour&text=Hello
&fault=delay&time_zone=Europe/Berlin&days=7&uses=1&title=Choir&announcement=&colour=&adding=members&history=none&joining=closed&role=admin&username=ben&usernames=ben&request=nothing&wanted=${PASSWORD}!`.replaceAll('\n', ''))
for (const { name, field, choices } of SETTING_SECTIONS.flatMap(settingFields)) {
  if (field === 'choice' || field === 'hour') FIELDS.set(fieldName(name), optionOf(choices[0] ?? null))
}

/** Status and address of an answer. `any`: a page, or the way to one. */
const ANSWERS: Readonly<Record<Needs, { readonly ana: string, readonly eve: string, readonly nobody: string }>> = {
  anyone: { ana: 'any', eve: 'any', nobody: 'any' },
  stranger: { ana: '303 conversations/', eve: '303 conversations/', nobody: '200' },
  user: { ana: '200', eve: '200', nobody: '303 signin' },
  browser: { ana: '200', eve: '200', nobody: '303 signin' },
  admin: { ana: '404', eve: '404', nobody: '303 signin' },
  conversation: { ana: '200', eve: '404', nobody: '303 signin' }
}

async function stage (t: Test) {
  const path = join(t.testdir(), 'holdline.db')
  const w = await world(t, { path })
  // Time goes on by itself, so that held pages are answered.
  const ticking = setInterval(() => w.clock.advance(1_000), 10)
  t.teardown(() => clearInterval(ticking))
  const ana = w.as('ana')
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Choir', ['ben'])
  await w.messenger.groups.change(ana.userId, id, { isPublic: true })
  const file = filesBeside(t, path).add(ana.userId, { id: 'file-1' })
  await ana.post(`/api/conversations/${id}/messages`, { clientId: 'client-0', body: '', fileIds: [file] })
  const params: Readonly<Record<string, string>> = {
    id,
    file,
    no: '1',
    username: 'ben',
    section: 'profile',
    scene: 'gap',
    clientId: 'client-1',
    secret: await w.people.site.makeSetupSecret(),
    invite: 'nothing',
    request: 'nothing',
    rule: 'D1',
    link: (await w.people.deviceLinks.make({ userId: ana.userId, session: { id: ana.sessionId } }, ana.token)).code ?? '',
    code: (await w.people.groupInvites.make(ana.userId, id)).code
  }
  // Something recorded for either of them.
  for (const person of [ana, w.as('eve')]) for (const address of ['/wire/', '/contacts/']) await person.get(address)
  const begun = await ana.form('/connection/steps', { text: 'Hello', form_token: await tokenOf(ana) })
  const test = /test=([\w-]+)/.exec(String(begun.headers['location']))?.[1] ?? ''
  const query = new URLSearchParams({ test, no: '1', n: '1', lane: 'short', s: '5', from: '1' })
  return {
    w,
    people: { ana, eve: w.as('eve'), nobody: w.stranger() },
    path: (pattern: string) => pattern.replace(/:(\w+)/g, (_found, name: string) => params[name] ?? name),
    query: (schema: object | null) => String(new URLSearchParams([...query].filter(([name]) => name in (schema ?? {}))))
  }
}

async function tokenOf (person: Person): Promise<string> {
  return formsIn((await person.get('/connection/')).text)[0]?.hidden['form_token'] ?? ''
}

function told ({ status, headers: { location } }: Answer): string {
  return location === undefined ? String(status) : `${status} ${String(location).replace(/^(?:\.\.?\/)+/, '').replace(/(?<=^signin)\?back=[\w%-]+$/, '')}`
}

t.test('each page answers ana, eve and nobody as its row says', async t => {
  const { people, path, query } = await stage(t)
  for (const needs of ['anyone', 'stranger', 'user', 'conversation']) t.ok(ROWS.some(row => row.needs === needs), `there is a page for ${needs}`)
  for (const row of ROWS) {
    for (const [name, person] of Object.entries(people)) {
      const answer = told(await person.get(`${path(row.path)}?${query(row.query)}`))
      const wanted = ANSWERS[row.needs][name as keyof typeof people]
      if (wanted === 'any') t.match(answer, /^(?:200$|303 )/, `${name} at ${row.path}`)
      else t.equal(answer, wanted, `${name} at ${row.path}`)
    }
  }
})

t.test('each form answers ana, eve, nobody and a token as its row says', async t => {
  const { w, people, path } = await stage(t)
  const forms = ROWS.flatMap(row => row.forms ?? [])
  for (const needs of ['anyone', 'user', 'browser', 'conversation']) t.ok(forms.some(form => form.needs === needs), `there is a form for ${needs}`)
  for (const { path: pattern, needs, body, streams = false } of forms) {
    const fields = Object.fromEntries([...FIELDS].filter(([name]) => name in body))
    const send = async (person: Person) => {
      const written = { form_token: await tokenOf(person), ...fields }
      if (!streams) return told(await person.form(path(pattern), written))
      const payload = formOf([...Object.entries(written), ['file', { name: 'note.txt', bytes: 'Hello' }]])
      return told(await person.send('POST', `${path(pattern)}?form=form-1`, { headers: { 'content-type': FORM_TYPE }, payload }))
    }
    if (needs !== 'anyone') t.equal(await send(people.nobody), '303 signin', `nobody at ${pattern}`)
    if (needs === 'conversation') t.equal(await send(people.eve), '404', `eve at ${pattern}`)
    const ana = await w.another('ana')
    if (needs === 'browser') {
      const { body: { secret } } = await ana.post('/api/tokens', { label: 'Script' })
      const headers = { authorization: `Bearer ${String(secret)}`, 'content-type': 'application/json' }
      const answer = await w.stranger().send('POST', path(pattern), { headers, payload: JSON.stringify(fields) })
      t.equal(answer.status, 403, `a token at ${pattern}`)
    }
    t.notMatch(await send(ana), /^(?:400|5)/, `ana at ${pattern}`)
  }
})
