import { writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { DomainError } from '#domain/errors.ts'
import { SETUP_LINK_MS } from '#domain/site/site.ts'
import type { People } from '#server/people.ts'

export interface OperationNeeds {
  readonly people: People
  /** Where people reach the server; ends in a slash. */
  readonly address: string
  readonly setupLinkFile: string
}

export type Operations = ReturnType<typeof createOperations>

/**
 * What an operator may do, the same whether a server runs (it does it, asked through its socket) or not (the command opens the folder
 * itself). Arguments and answers are plain JSON.
 */
export function createOperations ({ people: { accounts, sessions, site, invites }, address, setupLinkFile }: OperationNeeds) {
  return {
    /** A new setup link; the former one is void. Also written to a file that only this user reads. */
    async setupLink (_args: Record<string, never>): Promise<{ link: string, minutes: number }> {
      if (await accounts.hasAdmin()) throw new DomainError('CONFLICT', 'There is an admin already. Make another with: holdline user add <username> --admin')
      const link = `${address}setup/${await site.makeSetupSecret()}`
      writeFileSync(setupLinkFile, `${link}\n`, { mode: 0o600 })
      return { link, minutes: SETUP_LINK_MS / 60_000 }
    },

    async userList (_args: Record<string, never>) {
      return (await accounts.list()).map(({ username, displayName, isAdmin, disabledAt, createdAt }) =>
        ({ username, displayName, isAdmin, isDisabled: disabledAt !== null, createdAt }))
    },

    /** Without a password, one is made and told. */
    async userAdd ({ username, password, isAdmin }: { username: string, password: string | null, isAdmin: boolean }) {
      const made = password ?? randomBytes(12).toString('base64url')
      const account = await accounts.add({ username, password: made }, isAdmin)
      return { username: account.username, password: password === null ? made : null }
    },

    /** A new password, made and told; every session ends. */
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
      await sessions.endAll(await accounts.idOf(username), null)
    },

    async inviteCreate ({ uses, days }: { uses: number, days: number }) {
      const { invite, code } = await invites.make(null, { uses, days })
      return { id: invite.id, code, link: `${address}signup?invite=${code}`, expiresAt: invite.expiresAt, uses: invite.usesLeft }
    },

    inviteList: (_args: Record<string, never>) => invites.list(),
    inviteRevoke: ({ id }: { id: string }) => invites.revoke(id)
  }
}
