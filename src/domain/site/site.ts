import { hash, randomBytes } from 'node:crypto'
import { Check } from 'typebox/value'
import { setupOver, type Account, type Accounts, type SignUp } from '#domain/account/accounts.ts'
import { FORMER_MESSAGES, type FormerMessages } from '#domain/account/deletions.ts'
import type { Invites } from '#domain/account/invites.ts'
import { DEFAULT_WINDOWS, WINDOW_MAX_S, WindowSchema, type ChangeWindows } from '#domain/messages/change-windows.ts'
import { checkTimeZone, type Language } from '#domain/account/settings.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { singleLine } from '#domain/people/users.ts'
import type { Once } from './repeats.ts'

export const SITE_NAME_MAX_CHARS = 64
/** Long enough to switch to a browser, short enough that a line in an old log opens nothing. */
export const SETUP_LINK_MS = 30 * 60_000
/** People that the invite of the first run serves: the link that its last step shows can go to a family or a team. */
const FIRST_INVITE_USES = 10
export const SIGN_UP_MODES = ['open', 'invite', 'closed'] as const
export type SignUpMode = typeof SIGN_UP_MODES[number]

/** The site's public policy. */
export interface Site extends ChangeWindows {
  readonly name: string
  readonly signUp: SignUpMode
  /** The flag or variable of the server that fixes it, so that no admin can change it; null when none does. */
  readonly signUpSetBy: string | null
  /** For visitors whose browser asks for none of our languages. */
  readonly language: Language
  readonly timeZone: string
  /** The fate of messages whose sender deletes their account. */
  readonly formerMessages: FormerMessages
  /** Whether groups may be public: found and joined by name. One that is public is not, while this is false. */
  readonly publicGroups: boolean
}

/** Policy and secrets of the site, by key. */
export interface SiteStore {
  all (): Promise<ReadonlyMap<string, string>>
  /** Sets all values in one unit; null removes the key. */
  set (values: Readonly<Record<string, string | null>>, at: number): Promise<void>
  /** Sets the key if it is missing. Returns the value it has afterwards. */
  setOnce (key: string, value: string, at: number): Promise<string>
}

/** Changes to the policy; what is not named stays. */
export type SiteWish = {
  readonly [Name in 'name' | 'signUp' | 'language' | 'timeZone' | 'formerMessages' | 'publicGroups' | keyof ChangeWindows]?: Site[Name] | undefined
}

export interface FirstRun {
  readonly siteName: string
  readonly signUp: SignUpMode
  readonly language: Language
  readonly timeZone: string
  readonly admin: SignUp
}

interface FirstRunNeeds { readonly accounts: Pick<Accounts, 'addFirst' | 'hasAdmin'>, readonly invites: Pick<Invites, 'prepare'> }

interface Needs {
  readonly store: SiteStore
  readonly now: () => number
  /** Fixed by the environment or a flag; null: the admin's choice counts. */
  readonly signUpFixed?: { readonly mode: SignUpMode, readonly by: string } | null
  /** Called when the first run is over: its link may be deleted. */
  readonly onSetUp?: (() => void) | undefined
}

export type SiteService = Awaited<ReturnType<typeof createSite>>

/** Reads the policy once and caches it, because only this process changes it. */
export async function createSite ({ store, now, signUpFixed = null, onSetUp = () => {} }: Needs) {
  let site = read(await store.all(), signUpFixed)

  // Throws INVALID.
  function valuesOf (wish: SiteWish): Readonly<Record<string, string>> {
    const name = wish.name === undefined ? site.name : singleLine(wish.name)
    if (name === '') throw new ReasonError('site-name-empty', 'name')
    checkChars(name, 'name', SITE_NAME_MAX_CHARS)
    const timeZone = wish.timeZone === undefined ? site.timeZone : checkTimeZone(wish.timeZone)
    const { signUp, formerMessages, publicGroups, editWindowS, recallWindowS } = wish
    for (const windowS of [editWindowS, recallWindowS]) {
      if (windowS !== undefined && !Check(WindowSchema, windowS)) throw new ReasonError('window-range', null, { max: WINDOW_MAX_S })
    }
    return {
      name,
      language: wish.language ?? site.language,
      timeZone,
      ...(signUp !== undefined && { signUp }),
      ...(formerMessages !== undefined && { formerMessages }),
      ...(publicGroups !== undefined && { publicGroups: String(publicGroups) }),
      ...(editWindowS !== undefined && { editWindowS: String(editWindowS) }),
      ...(recallWindowS !== undefined && { recallWindowS: String(recallWindowS) })
    }
  }

  async function readAgain (): Promise<Site> {
    site = read(await store.all(), signUpFixed)
    return site
  }

  // Returns the stored value of this link, its expiry and hash in one, while it is valid.
  async function standing (secret: string): Promise<string | null> {
    const stored = (await store.all()).get('setupLink')
    const [expiresAt = '0', kept] = (stored ?? '').split(' ')
    return stored !== undefined && kept === setupHash(secret) && Number(expiresAt) > now() ? stored : null
  }

  return {
    get: () => site,

    async change (wish: SiteWish): Promise<Site> {
      await store.set(valuesOf(wish), now())
      return await readAgain()
    },

    /** Returns a secret of the site, which is made at the first call and stays the same. */
    async secret (key: 'attemptsSecret' | 'inviteSecret' | 'groupInviteSecret' | 'deviceLinkSecret' | 'tokenSecret' | 'instance'): Promise<Buffer> {
      return Buffer.from(await store.setOnce(key, randomBytes(32).toString('base64url'), now()), 'base64url')
    },

    /** Returns the time of the first call for this key, Unix ms. */
    async since (key: 'hostCookies'): Promise<number> {
      return Number(await store.setOnce(`${key}Since`, String(now()), now()))
    },

    /** Makes a one-time secret for the first run; the former one is void. */
    async makeSetupSecret (): Promise<string> {
      const secret = randomBytes(24).toString('base64url')
      await store.set({ setupLink: `${now() + SETUP_LINK_MS} ${setupHash(secret)}` }, now())
      return secret
    },

    /** Whether the secret is valid. Does not consume it. */
    isSetupSecret: async (secret: string) => await standing(secret) !== null,

    /**
     * Does the first run in one write: makes the admin and, where one is needed, an invite, sets the policy and voids the link. A refused
     * input keeps the link valid. Throws FORBIDDEN (used, expired or unknown), INVALID, USERNAME_TAKEN.
     */
    async setUp (secret: string, first: FirstRun, { accounts, invites }: FirstRunNeeds, once?: Once): Promise<Account> {
      const setupLink = await accounts.hasAdmin() ? null : await standing(secret)
      if (setupLink === null) throw setupOver()
      const { siteName: name, signUp, language, timeZone } = first
      const invite = (signUpFixed?.mode ?? signUp) === 'invite' ? invites.prepare({ uses: FIRST_INVITE_USES }) : null
      const values = valuesOf({ name, signUp, language, timeZone })
      const admin = await accounts.addFirst({ ...first.admin, language, timeZone }, { setupLink, site: values, invite, once })
      await readAgain()
      onSetUp()
      return admin
    }
  }
}

function read (values: ReadonlyMap<string, string>, fixed: NonNullable<Needs['signUpFixed']> | null): Site {
  const stored = SIGN_UP_MODES.find(mode => mode === values.get('signUp'))
  return {
    name: values.get('name') ?? 'Holdline',
    signUp: fixed?.mode ?? stored ?? 'open',
    signUpSetBy: fixed?.by ?? null,
    language: values.get('language') === 'zh' ? 'zh' : 'en',
    timeZone: values.get('timeZone') ?? 'UTC',
    formerMessages: FORMER_MESSAGES.find(fate => fate === values.get('formerMessages')) ?? 'keep',
    publicGroups: values.get('publicGroups') !== 'false',
    editWindowS: windowIn(values.get('editWindowS'), DEFAULT_WINDOWS.editWindowS),
    recallWindowS: windowIn(values.get('recallWindowS'), DEFAULT_WINDOWS.recallWindowS)
  }
}

function windowIn (stored: string | undefined, otherwise: number | null): number | null {
  return stored === undefined ? otherwise : stored === 'null' ? null : Number(stored)
}

function setupHash (secret: string): string {
  return hash('sha256', secret, 'base64url')
}
