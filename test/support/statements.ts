import { Statement } from '#store/sqlite/connections.ts'

const counted = ['get', 'all', 'run'] as const
let count = 0

// Every statement of the store passes here, BEGIN and COMMIT included.
for (const method of counted) {
  const original = Statement.prototype[method] as (this: unknown, ...params: unknown[]) => unknown
  Object.defineProperty(Statement.prototype, method, {
    value (this: unknown, ...params: unknown[]): unknown {
      count++
      return original.apply(this, params)
    }
  })
}

/** Returns the number of SQL statements that this process has run so far. */
export function statementsRun (): number {
  return count
}
