import { Type } from 'typebox'
import { INVITE_CODE_MAX_CHARS } from '#domain/account/invites.ts'
import { originOf } from '#plugins/session/session.ts'
import { signInPage as drawSignIn, signUpPage as drawSignUp } from '#views/account/sign-in.ts'
import { DisplayNameInput, InviteInput, PasswordInput, UsernameInput } from '#routes/api/account/account-schemas.ts'
import { form, openPage } from '#routes/pages/page-row.ts'

/** Signing in and out. Free: it costs no more than its refusal, and its forms have limits of their own. */
export const signInPage = openPage({
  path: '/signin',
  query: null,
  needs: 'stranger',
  costs: 'free',
  draws: ({ page, typed, refusal }, { site }) =>
    drawSignIn(page, { username: typed('username'), refusal, signUp: site.get().signUp }),
  forms: [
    form({
      path: '/signin',
      needs: 'anyone',
      body: { username: UsernameInput, password: PasswordInput },
      async does ({ request, reply, body: { username, password } }, { accounts }) {
        const { account, passwordHash } = await accounts.signIn(username, password, originOf(request, reply))
        await reply.startSession(account, passwordHash)
      },
      leadsTo: () => 'conversations/',
      refused: 'page',
      sentTwice: 'same-answer'
    }),
    form({
      path: '/signout',
      needs: 'browser',
      body: {},
      does: ({ reply }) => reply.endSession(),
      leadsTo: () => 'signin',
      refused: 'error-page',
      sentTwice: 'same-answer'
    })
  ]
})

export const signUpPage = openPage({
  path: '/signup',
  query: { invite: Type.Optional(Type.String({ maxLength: INVITE_CODE_MAX_CHARS })) },
  needs: 'stranger',
  costs: 'free',
  draws: ({ page, query, typed, refusal }, { site }) => drawSignUp(page, {
    username: typed('username'),
    displayName: typed('display_name'),
    invite: query.invite ?? typed('invite'),
    mode: site.get().signUp,
    refusal
  }),
  forms: [form({
    path: '/signup',
    needs: 'anyone',
    body: {
      username: UsernameInput, password: PasswordInput, display_name: Type.Optional(DisplayNameInput), invite: Type.Optional(InviteInput)
    },
    async does ({ request, reply, body: { username, password, display_name: displayName, invite } }, { accounts }) {
      // Kept with the account, so that texts drawn later without a request are in the language of the sign-up page.
      const { language } = reply.page()
      await reply.startSession(await accounts.signUp({ username, password, displayName, invite, language }, originOf(request, reply)))
    },
    leadsTo: () => 'conversations/',
    refused: 'page',
    sentTwice: 'same-answer'
  })]
})
