import type { Test } from 'tap'
import { foldedName } from '#domain/people/names.ts'
import { idOf, openCast, type Name, type Open } from './cast.ts'

async function stage (t: Test, open: Open) {
  const cast = await openCast(t, open)
  const { labels, contacts, tick } = cast
  for (const name of ['ben', 'cho'] as const) await cast.introduce('ana', name)
  return {
    ...cast,
    make: (name: Name, id: string, title: string, max = 9) =>
      labels.make(idOf(name), { id, name: title, key: foldedName(title) }, max, tick()),
    names: async (name: Name) => (await labels.list(idOf(name))).map(label => label.name),
    change: (id: string, change: Parameters<typeof labels.change>[2]) => labels.change(idOf('ana'), id, change, tick()),
    give: (name: Name, username: string, ids: readonly string[]) => contacts.change(idOf(name), username, { labels: ids }, tick()),
    of: async (labelId: string, name: Name = 'ana') =>
      (await contacts.contacts(idOf(name), { limit: 9, labelId })).rows.map(({ user }) => user.username)
  }
}

/** Promises of `LabelStore`, and of `ContactStore` about labels. */
export function labelsContract (t: Test, open: Open): void {
  t.test('labels → in their owner’s order, each name once, so many at most; told to the owner alone', async t => {
    const { make, names, change, told, ledgerOf, ledger, labels, tick } = await stage(t, open)
    const before = ledger.head()
    t.same(await make('ana', 'l1', 'Choir'), { id: 'l1', name: 'Choir' })
    t.same(await make('ana', 'l2', 'Work'), { id: 'l2', name: 'Work' })
    t.equal(await make('ana', 'l3', 'CHÓIR'), 'taken')
    t.equal(await make('ana', 'l3', 'Third', 2), 'too-many')
    t.same(await make('eve', 'e1', 'Choir'), { id: 'e1', name: 'Choir' }, 'a name is taken for its owner alone')
    t.match(told('ana', before).at(-1), { type: 'labels', labels: [{ id: 'l1', name: 'Choir' }, { id: 'l2', name: 'Work' }] })
    await make('ana', 'l3', 'Third')
    t.same(await change('l3', { place: 0 }), { id: 'l3', name: 'Third' })
    t.same(await names('ana'), ['Third', 'Choir', 'Work'])
    await change('l3', { place: 99 })
    t.same(await names('ana'), ['Choir', 'Work', 'Third'])
    const head = ledger.head()
    await change('l3', { place: 2, name: 'Third', key: 'third' })
    t.equal(ledger.head(), head, 'the same again is no event')
    t.same(await change('l2', { name: 'WORK', key: 'work' }), { id: 'l2', name: 'WORK' }, 'its own name is not taken')
    t.equal(await change('l2', { name: 'Choir', key: 'choir' }), 'taken')
    t.same(told('ben', before), [])
    t.same(await ledgerOf('ana', before), told('ana', before))
    t.equal(await labels.change(idOf('eve'), 'l1', { name: 'Hers', key: 'hers' }, tick()), null)
    t.notOk(await labels.remove(idOf('eve'), 'l1', tick()))
    t.same(await names('ana'), ['Choir', 'WORK', 'Third'])
  })

  t.test('a label made twice with one key → once; deleted since → gone', async t => {
    const { labels, names, tick } = await stage(t, open)
    const once = { caller: idOf('ana'), id: 'c1', hash: 'h' }
    const make = (more = {}) => labels.make(idOf('ana'), { id: 'l1', name: 'Choir', key: 'choir' }, 9, tick(), { ...once, ...more })
    t.same(await make(), { id: 'l1', name: 'Choir' })
    t.same(await make(), { id: 'l1', name: 'Choir' })
    t.equal(await make({ hash: 'other' }), 'reused')
    t.same(await names('ana'), ['Choir'])
    t.ok(await labels.remove(idOf('ana'), 'l1', tick()))
    t.equal(await make(), 'gone')
  })

  t.test('labels of a contact → told to the holder alone; gone with the label or the contact', async t => {
    const { make, give, of, told, ledger, contacts, labels, tick, introduce } = await stage(t, open)
    for (const [id, name] of [['l1', 'Choir'], ['l2', 'Work']] as const) await make('ana', id, name)
    await make('eve', 'e1', 'Hers')
    const before = ledger.head()
    t.match(await give('ana', 'ben', ['l2', 'l1', 'l1']), { user: { username: 'ben' }, labels: ['l1', 'l2'] })
    t.match(told('ana', before), [{ type: 'contact', contact: { labels: ['l1', 'l2'], isContact: true } }])
    await give('ana', 'ben', ['l1', 'l2'])
    t.equal(told('ana', before).length, 1, 'the same again is no event')
    await give('ana', 'cho', ['l1'])
    t.same([await of('l1'), await of('l2'), await of('e1'), await of('l1', 'ben'), await of('l1', 'eve')], [['ben', 'cho'], ['ben'], [], [], []])
    t.equal(await give('ana', 'cho', ['l2', 'e1']), 'no-such-label')
    t.equal(await give('ana', 'eve', ['l1']), null, 'no contact')
    t.same(await of('l2'), ['ben'], 'and nothing of it is stored')
    t.match(await contacts.profile(idOf('ana'), 'ben'), { labels: ['l1', 'l2'] })
    t.same([(await contacts.profile(idOf('ben'), 'ana'))?.labels, told('ben', before)], [[], []])
    t.match(await contacts.change(idOf('ana'), 'ben', { remark: 'B.' }, tick()), { remark: 'B.', labels: ['l1', 'l2'] })
    t.ok(await labels.remove(idOf('ana'), 'l1', tick()))
    t.match((await contacts.contacts(idOf('ana'), { limit: 9 })).rows, [{ labels: ['l2'] }, { labels: [] }])
    await contacts.remove(idOf('ben'), 'ana', tick())
    t.match(told('ana', before).at(-1), { contact: { labels: [], isContact: false } })
    await introduce('ben', 'ana')
    t.match((await contacts.contactsNamed(idOf('ana'), ['ben'])), [{ remark: '', labels: [] }])
  })
}
