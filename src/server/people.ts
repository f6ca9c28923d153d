import { createAccounts } from '#domain/account/accounts.ts'
import { createAttempts } from '#domain/account/attempts.ts'
import { createDeletions } from '#domain/account/deletions.ts'
import { createDeviceLinks } from '#domain/account/device-links.ts'
import { createInvites, inviteHash } from '#domain/account/invites.ts'
import { createGroupInvites } from '#domain/conversations/group-invites.ts'
import { createPasswords } from '#domain/account/passwords.ts'
import { createSignUpBudget } from '#domain/account/sign-up-budget.ts'
import { createSessions } from '#domain/account/sessions.ts'
import { createSite } from '#domain/site/site.ts'
import type { Store } from '#domain/store.ts'
import type { Clock } from '#mailbox/clock.ts'
import { boundsOf, shownName, type BoundSetting, type Config } from './config/config.ts'

export interface PeopleOptions {
  readonly store: Pick<Store, 'accounts' | 'deletions' | 'sessions' | 'site' | 'invites' | 'groupInvites' | 'deviceLinks'>
  readonly config: Pick<
    Config,
    | 'signup' | 'signupSetBy' | 'sessionIdleDays' | 'passwordMemoryKib' | 'passwordPasses' | 'passwordsWaiting' | 'signInAttempts' | 'signUpsPerHour'
    | BoundSetting
  >
  readonly clock: Clock
  /** Between 0 and 1. */
  readonly random: () => number
  readonly newId: () => string
  /** Called when a session is over: its parked polls are answered (D27). */
  readonly onSessionEnded: (sessionId: string) => void
  /** Called when the first run is over. */
  readonly onSetUp?: (() => void) | undefined
}

/** Enough to distinguish the servers of one host. */
const INSTANCE_BYTES = 4

export type People = Awaited<ReturnType<typeof openPeople>>

/** Opens accounts, sessions, invites, and the site's policy over them. */
export async function openPeople ({ store, config, clock, random, newId, onSessionEnded, onSetUp }: PeopleOptions) {
  const now = () => clock.now()
  const signUpFixed = config.signup === null ? null : { mode: config.signup, by: config.signupSetBy ?? shownName('signup') }
  const site = await createSite({ store: store.site, now, signUpFixed, onSetUp })
  const attempts = createAttempts({
    secret: await site.secret('attemptsSecret'), now, after: (ms, run) => clock.after(ms, run), random, free: config.signInAttempts, waitingMax: config.passwordsWaiting
  })
  const instance = (await site.secret('instance')).toString('hex', 0, INSTANCE_BYTES)
  const sessions = createSessions({
    store: store.sessions, secret: await site.secret('tokenSecret'), now, newId, idleDays: config.sessionIdleDays, bounds: boundsOf(config), onEnded: onSessionEnded
  })
  const invites = createInvites({ store: store.invites, secret: await site.secret('inviteSecret'), now, newId })
  const groupInvites = createGroupInvites({ store: store.groupInvites, secret: await site.secret('groupInviteSecret'), now, newId })
  const deviceLinks = createDeviceLinks({ store: store.deviceLinks, secret: await site.secret('deviceLinkSecret'), now, newId })
  const passwords = createPasswords({ cost: { memoryKib: config.passwordMemoryKib, passes: config.passwordPasses } })
  const accounts = createAccounts({
    store: store.accounts,
    passwords,
    attempts,
    signUps: createSignUpBudget({ perHour: config.signUpsPerHour, now }),
    now,
    newId,
    signUpMode: () => site.get().signUp,
    inviteHash,
    onEnded: sessions.ended,
    onChanged: account => sessions.refresh(account)
  })
  const deletions = createDeletions({
    store: store.deletions,
    accounts: store.accounts,
    passwords,
    attempts,
    now,
    formerMessages: () => site.get().formerMessages,
    onEnded: sessions.ended
  })
  return { site, instance, attempts, sessions, invites, groupInvites, deviceLinks, accounts, deletions }
}

/** Makes the admin that the environment names, while there is none. A password left there by mistake opens nothing later. */
export async function makeFirstAdmin ({ accounts }: People, { adminUser, adminPassword }: Config): Promise<void> {
  if (adminUser === null || adminPassword === null || await accounts.hasAdmin()) return
  await accounts.add({ username: adminUser, password: adminPassword }, true)
}
