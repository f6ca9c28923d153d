import type { Test } from 'tap'
import type { Delivery } from '#domain/delivery/events.ts'
import { openStore, type Store } from '#store/sqlite/store.ts'
import type { Stores } from '../contract/cast.ts'

let runs = 0

export interface OpenOptions {
  readonly path?: string
  readonly onCommit?: (deliveries: readonly Delivery[]) => void
  readonly onReset?: (head: number) => void
}

/** The SQLite store on a fixed clock, closed when the test ends; any fault fails the test. */
export function openSqlite (t: Test, { path = ':memory:', onCommit = () => {}, onReset = () => {} }: OpenOptions = {}): Store {
  const store = openStore({
    path,
    now: () => 1_000_000,
    newId: () => `run-${++runs}`,
    onCommit,
    onReset,
    onFault: fault => { t.error(fault) }
  })
  t.teardown(() => store.close())
  return store
}

/** Opens the store for the contract tests. */
export function open (t: Test, onCommit: (deliveries: readonly Delivery[]) => void): Stores {
  return openSqlite(t, { onCommit })
}
