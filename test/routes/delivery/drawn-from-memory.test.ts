import { join } from 'node:path'
import t, { type Test } from 'tap'
import { statementsRun } from '#test/statements.ts'
import { sessionValue } from '#plugins/session/session-cookie.ts'
import { Person, type Answer } from '#test/person.ts'
import { upload } from '#test/file-form.ts'
import { world, type World } from '#test/world.ts'

/** A group of ana, who writes, and of so many others, each with a page or a program that waits. */
async function gathering (t: Test, others: number, view: 'html' | 'json') {
  const w = await world(t, { files: join(t.testdir(), 'files') })
  const ana = w.as('ana')
  const names = Array.from({ length: others }, (_, index) => `guest${index}`)
  const guests = await Promise.all(names.map(name => guest(w, name)))
  const { conversation: { id } } = await w.messenger.conversations.group(ana.userId, 'Fair', names)
  const readers = [ana, ...guests]
  const cursors = new Map<Person, unknown>()
  for (const reader of readers) cursors.set(reader, (await reader.poll({ hold: 0 })).body['cursor'])

  /** Returns the statements from an act to the last answer that tells of it. */
  async function counted (act: () => Promise<unknown>, told = readers): Promise<{ statements: number, texts: readonly string[] }> {
    const waiting = told.map(reader => reader.poll({ cursor: cursors.get(reader), hold: 30, view, tab: reader.username, lang: 'en' }))
    while (w.messenger.mailboxes.parkedCount < told.length) await new Promise(resolve => { setImmediate(resolve) })
    const before = statementsRun()
    await act()
    const answers: Answer[] = await Promise.all(waiting)
    const statements = statementsRun() - before
    for (const [index, reader] of told.entries()) cursors.set(reader, answers[index]?.body['cursor'])
    return { statements, texts: answers.map(({ text }) => text) }
  }
  const { id: fileId } = await upload(ana, 'miaow', 'cat.txt')
  let sent = 0
  const say = (body: string, replyTo?: number, mentions?: string[], mentionsAll?: boolean) =>
    w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: `client-${++sent}`, body, replyTo, mentions, mentionsAll })
  const show = () => w.messenger.messages.send({ senderId: ana.userId, conversationId: id, clientId: 'client-files', body: '', fileIds: [fileId] })
  return { w, ana, id, counted, say, show }
}

async function guest (w: World, name: string): Promise<Person> {
  await w.people.accounts.add({ username: name, password: 'correct horse', displayName: name }, false)
  const account = await w.people.accounts.byId(await w.people.accounts.idOf(name))
  const { session, token } = await w.people.sessions.signIn(account, { userAgent: name, address: '192.0.2.1' })
  const { id } = await w.messenger.contacts.ask(w.as('ana').userId, name, '')
  await w.messenger.contacts.accept(account.id, id)
  return new Person(w.app, { userId: account.id, username: name, sessionId: session.id, cookie: `holdline_session=${sessionValue(token, '')}` })
}

async function statementsOf (t: Test, others: number, view: 'html' | 'json') {
  const { ana, w, id, counted, say, show } = await gathering(t, others, view)
  const first = await counted(() => say('first'))
  // While a new group counts as one by itself, what is unread in it is read again.
  await counted(() => say('second'))
  const send = await counted(() => say('third'))
  const react = await counted(() => w.messenger.reactions.react(ana.userId, id, 4, '👍', true))
  const edit = await counted(() => w.messenger.messages.edit(ana.userId, id, 4, 'third, edited'))
  const recall = await counted(() => w.messenger.messages.recall(ana.userId, id, 4))
  const answer = await counted(() => say('fourth', 3))
  const mention = await counted(() => say('@guest1 and @guest2', undefined, ['guest1', 'guest2']))
  const everybody = await counted(() => say('@all', undefined, undefined, true))
  const editAfter = await counted(() => w.messenger.messages.edit(ana.userId, id, 3, 'second, edited'))
  const files = await counted(show)
  const mute = await counted(() => w.messenger.conversations.choose(ana.userId, id, { notify: 'none' }), [ana])
  await counted(() => say('fourth'))
  const readAll = await counted(() => w.messenger.conversations.readAll(ana.userId), [ana])
  return { first, send, react, edit, recall, answer, mention, everybody, editAfter, files, mute, readAll }
}

t.test('U81 whatever 30 pages are told of a message, or mute → the statements of 3 programs', async t => {
  const programs = await statementsOf(t, 3, 'json')
  const few = await statementsOf(t, 3, 'html')
  const many = await statementsOf(t, 30, 'html')
  t.ok(few.first.statements > programs.first.statements, 'the first page of a person reads: statements are counted')
  for (const act of ['send', 'react', 'edit', 'recall', 'answer', 'mention', 'everybody', 'editAfter', 'files'] as const) {
    t.ok(programs[act].statements > 0, `${act} writes`)
    t.equal(few[act].statements, programs[act].statements, `${act}, 3 pages`)
    t.equal(many[act].statements, programs[act].statements, `${act}, 30 pages`)
    t.equal(many[act].texts.filter(text => text.includes('class=\\"patch\\"')).length, 31, `${act}: all were told`)
  }
  for (const act of ['mute', 'readAll'] as const) {
    t.ok(programs[act].statements > 0, `${act} writes`)
    t.ok(few[act].statements <= programs[act].statements, `${act}: one’s own page reads nothing more`)
    t.match(few[act].texts, [/data-how=\\"unread\\"/], `${act}: it was told the total`)
  }
})
