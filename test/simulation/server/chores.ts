import type { DeletionStore, FormerMessages } from '#domain/account/deletions.ts'

/** Does so many slices of the deletions that are due, with everything else in between. The next run goes on with what a crash ends. */
export function deleteAccounts (deletions: DeletionStore, messages: FormerMessages, slices: number, now: () => number): void {
  async function run (): Promise<void> {
    for (let left = slices; left > 0; left--) {
      const userId = await deletions.due(now())
      if (userId === null) return
      await deletions.step(userId, messages, now())
    }
  }
  run().catch(() => {})
}
