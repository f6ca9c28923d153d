import type { Label, LabelStore } from '#domain/people/labels.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'
import type { Repeats } from '#store/sqlite/site/repeats.ts'
import type { Transaction } from '#store/sqlite/transaction.ts'

type Row = Label & { readonly place: number }

export function sqliteLabels (database: Database, commits: GroupCommit, repeats: Repeats): LabelStore {
  // As many as `make` lets a user have.
  const ofUser = database.statement<[string], Row>('SELECT id, name, place FROM labels WHERE holder_id = ? ORDER BY place')
  const byKey = database.statement<[string, string], { id: string }>('SELECT id FROM labels WHERE holder_id = ? AND name_key = ?')
  const add = database.statement<[string, string, string, string, number]>(`
    INSERT INTO labels (id, holder_id, name, name_key, place) VALUES (?, ?, ?, ?, ?)`)
  const rename = database.statement<[string, string, string]>('UPDATE labels SET name = ?, name_key = ? WHERE id = ?')
  const put = database.statement<[number, string]>('UPDATE labels SET place = ? WHERE id = ?')
  const remove = database.statement<[string, string]>('DELETE FROM labels WHERE id = ? AND holder_id = ?')

  const list = (userId: string): Label[] => ofUser.all(userId).map(({ id, name }) => ({ id, name }))

  function tell (transaction: Transaction, userId: string, at: number): void {
    transaction.tellUser(userId, { type: 'labels', labels: list(userId) }, at)
  }

  function isTaken (userId: string, key: string | undefined, exceptId: string | null): boolean {
    const same = key === undefined ? undefined : byKey.get(userId, key)
    return same !== undefined && same.id !== exceptId
  }

  function move (rows: readonly Row[], id: string, place: number): void {
    const others = rows.filter(row => row.id !== id)
    const moved = rows.filter(row => row.id === id)
    const inOrder = [...others.slice(0, place), ...moved, ...others.slice(place)]
    for (const [index, row] of inOrder.entries()) if (row.place !== index) put.run(index, row.id)
  }

  return {
    list: async userId => list(userId),

    make: (userId, { id, name, key }, max, at, once) => commits.write(transaction => {
      const repeat = once === undefined ? null : repeats.find(once)
      const rows = ofUser.all(userId)
      if (repeat === 'reused') return 'reused'
      if (repeat !== null) return list(userId).find(label => label.id === repeat.result) ?? 'gone'
      if (isTaken(userId, key, null)) return 'taken'
      if (rows.length >= max) return 'too-many'
      add.run(id, userId, name, key, (rows.at(-1)?.place ?? -1) + 1)
      if (once !== undefined) repeats.keep(once, id, at)
      tell(transaction, userId, at)
      return { id, name }
    }),

    change: (userId, id, { name, key, place }, at) => commits.write(transaction => {
      const before = ofUser.all(userId)
      const label = before.find(row => row.id === id)
      if (label === undefined) return null
      if (isTaken(userId, key, id)) return 'taken'
      if (name !== undefined && key !== undefined && name !== label.name) rename.run(name, key, id)
      if (place !== undefined) move(before, id, place)
      const after = list(userId)
      const isSame = after.every((each, index) => each.id === before[index]?.id && each.name === before[index].name)
      if (!isSame) tell(transaction, userId, at)
      return { id, name: name ?? label.name }
    }),

    remove: (userId, id, at) => commits.write(transaction => {
      if (remove.run(id, userId) === 0) return false
      tell(transaction, userId, at)
      return true
    })
  }
}
