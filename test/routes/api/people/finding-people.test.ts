import t, { type Test } from 'tap'
import type { UserRef } from '#domain/people/users.ts'
import { PASSWORD, world, type World } from '#test/world.ts'

/** Username, display name. */
const PEOPLE = [
  ['xiaoming', '王小明'], ['hanako', '山田花子'], ['minji', '김철수'], ['ali', 'محمد علي'], ['liwei', 'Li Wei'], ['sofia', 'Sofía Álvarez'],
  ['sean', 'Seán O’Connor'], ['oleg', 'Олег Иванов'], ['emile', 'Émile Zola'], ['ozgur', 'Özgür Işık'], ['wide', 'Ｔａｒｏ Ｙａｍａｄａ'],
  ['wang', 'Wanda'], ['jean.paul-2', 'JP'], ['strasse', 'Anna Weiß'], ['hidden', 'Wei Verborgen']
] as const

async function crowd (t: Test): Promise<{ w: World, found: (query: string) => Promise<readonly string[]> }> {
  const w = await world(t, { config: { searchesPerMinute: 10_000 } })
  for (const [username, displayName] of PEOPLE) await w.people.accounts.add({ username, password: PASSWORD, displayName }, false)
  await w.people.accounts.change(await w.people.accounts.idOf('hidden'), { findable: false })
  return {
    w,
    async found (query) {
      const answer = await w.as('eve').get(`/api/users?q=${encodeURIComponent(query)}`)
      if (answer.status !== 200) throw new Error(`${query}: ${answer.text}`)
      return (answer.body['users'] as readonly UserRef[]).map(({ username }) => username)
    }
  }
}

const SEARCHES: readonly (readonly [query: string, ...found: string[]])[] = [
  ['小明', 'xiaoming'], ['王小明', 'xiaoming'], ['王小', 'xiaoming'], ['明', 'xiaoming'], ['王明'], ['花子', 'hanako'], ['철수', 'minji'],
  ['علي', 'ali'], ['عَلِيّ', 'ali'], ['Wei', 'liwei', 'strasse'], ['wei li', 'liwei'], ['li we', 'liwei'], ['Álvarez', 'sofia'], ['alvarez', 'sofia'],
  ['ALVAREZ', 'sofia'], ['o\'connor', 'sean'], ['oconnor', 'sean'], ['connor', 'sean'], ['олег', 'oleg'], ['ИВАН', 'oleg'], ['émile', 'emile'],
  ['emile', 'emile'], ['özgür', 'ozgur'], ['isik', 'ozgur'], ['Taro', 'wide'], ['ｙａｍａｄａ', 'wide'], ['WEISS', 'strasse'],
  ['@wang', 'wang'], ['＠Wang', 'wang'], ['wan', 'wang'], ['@hidden', 'hidden'], ['hidde'], ['verborgen'], ['paul', 'jean.paul-2'],
  ['jean.p', 'jean.paul-2'], ['%'], ['w%'], ['_'], ['w_ng'], ['ang'], ['   '], ['@'], ['\u{1f43c}']
]

t.test('B03 people are found by any word of their names, in any script, case and width', async t => {
  const { found } = await crowd(t)
  // A letter and a wildcard count as that letter.
  const letter = await found('w')
  t.same(letter, ['liwei', 'strasse', 'wang', 'wide', 'xiaoming'].filter(name => name !== 'xiaoming'))
  for (const [query, ...usernames] of SEARCHES) t.same(await found(query), query === 'w%' ? letter : usernames, query)
})

t.test('B03 a new name finds its owner, and the former one no longer does', async t => {
  const { w, found } = await crowd(t)
  const userId = await w.people.accounts.idOf('liwei')
  await w.people.accounts.change(userId, { displayName: '李伟' })
  t.same(await found('wei'), ['strasse'])
  t.same(await found('李伟'), ['liwei'])
  await w.people.accounts.change(userId, { findable: false })
  t.same(await found('李伟'), [])
  await w.people.accounts.change(userId, { findable: true })
  t.same(await found('李伟'), ['liwei'])
})

t.test('B03 a person hidden from search is found by their contacts, by the remark as well', async t => {
  const { w } = await crowd(t)
  const [ana, ben] = [w.as('ana'), w.as('ben')]
  await w.people.accounts.change(ben.userId, { findable: false })
  await ana.patch('/api/contacts/ben', { remark: 'Онкел 小王' })
  const found = async (query: string) => (await ana.get(`/api/users?q=${encodeURIComponent(query)}`)).body['users'] as readonly UserRef[]
  for (const query of ['онкел', '小王', 'ben']) t.match(await found(query), [{ username: 'ben' }], query)
  t.same((await w.as('eve').get('/api/users?q=be')).body['users'], [])
})

t.test('B03 a search that matches many names answers 20 and says that there are more', async t => {
  const { w } = await crowd(t)
  for (let index = 0; index < 21; index++) {
    await w.people.accounts.add({ username: `many${String(index).padStart(2, '0')}`, password: PASSWORD, displayName: 'Zoë' }, false)
  }
  const { users, more } = (await w.as('eve').get('/api/users?q=zoe')).body as { users: readonly UserRef[], more: boolean }
  t.same(users.map(({ username }) => username), Array.from({ length: 20 }, (_, index) => `many${String(index).padStart(2, '0')}`))
  t.equal(more, true)
  t.match((await w.as('eve').get('/api/users?q=many20')).body, { users: [{ username: 'many20' }], more: false })
})
