import { setImmediate as settled } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { formFor } from '#test/source/markup.ts'
import { world } from '#test/world.ts'
import { Reader } from '../reader.ts'

/** ana's group with ben, and the page of each. */
async function tea (t: Test, usernames: readonly string[] = ['ben', 'cho']) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea', usernames)
  const [ana, ben, cho, eve] = (['ana', 'ben', 'cho', 'eve'] as const).map(name => new Reader(w.as(name))) as [Reader, Reader, Reader, Reader]
  return { w, ana, ben, cho, eve, id, panel: `/conversations/${id}?side=1` }
}

function actions (reader: Reader): string[] {
  return reader.forms().map(({ action }) => action.replace(/^.*conversations\/[^/]+\//, ''))
}

t.test('people are added with a form alone: those inside are not offered, a repeat adds nobody', async t => {
  const { w, ana, eve, id, panel } = await tea(t, ['ben'])
  await ana.open(panel)
  await ana.open(`/conversations/${id}/add`)
  t.notMatch(ana.text, 'value="ben"')
  t.match(ana.words, 'Your contacts')
  await ana.send('/add', {})
  t.equal(ana.status, 400)
  t.match(ana.words, 'Choose at least one person.')
  const fields = { ...formFor(ana.text, '/add', ana.url).hidden, usernames: 'cho' }
  await ana.post(`/conversations/${id}/add`, fields)
  t.match(ana.words, 'Added.')
  t.match(ana.words, '3 members')
  t.match(ana.words, 'You added Cho')
  const { lastNo } = await w.messenger.conversations.one(w.as('ana').userId, id)
  await ana.post(`/conversations/${id}/add`, fields)
  t.match(ana.words, 'Added.')
  t.equal((await w.messenger.conversations.one(w.as('ana').userId, id)).lastNo, lastNo)
  await ana.open(`/conversations/${id}/add`)
  t.match(ana.words, 'Everyone among your contacts is in this group already.')
  await eve.open(`/conversations/${id}/add`)
  t.equal(eve.status, 404)
})

t.test('“Add people” from a direct conversation → a new group, the other ticked', async t => {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.direct(w.as('ana').userId, 'ben')
  const ana = await new Reader(w.as('ana')).open(`/conversations/${id}?side=1`)
  t.match(ana.text, `conversations/${id}/add"`)
  await ana.open(`/conversations/${id}/add`)
  t.match(ana.text, /value="ben" checked/)
  await ana.send('groups/new', { title: 'Tea', usernames: 'cho' })
  t.match(ana.words, 'You created the group “Tea”')
  const self = (await w.messenger.conversations.direct(w.as('ana').userId, 'ana')).conversation.id
  t.equal((await ana.open(`/conversations/${self}/add`)).status, 404, 'notes to oneself have nobody to add')
})

t.test('each member is offered what their role allows, on the profile beside the group', async t => {
  const { ana, ben, id } = await tea(t)
  const profile = (username: string) => `/conversations/${id}?side=${encodeURIComponent(`@${username}`)}`
  await ana.open(profile('ben'))
  await ana.send('members/ben/role', {})
  t.match(ana.words, 'Saved.')
  t.match(ana.words, 'Remove as administrator')
  await ben.open(profile('cho'))
  t.ok(actions(ben).includes('members/cho/remove'))
  t.notOk(actions(ben).some(action => action.endsWith('/role') || action === 'transfer'), 'an admin gives no roles')
  await ben.open(profile('ana'))
  t.notOk(actions(ben).some(action => action.startsWith('members/')), 'and does not touch the owner')
  await ben.send('members/ana/remove').catch(() => null)
  await ben.open(profile('cho'))
  await ben.send('members/cho/remove')
  t.match(ben.words, 'Removed from the group.')
  t.match(ben.words, 'You removed Cho')
  await ben.open(profile('ben'))
  await ben.send('members/ben/role')
  t.match(ben.words, 'Saved.')
  t.same(actions(ben).filter(action => action.startsWith('members/')), ['members/ben/nickname'], 'an admin who stepped down')
  await ana.open(profile('ben'))
  await ana.send('transfer')
  t.match(ana.words, 'Ben is now the owner')
  t.notOk(actions(ana).includes('transfer'))
})

t.test('an owner leaves with a form → the next one is suggested, a wrong name refused in place', async t => {
  const { ana, ben, panel } = await tea(t)
  await ana.open(panel)
  t.match(ana.text, /name="owner" type="text" value="ben"/)
  await ana.send('leave', { owner: '@Eve' })
  t.equal(ana.status, 404)
  t.match(ana.words, 'No member of this group has that username.')
  t.match(ana.text, 'value="@Eve"')
  t.notMatch(ana.text, />\s*@Eve<\/textarea>/, 'which is no text of a message')
  await ana.send('leave', { owner: '' })
  t.equal(ana.status, 409)
  t.match(ana.words, 'Choose who becomes the owner.')
  await ana.send('leave', { owner: '@Cho ' })
  t.match(ana.words, 'You’re no longer in this group.')
  await ben.open(panel)
  t.notMatch(ben.text, 'name="owner"', 'a member just leaves')
  await ben.send('leave')
  t.match(ben.words, 'You left the group')
})

t.test('a group is closed by its owner with a form, and is only read from then on', async t => {
  const { ana, ben, id, panel } = await tea(t)
  await ben.open(panel)
  t.notOk(actions(ben).includes('dissolve'))
  await ana.open(panel)
  await ana.send('dissolve')
  t.match(ana.words, 'You closed the group')
  await ben.open(`/conversations/${id}`)
  t.match(ben.words, 'Ana closed the group')
  t.match(ben.words, 'You’re no longer in this group.')
  t.notOk(actions(ben).includes('messages'))
})

t.test('a line about several people → named by each reader’s own names, “you” for oneself', async t => {
  const { w, ana, ben, cho, id } = await tea(t, ['ben'])
  await w.messenger.contacts.change(w.as('ben').userId, 'cho', { remark: 'Boss' })
  await w.messenger.groups.add(w.as('ana').userId, id, ['cho'])
  t.match((await ben.open(`/conversations/${id}`)).words, 'Ana added Boss')
  t.match((await cho.open(`/conversations/${id}`)).words, 'Ana added you')
  t.match((await ana.open('/conversations/')).words, 'You added Cho')
  t.match((await ben.open('/conversations/')).words, 'Ana added Boss', 'also in the list')
})

t.test('a long list of members → a search without script, in the panel', async t => {
  const { w, ana, eve, id, panel } = await tea(t)
  t.notMatch((await ana.open(panel)).text, 'member-search', 'a short one needs none')
  for (let n = 0; n < 12; n++) {
    const account = await w.people.accounts.add({ username: `guest${n}`, password: 'a password', displayName: `Guest ${n}` }, false)
    await w.messenger.contacts.accept(account.id, (await w.messenger.contacts.ask(w.as('ana').userId, `guest${n}`, '')).id)
  }
  await w.messenger.groups.add(w.as('ana').userId, id, Array.from({ length: 12 }, (_, n) => `guest${n}`))
  t.match((await ana.open(panel)).text, 'member-search')
  t.match(ana.words, 'You added Guest 0, Guest 1, Guest 2, Guest 3, Guest 4 and 7 others')
  await ana.open(`${panel}&q=guest%2011`)
  t.same([ana.text.includes('%40guest11'), ana.text.includes('%40guest3')], [true, false])
  t.match((await ana.open(`${panel}&q=nobody`)).words, 'No member matches “nobody”.')
  t.equal((await eve.open(`${panel}&q=guest`)).status, 404)
})

t.test('a group is edited by two at once → each changes what they changed', async t => {
  const { w, ana, id } = await tea(t)
  const { groups, conversations } = w.messenger
  await groups.change(w.as('ana').userId, id, { announcement: 'At four\nin the hall' })
  await ana.open(`/conversations/${id}/edit`)
  await groups.change(w.as('ana').userId, id, { quiet: true, joining: 'request', announcement: 'At five' })
  const shown = { announcement: 'At four\r\nin the hall', colour: '', adding: 'members', history: 'none', joining: 'closed' }
  await ana.send('/edit', { ...shown, title: ' ' })
  t.equal(ana.status, 400)
  await ana.send('/edit', { ...shown, title: 'Coffee' })
  t.match(await conversations.one(w.as('ana').userId, id), { title: 'Coffee', quiet: true, joining: 'request', announcement: 'At five' })
})

t.test('a group is edited with a form → shown to all; what was refused stands in the form again', async t => {
  const { w, ana, ben, id, panel } = await tea(t)
  await ana.open(panel)
  await ana.open(`/conversations/${id}/edit`)
  t.match(ana.text, 'value="open"')
  const fields = { title: 'Coffee', announcement: 'At four\nin the <hall>', colour: '7', adding: 'admins', history: 'all', joining: 'closed', quiet: 'on' }
  await ana.send('/edit', { ...fields, title: ' ' })
  t.equal(ana.status, 400)
  t.match(ana.words, 'Give the group a name.')
  t.match(ana.text, '\nAt four\nin the &lt;hall&gt;</textarea>')
  t.match(ana.text, /value="7" checked/)
  await ana.send('/edit', fields)
  t.match(ana.words, 'Saved.')
  t.match(ana.words, 'You renamed the group to “Coffee”')
  await ben.open(`/conversations/${id}`)
  t.match(ben.text, 'At four in the &lt;hall&gt;')
  t.match(ben.words, 'Only the owner and administrators can write here.')
  t.match(ben.text, /class="note hush on"[^]*id="composer"/, 'the script keeps the composer, hidden')
  const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ana').userId, conversationId: id, clientId: 'client-quiet', body: 'Listen' })
  await ben.open(`/messages/${id}?no=${no}`)
  t.notMatch(ben.text, /name="on"|[?&;]reply=/, 'he neither reacts nor replies')
  await ben.open(`/conversations/${id}?reply=${no}`)
  t.notMatch(ben.text, 'name="reply_to"', 'nor by an address')
  await ana.open(`/messages/${id}?no=${no}`)
  t.match(ana.text, /name="on"[^]*[?&;]reply=/)
  await ben.switchTo('plain')
  t.notMatch((await ben.open(`/conversations/${id}`)).text, 'id="composer"', 'without script it is left out')
  await ben.open(panel)
  t.notMatch(ben.text, `conversations/${id}/add"`)
  t.equal((await ben.open(`/conversations/${id}/edit`)).status, 403)
})

t.test('a group changes while its page is open → head, announcement and note follow', async t => {
  const { w, id } = await tea(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  const [forAna, forBen] = [(await ana.poll({ hold: 0 })).body['cursor'], (await ben.poll({ hold: 0 })).body['cursor']]
  await w.messenger.groups.change(ana.userId, id, { title: 'Coffee', announcement: 'At four', quiet: true })
  const html = async (of: typeof ana, cursor: unknown) => String((await of.poll({ cursor, hold: 0, view: 'html' })).body['html'])
  const [hers, his] = [await html(ana, forAna), await html(ben, forBen)]
  for (const each of [hers, his]) {
    t.match(each, new RegExp(`id="title-${id}" data-changed="\\d+">Coffee<`))
    t.match(each, 'At four')
    t.notMatch(each, `data-into="messages-${id}"><div`, 'nothing is loaded again')
  }
  t.match(his, 'class="note hush on"')
  t.notMatch(hers, 'class="note hush on"')
})

t.test('U171 a member is muted with a form → the composer says until when, the list to admins', async t => {
  const { w, ana, ben, cho, id, panel } = await tea(t)
  await cho.open(`/conversations/${id}?side=@ben`)
  t.notOk(actions(cho).includes('members/ben/mute'))
  await ana.open(`/conversations/${id}?side=@ana`)
  t.notOk(actions(ana).includes('members/ana/mute'), 'nobody mutes the owner')
  await ana.open(`/conversations/${id}?side=@ben`)
  await ana.send('/members/ben/mute', { hours: '8' })
  t.match(ana.words, 'Saved.')
  t.match(ana.words, /Muted until \d\d:\d\d|Muted until \w+/)
  await ana.open(panel)
  t.match(ana.words, 'muted')
  await cho.open(panel)
  t.notMatch(cho.words, 'muted')
  await ben.open(`/conversations/${id}`)
  t.match(ben.words, /An administrator muted you in this group until .*You can read, but not write\./)
  t.match(ben.text, /class="note hush on"[^]*id="composer"/)
  await ben.switchTo('plain')
  t.notMatch((await ben.open(`/conversations/${id}`)).text, 'id="composer"')
  await ben.switchTo('frame')
  const frame = /src="([^"]*held\/[^"]*)"/.exec((await ben.open(`/conversations/${id}`)).text)?.[1] ?? ''
  t.match((await ben.open(frame.replaceAll('&amp;', '&').replace(/^(\.\.\/)+/, '/'))).words, 'An administrator muted you', 'the frame says it too, which follows')
  await ana.open(`/conversations/${id}?side=@ben`)
  await ana.send('/members/ben/mute', { hours: '0' })
  t.equal((await w.messenger.conversations.one(w.as('ben').userId, id)).silencedUntil, null)
  const eve = await w.as('eve').get(`/conversations/${id}?side=@ben`)
  t.equal(eve.status, 404)
})

t.test('a member is muted while the page is open → the note comes, and goes when it is over', async t => {
  const { w, id } = await tea(t)
  const ben = w.as('ben')
  const html = async (cursor: unknown) => String((await ben.poll({ cursor, hold: 0, view: 'html' })).body['html'])
  const before = (await ben.poll({ hold: 0 })).body['cursor']
  await w.messenger.groups.changeMember(w.as('ana').userId, id, 'ben', { mutedUntil: w.clock.now() + 60_000 })
  t.match(await html(before), /class="note hush on"[^>]*>An administrator muted you/)
  const muted = (await ben.poll({ hold: 0 })).body['cursor']
  w.clock.advance(60_000)
  while ((await w.messenger.conversations.one(ben.userId, id)).silencedUntil !== null) await settled()
  t.match(await html(muted), new RegExp(`id="hush-${id}" class="note hush" data-changed="\\d+" hidden></p>`))
})

t.test('U172 a nickname is chosen with a form → members see it wherever the group names them', async t => {
  const { w, ana, ben, cho, id, panel } = await tea(t)
  await ben.open(`/conversations/${id}?side=_own`)
  t.match(ben.text, `conversations/${id}?side=%40ben`)
  await ben.open(`/conversations/${id}?side=@ben`)
  await ben.send('/members/ben/nickname', { nickname: 'x'.repeat(65) })
  t.equal(ben.status, 400)
  t.match(ben.text, 'value="xxxxx')
  await ben.send('/members/ben/nickname', { nickname: ' <Benny>\u202e ' })
  t.match(ben.words, 'Saved.')
  const said = await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: 'client-nick', body: 'Hello' })
  await w.messenger.messages.send({ senderId: w.as('cho').userId, conversationId: id, clientId: 'client-reply', body: 'Hi', replyTo: said.message.no })
  await w.messenger.groups.change(w.as('ana').userId, id, { adding: 'members' })
  const shown = '<bdi data-name-of="ben" data-nick="&lt;Benny&gt;">&lt;Benny&gt;</bdi>'
  await cho.open(`/conversations/${id}`)
  t.equal(cho.text.split(shown).length, 3, 'on the message and in the quote')
  t.match((await cho.open(panel)).text, shown)
  t.match((await cho.open(`/conversations/${id}?side=1&q=%3Cbenny`)).text, shown)
  t.match((await cho.open(`/messages/${id}?no=${said.message.no}`)).text, shown)
  await w.messenger.reactions.react(w.as('ben').userId, id, said.message.no + 1, '👍', true)
  t.match((await cho.open(`/messages/${id}?no=${said.message.no + 1}`)).text.split('id="reactions"')[1], shown)
  await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: 'client-last', body: 'Bye' })
  t.match((await cho.open('/conversations/')).text, shown, 'in the list')
  t.match((await cho.open('/search/?q=hello')).text, shown)
  t.notMatch((await cho.open('/contacts/ben')).text, 'Benny', 'and nowhere else')
  await w.messenger.contacts.change(w.as('ana').userId, 'ben', { remark: 'My Ben' })
  await ana.open(`/conversations/${id}`)
  t.match(ana.text, '<bdi data-name-of="ben" data-nick="&lt;Benny&gt;">My Ben</bdi>', 'a remark leads')
  await w.messenger.groups.leave(w.as('cho').userId, id)
  t.notMatch((await cho.open(`/conversations/${id}`)).text, 'Benny', 'those who left see people’s own names')
  t.notMatch((await cho.open('/conversations/')).text, 'Benny')
  t.notMatch((await cho.open('/search/?q=hello')).text, 'Benny')
  await ana.open(`/conversations/${id}?side=@ben`)
  await ana.send('/members/ben/nickname')
  t.notMatch((await ana.open(panel)).text, 'Benny')
  t.equal((await w.as('eve').get(`/conversations/${id}?side=@ben`)).status, 404)
})

t.test('a nickname changes while the page is open → it is named anew in this group alone', async t => {
  const { w, id } = await tea(t)
  const [ana, cho] = [w.as('ana'), w.as('cho')]
  await w.messenger.contacts.change(ana.userId, 'ben', { remark: 'My Ben' })
  const cursors = [(await ana.poll({ hold: 0 })).body['cursor'], (await cho.poll({ hold: 0 })).body['cursor']]
  await w.messenger.groups.changeMember(w.as('ben').userId, id, 'ben', { nickname: 'Benny' })
  const html = async (of: typeof ana, cursor: unknown) => String((await of.poll({ cursor, hold: 0, view: 'html' })).body['html'])
  const how = `data-how="nickname" data-target="${id} ben">`
  t.match(await html(ana, cursors[0]), `${how}<b>My Ben</b><u>Benny</u>`)
  t.match(await html(cho, cursors[1]), `${how}<b>Benny</b><u>Benny</u>`)
  const later = (await cho.poll({ hold: 0 })).body['cursor']
  await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId: 'client-nick', body: 'Hello' })
  t.match(await html(cho, later), 'data-nick="Benny">Benny</bdi>')
  await w.messenger.groups.leave(w.as('ben').userId, id)
  t.match(await html(cho, later), `${how}<b>Ben</b><u></u>`, 'it ends with the membership')
})
