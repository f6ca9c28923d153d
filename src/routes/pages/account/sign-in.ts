import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { INVITE_CODE_MAX_CHARS } from '#domain/account/invites.ts'
import { afterSignIn, backTo } from '#plugins/addresses.ts'
import { originOf } from '#plugins/session/session.ts'
import { signInPage as drawSignIn, signUpPage as drawSignUp } from '#views/account/sign-in.ts'
import { doneText } from '#views/parts/done.ts'
import { DisplayNameInput, InviteInput, PasswordInput, UsernameInput } from '#routes/api/account/account-schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, openPage } from '#routes/pages/page-row.ts'
import type { PageServices } from '#routes/pages/page-services.ts'

/** The page that was wanted before signing in. Any text: an address that is not ours is ignored, not refused. */
const BACK = { back: Type.Optional(Type.String()) }

interface Door {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly body: { readonly username: string, readonly password: string }
}

/**
 * Starts a session, unless another tab of this browser has done so for the same user. Returns when the account was to be deleted, which
 * this undoes; null as a rule.
 */
export async function signIn ({ request, reply, body: { username, password } }: Door, { accounts }: PageServices): Promise<number | null> {
  if (request.viewer?.username === username.trim().toLowerCase()) return null
  const { account, passwordHash } = await accounts.signIn(username, password, originOf(request, reply))
  await reply.startSession(account, { passwordHash })
  return account.deletesAt
}

/** Returns the page after a sign-in; `keptFrom`: when the account was to be deleted. */
function signedIn (keptFrom: number | null, back?: string): string {
  return keptFrom === null ? afterSignIn(back) : `kept?from=${keptFrom}`
}

/** Signing in and out. Free: it costs no more than its refusal, and its forms have limits of their own. */
export const signInPage = openPage({
  path: '/signin',
  query: { ...BACK, ...DONE_QUERY },
  needs: 'stranger',
  costs: 'free',
  async draws ({ page, request, query: { back = '', done }, typed, refusal }, { site, demo }) {
    // Guests have no password, and are told there when they may come again.
    if (demo?.guests !== undefined && refusal === null) return 'demo'
    return drawSignIn(page, {
      username: typed('username'),
      refusal,
      signUp: site.get().signUp,
      isDemo: demo !== null,
      back: backTo(back || typed('back')),
      // Says so only to somebody who was on the way to a page.
      done: doneText(page, back !== '' && await request.wasSignedOut() ? 'ended' : done)
    })
  },
  forms: [
    form({
      path: '/signin',
      needs: 'anyone',
      isDoor: true,
      body: { username: UsernameInput, password: PasswordInput, ...BACK },
      does: signIn,
      again: signIn,
      leadsTo: ({ body }, keptFrom) => signedIn(keptFrom, body.back),
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/signout',
      // Also when the first press has ended the session already.
      needs: 'anyone',
      isDoor: true,
      body: {},
      does: ({ viewer, reply }) => viewer === null ? undefined : reply.endSession(),
      leadsTo: (_sent, _result, { demo }) => demo === null ? 'signin?done=signed-out' : 'demo',
      refused: 'error-page',
      sentTwice: 'harmless'
    })
  ]
})

export const signUpPage = openPage({
  path: '/signup',
  query: { invite: Type.Optional(Type.String({ maxLength: INVITE_CODE_MAX_CHARS })), ...BACK },
  needs: 'stranger',
  costs: 'free',
  draws: ({ page, query: { invite, back = '' }, typed, refusal }, { site }) => drawSignUp(page, {
    username: typed('username'),
    displayName: typed('display_name'),
    invite: invite ?? typed('invite'),
    mode: site.get().signUp,
    back: backTo(back || typed('back')),
    refusal
  }),
  forms: [form({
    path: '/signup',
    needs: 'anyone',
    isDoor: true,
    body: {
      username: UsernameInput,
      password: PasswordInput,
      display_name: Type.Optional(DisplayNameInput),
      invite: Type.Optional(InviteInput),
      ...BACK
    },
    async does ({ request, reply, once, body: { username, password, display_name: displayName, invite } }, { accounts }) {
      // Kept with the account, so that texts drawn later without a request are in the language of the sign-up page.
      const { language } = reply.page()
      await reply.startSession(await accounts.signUp({ username, password, displayName, invite, language }, originOf(request, reply), once))
      return null
    },
    again: signIn,
    leadsTo: ({ body }, keptFrom) => signedIn(keptFrom, body.back),
    refused: 'page',
    sentTwice: 'same-answer'
  })]
})
