import t, { type Test } from 'tap'
import { gatherCompany, lineFor, type Company, type CompanyOptions } from '#server/demo/company/company.ts'
import { createMember, type Heard } from '#server/demo/company/member.ts'
import { ANSWERS, TALKS } from '#server/demo/company/lines.ts'
import { WORLD } from '#server/demo/world/index.ts'
import { PASSWORD } from '#test/world.ts'
import { demoWorld } from '../demo-world.ts'

const MET = { now: Date.UTC(2026, 10, 20, 20, 14), timeZone: 'Europe/Lisbon' }
const SOON_MS = 5
const STEP_MS = 200

/** Every wait of the company is over soon, so that minutes of talk take a moment. Counts them. */
function quick () {
  const quick = { count: 0, after }
  function after (_ms: number, run: () => void): () => void {
    quick.count += 1
    const timer = setTimeout(run, SOON_MS)
    return () => clearTimeout(timer)
  }
  return quick
}

/** Listens, and lets the server's time go by quickly: presence is told after half a minute. */
async function listening (t: Test, { app, clock }: Awaited<ReturnType<typeof demoWorld>>): Promise<string> {
  const address = `${await app.listen({ port: 0, host: '127.0.0.1' })}/`
  const passing = setInterval(() => clock.advance(STEP_MS), SOON_MS)
  t.teardown(() => {
    clearInterval(passing)
    app.server.closeAllConnections()
  })
  return address
}

function gathered (t: Test, address: string, after: Required<CompanyOptions>['after']): Company {
  const onFault = (error: unknown): void => { t.fail(String(error)) }
  const company = gatherCompany({ address, passwordOf: () => PASSWORD, random: () => 0, after, now: () => 0, onFault })
  t.teardown(() => company.end())
  return company
}

/** Somebody with a page in use. */
function page (t: Test, address: string, username: string) {
  const heard: Heard[] = []
  let isClosed = false
  const member = createMember({
    address,
    username,
    password: PASSWORD,
    hears: (_member, one) => { heard.push(one) },
    sees: () => {},
    pause: async () => { await new Promise(resolve => { setTimeout(resolve, SOON_MS) }); return !isClosed }
  })
  t.teardown(() => { isClosed = true; member.close() })
  return { heard, member, follow: () => { member.follow().catch(error => t.fail(String(error))) } }
}

async function until (isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => { setTimeout(resolve, SOON_MS) })
}

t.test('nobody looks → nobody talks; a visitor’s page is in use → they talk, and answer', async t => {
  const demo = await demoWorld(t, MET)
  const { people, messenger } = demo
  const address = await listening(t, demo)
  const time = quick()
  const company = gathered(t, address, time.after)
  const head = () => messenger.store.ledger.head()
  company.begin()
  await until(() => time.count > 100)
  const before = await head()
  await until(() => time.count > 200)
  t.equal(await head(), before, 'silence')

  const { heard, member, follow } = page(t, address, 'ana')
  follow()
  await until(() => heard.length >= 2)
  const groups = (await member.conversations()).filter(({ id }) => heard.some(({ conversationId }) => conversationId === id))
  t.ok(groups.every(({ title }) => TALKS.some(({ group }) => group === title)), 'in the groups of their talks')

  const ben = (await messenger.conversations.direct(await people.accounts.idOf('ana'), 'ben')).conversation.id
  const answers = () => heard.filter(({ conversationId, message }) => conversationId === ben && message.sender.username === 'ben')
  await member.say(ben, 'Did you lose the network again?')
  await until(() => answers().length === 1)
  t.ok(ANSWERS.some(({ lines }) => lines.en.includes(answers()[0]?.message.body ?? '')), 'in English')
  await member.say(ben, '你好')
  await until(() => answers().length === 2)
  t.ok(ANSWERS.some(({ lines }) => lines.zh.includes(answers()[1]?.message.body ?? '')), '中文')

  for (let line = 0; line < 12; line++) await member.say(ben, 'And?')
  const asBen = await people.accounts.idOf('ben')
  const unread = async () => (await messenger.conversations.one(asBen, ben)).unread
  while (await unread() > 0) await new Promise(resolve => { setTimeout(resolve, SOON_MS) })
  t.ok(answers().length <= 6, `${answers().length} answers within a minute that does not end`)
})

t.test('a visitor steps in as one who talks → that one is silent, and others answer the visitor', async t => {
  const demo = await demoWorld(t, MET)
  const { people, messenger } = demo
  const address = await listening(t, demo)
  const ana = page(t, address, 'ana')
  const ben = page(t, address, 'ben')
  const said = ({ heard }: typeof ana, id: string, by: string) =>
    heard.filter(({ conversationId, message }) => conversationId === id && message.sender.username === by).length
  const idOf = async (one: string, other: string) =>
    (await messenger.conversations.direct(await people.accounts.idOf(one), other)).conversation.id
  const [withBen, withCho, benWithCho] = [await idOf('ana', 'ben'), await idOf('ana', 'cho'), await idOf('ben', 'cho')]
  for (const { follow } of [ana, ben]) follow()
  gathered(t, address, quick().after).begin()
  // A message of one who is not signed in yet is refused.
  for (const { member } of [ana, ben]) while ((await member.conversations()).length === 0);

  await ana.member.say(withBen, 'Hi!')
  await until(() => said(ben, withBen, 'ana') === 1)
  for (let answer = 1; answer <= 3; answer++) {
    await ana.member.say(withCho, 'Hi!')
    await until(() => said(ana, withCho, 'cho') === answer)
  }
  t.equal(said(ana, withBen, 'ben'), 0)
  await ben.member.say(benWithCho, 'Hi!')
  await until(() => said(ben, benWithCho, 'cho') === 1)
})

t.test('every line → told in its own language, by people of that group; no answer twice in a row', t => {
  for (const { lines } of ANSWERS) {
    for (const line of lines.zh) t.ok(line === '👍' || /\p{Script=Han}/u.test(line), line)
    for (const line of lines.en) t.notMatch(line, /\p{Script=Han}/u)
  }
  for (const { group, lines } of TALKS) {
    const place = WORLD.scenes.map(({ place }) => place).find(place => place.kind === 'group' && place.title === group)
    if (place?.kind !== 'group') throw new Error(`No group is called ${group}`)
    for (const [name] of lines) t.ok([place.by, ...place.others].includes(name), name)
  }
  for (const text of ['Hi!', 'Really?', '谢谢', 'Whatever']) t.not(lineFor(text, 1), lineFor(text, 2), text)
  t.end()
})
