import type { LedgerRow } from './books.ts'

/** Contacts of each user, as each is told. */
export class Ties {
  readonly #ties = new Set<string>()

  told ({ userId, detail }: LedgerRow): void {
    const { contact } = JSON.parse(detail ?? '{}') as { contact: { user: { id: string }, isContact: boolean } }
    const tie = `${userId} ${contact.user.id}`
    if (contact.isContact) this.#ties.add(tie)
    else this.#ties.delete(tie)
  }

  /** Those who have this user among their contacts. */
  holdersOf (userId: string): string[] {
    return [...this.#ties].map(tie => tie.split(' ')).flatMap(([holderId = '', otherId]) => otherId === userId ? [holderId] : [])
  }

  areContacts (userId: string, otherId: string): boolean {
    return this.#ties.has(`${userId} ${otherId}`) && this.#ties.has(`${otherId} ${userId}`)
  }
}
