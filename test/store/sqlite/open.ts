import type { Test } from 'tap'
import type { Delivery } from '#domain/delivery/events.ts'
import type { Store } from '#domain/store.ts'
import { openStore } from '#store/sqlite/open.ts'

export interface OpenOptions {
  readonly path?: string
  readonly onCommit?: (deliveries: readonly Delivery[]) => void
  readonly atTurnEnd?: ((run: () => void) => void) | undefined
}

/** The SQLite store, closed when the test ends; any fault fails the test. */
export async function openSqlite (t: Test, { path = ':memory:', onCommit = () => {}, atTurnEnd }: OpenOptions = {}): Promise<Store> {
  const store = await openStore({ path, atTurnEnd, onFault: fault => { t.error(fault) } })
  store.ledger.follow({ committed: onCommit, reset: () => {} })
  t.teardown(() => store.close())
  return store
}

/** Opens a store as the contract tests do. */
export function open (t: Test, onCommit: (deliveries: readonly Delivery[]) => void): Promise<Store> {
  return openSqlite(t, { onCommit })
}
