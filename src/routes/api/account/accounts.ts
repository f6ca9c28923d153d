import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts, Change } from '#domain/account/accounts.ts'
import type { Deletions } from '#domain/account/deletions.ts'
import { tellsContacts } from '#domain/account/settings.ts'
import { UserSchema } from '#domain/people/users.ts'
import { Time } from '#domain/schemas.ts'
import { browserOf, chosenLanguage, originOf, viewerOf } from '#plugins/session/session.ts'
import {
  ChangeInput, DisplayNameInput, InviteInput, meOf, MeSchema, PasswordInput, UsernameInput, userOf
} from './account-schemas.ts'
import { closed, Done } from '#routes/api/schemas.ts'

const UserAnswer = closed({ user: UserSchema })

interface AccountNeeds { readonly accounts: Accounts, readonly deletions: Deletions }

/** Sign-up, sign-in, sign-out, and changes to the account. */
export const accountRoutes: FastifyPluginAsyncTypebox<AccountNeeds> = async (app, { accounts, deletions }) => {
  app.post('/signup', {
    config: { ownPace: true, ownBudget: true },
    schema: {
      summary: 'Make an account, and sign this browser in.',
      security: [],
      body: closed({
        username: UsernameInput,
        password: PasswordInput,
        displayName: Type.Optional(DisplayNameInput),
        invite: Type.Optional(InviteInput)
      }),
      response: { 201: UserAnswer }
    }
  }, async (request, reply) => {
    const account = await accounts.signUp({ ...request.body, language: chosenLanguage(request) }, originOf(request, reply))
    await reply.startSession(account)
    return await reply.code(201).send({ user: userOf(account) })
  })

  app.post('/login', {
    config: { ownPace: true, ownBudget: true },
    schema: {
      summary: 'Sign this browser in. The answer sets the cookie.',
      security: [],
      body: closed({ username: UsernameInput, password: PasswordInput }),
      response: {
        200: closed({
          user: UserSchema,
          keptFrom: Type.Optional(Type.Integer({ description: 'The account was to be deleted then, and is kept by this sign-in.' }))
        })
      }
    }
  }, async (request, reply) => {
    const { username, password } = request.body
    const { account, passwordHash } = await accounts.signIn(username, password, originOf(request, reply))
    await reply.startSession(account, { passwordHash })
    return { user: userOf(account), ...account.deletesAt !== null && { keptFrom: account.deletesAt } }
  })

  app.post('/logout', {
    config: { ownPace: true, ownBudget: true },
    schema: { summary: 'Sign this browser out. Its parked polls end with signed-out.', response: Done }
  }, async (_request, reply) => {
    await reply.endSession()
    return await reply.code(204).send(null)
  })

  app.get('/me', {
    schema: { summary: 'The caller and their settings.', response: { 200: MeSchema } }
  }, async request => meOf(await accounts.byId(viewerOf(request).userId)))

  app.patch('/me', {
    preHandler: announcing,
    schema: {
      summary: 'Change the display name, the line about oneself, and settings. What is not named stays.',
      body: ChangeInput,
      response: { 200: MeSchema }
    }
  }, async request => meOf(await accounts.change(viewerOf(request).userId, request.body)))

  async function announcing (request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const change = request.body as Change
    const isTold = change.displayName !== undefined || change.about !== undefined || tellsContacts(Object.keys(change))
    if (isTold) await app.limits.announce.call(app, request, reply)
  }

  app.delete('/me', {
    preHandler: app.limits.changePassword,
    schema: {
      summary: 'Have the account deleted after seven days. Every session and token ends at once; signing in with the password before then keeps it.',
      body: closed({ password: PasswordInput }),
      response: { 202: closed({ deletesAt: Time }) }
    }
  }, async (request, reply) => {
    const deletesAt = await deletions.request(browserOf(request), request.body.password, originOf(request, reply))
    await reply.endSession()
    return await reply.code(202).send({ deletesAt })
  })

  app.put('/me/password', {
    preHandler: app.limits.changePassword,
    schema: {
      summary: 'Change the password. Every other session and token of this account ends.',
      body: closed({ current: PasswordInput, password: PasswordInput }),
      response: Done
    }
  }, async (request, reply) => {
    const { account, session } = browserOf(request)
    await accounts.changePassword(account, session.id, request.body.current, request.body.password, originOf(request, reply))
    return await reply.code(204).send(null)
  })
}
