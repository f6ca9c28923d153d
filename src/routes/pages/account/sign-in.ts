import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Accounts } from '#domain/account/accounts.ts'
import { INVITE_CODE_MAX_CHARS } from '#domain/account/invites.ts'
import type { SiteService } from '#domain/site/site.ts'
import { field, type Refused } from '#plugins/pages.ts'
import { originOf } from '#plugins/session/session.ts'
import { signInPage, signUpPage } from '#views/account/sign-in.ts'
import { DisplayNameInput, InviteInput, PasswordInput, UsernameInput } from '#routes/api/account/account-schemas.ts'
import { closed } from '#routes/api/schemas.ts'

const SignInForm = closed({ username: UsernameInput, password: PasswordInput })
const SignUpForm = closed({
  username: UsernameInput, password: PasswordInput, display_name: Type.Optional(DisplayNameInput), invite: Type.Optional(InviteInput)
})
const InviteQuery = closed({ invite: Type.String({ default: '', maxLength: INVITE_CODE_MAX_CHARS }) })

/** The way in and out is nobody's to use up: these pages cost no more than the refusal of one, and their forms have bounds of their own. */
const FREE = { ownPace: true, ownBudget: true } as const

/** Signing in, up and out, by forms. */
export const signInPages: FastifyPluginAsyncTypebox<{ accounts: Accounts, site: SiteService }> = async (app, { accounts, site }) => {
  const signInAgain: Refused = async ({ text }, request, reply) =>
    signInPage(reply.page(), { username: field(request, 'username'), refusal: text, signUp: site.get().signUp })

  const signUpAgain: Refused = async ({ text }, request, reply) => signUpPage(reply.page(), {
    username: field(request, 'username'),
    displayName: field(request, 'display_name'),
    invite: field(request, 'invite'),
    mode: site.get().signUp,
    refusal: text
  })

  app.get('/signin', { config: FREE }, async (request, reply) => {
    if (request.viewer !== null) return reply.seeOther('conversations/')
    return reply.html(signInPage(reply.page(), { username: '', refusal: null, signUp: site.get().signUp }))
  })

  app.post('/signin', { schema: { body: SignInForm }, config: { ...FREE, refused: signInAgain } }, async (request, reply) => {
    const { username, password } = request.body
    const { account, passwordHash } = await accounts.signIn(username, password, originOf(request, reply))
    await reply.startSession(account, passwordHash)
    return reply.seeOther('conversations/')
  })

  app.get('/signup', { schema: { querystring: InviteQuery }, config: FREE }, async (request, reply) => {
    if (request.viewer !== null) return reply.seeOther('conversations/')
    const { invite } = request.query
    return reply.html(signUpPage(reply.page(), { username: '', displayName: '', invite, mode: site.get().signUp, refusal: null }))
  })

  app.post('/signup', { schema: { body: SignUpForm }, config: { ...FREE, refused: signUpAgain } }, async (request, reply) => {
    const { username, password, display_name: displayName, invite } = request.body
    // Remembered with the account, so that what the server draws later by itself is in the language one signed up in.
    const { language } = reply.page()
    await reply.startSession(await accounts.signUp({ username, password, displayName, invite, language }, originOf(request, reply)))
    return reply.seeOther('conversations/')
  })

  app.post('/signout', { config: FREE }, async (_request, reply) => {
    await reply.endSession()
    return reply.seeOther('signin')
  })
}
