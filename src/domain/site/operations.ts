import { randomBytes } from 'node:crypto'
import type { Accounts } from '#domain/account/accounts.ts'
import type { Invite, Invites } from '#domain/account/invites.ts'
import type { Sessions } from '#domain/account/sessions.ts'
import { LIST_MAX } from '#domain/conversations/conversations.ts'
import { DomainError } from '#domain/errors.ts'
import { SETUP_LINK_MS, type SiteService } from './site.ts'

export interface OperationNeeds {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly site: SiteService
  readonly invites: Invites
  /** The address at which people reach the server; ends in a slash. */
  readonly address: string
  /** Keeps a setup link where the operator finds it again. */
  readonly keepSetupLink: (link: string) => void
}

export type Operations = ReturnType<typeof createOperations>

/**
 * The operations of an operator. A running server performs them, asked through its socket, else a command on the database itself: so
 * arguments and results are plain JSON.
 */
export function createOperations ({ accounts, sessions, site, invites, address, keepSetupLink }: OperationNeeds) {
  return {
    /** Makes a setup link; the former one is void. */
    async setupLink (_args: Record<string, never>): Promise<{ link: string, minutes: number }> {
      if (await accounts.hasAdmin()) throw new DomainError('CONFLICT', 'There is an admin already. Make another with: holdline user add <username> --admin')
      const link = `${address}setup/${await site.makeSetupSecret()}`
      keepSetupLink(link)
      return { link, minutes: SETUP_LINK_MS / 60_000 }
    },

    async userList (_args: Record<string, never>) {
      return (await accounts.list()).map(({ username, displayName, isAdmin, disabledAt, deletesAt, createdAt }) =>
        ({ username, displayName, isAdmin, isDisabled: disabledAt !== null, deletesAt, createdAt }))
    },

    /** Without a password, makes one and returns it. */
    async userAdd ({ username, password, isAdmin }: { username: string, password: string | null, isAdmin: boolean }) {
      const made = password ?? randomBytes(12).toString('base64url')
      const account = await accounts.add({ username, password: made }, isAdmin)
      return { username: account.username, password: password === null ? made : null }
    },

    /** Makes a new password and returns it; every session ends. */
    async userResetPassword ({ username }: { username: string }) {
      const password = randomBytes(12).toString('base64url')
      await accounts.resetPassword(username, password)
      return { username, password }
    },

    async userSetDisabled ({ username, isDisabled }: { username: string, isDisabled: boolean }) {
      await accounts.setDisabled(username, isDisabled)
    },

    async userSetAdmin ({ username, isAdmin }: { username: string, isAdmin: boolean }) {
      await accounts.setAdmin(username, isAdmin)
    },

    async userLogOut ({ username }: { username: string }) {
      await sessions.endAll(await accounts.idOf(username))
    },

    async inviteCreate ({ uses, days }: { uses: number, days: number }) {
      const { invite, code } = await invites.make(null, { uses, days })
      return { id: invite.id, code, link: `${address}signup?invite=${code}`, expiresAt: invite.expiresAt, uses: invite.usesLeft }
    },

    /** Every invite, the newest first, without codes: a list may end up in a log. */
    async inviteList (_args: Record<string, never>): Promise<Invite[]> {
      const found: Invite[] = []
      for (let after: string | undefined; ;) {
        const { rows, next } = await invites.list({ limit: LIST_MAX, after })
        found.push(...rows.map(({ code: _code, isUsable: _isUsable, ...invite }) => invite))
        if (next === null) return found
        after = next
      }
    },

    inviteRevoke: ({ id }: { id: string }) => invites.revoke(id)
  }
}
