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

  areContacts (userId: string, otherId: string): boolean {
    return this.#ties.has(`${userId} ${otherId}`) && this.#ties.has(`${otherId} ${userId}`)
  }
}
