import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ContactRequestSchema, ContactSchema, NOTE_MAX_CHARS, RelationSchema, REMARK_MAX_CHARS, type Contacts } from '#domain/people/contacts.ts'
import { ConversationSchema, type Conversations } from '#domain/conversations/conversations.ts'
import { LABELS_MAX } from '#domain/people/labels.ts'
import { DISPLAY_NAME_MAX_CHARS, normalizeUsername, PersonSchema, UserSchema } from '#domain/people/users.ts'
import { listOf } from '#domain/schemas.ts'
import { onceOf } from '#domain/site/repeats.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { ClientId, closed, Done, Id, NEXT, PageQuery, RequestParams, RequestsSchema, UserParams } from '#routes/api/schemas.ts'

interface ContactNeeds { readonly contacts: Contacts, readonly conversations: Pick<Conversations, 'some'> }

const RequestAnswer = { 200: closed({ request: ContactRequestSchema }) }

/** Searches people; makes and ends contacts and blocks. */
export const contactRoutes: FastifyPluginAsyncTypebox<ContactNeeds> = async (app, { contacts, conversations }) => {
  app.get('/users', {
    preHandler: app.limits.search,
    schema: {
      summary: 'Find people by username or any word of their names.',
      querystring: closed({ q: Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS }) }),
      response: { 200: closed({ users: listOf(PersonSchema), more: Type.Boolean({ description: 'There may be others: search for more of the name.' }) }) }
    }
  }, async request => await contacts.search(viewerOf(request).userId, request.query.q))

  app.get('/users/:username', {
    schema: {
      summary: 'A person, and what the two of you are to each other.',
      params: UserParams,
      response: { 200: closed({ user: PersonSchema, relation: RelationSchema, takesRequests: Type.Boolean() }) }
    }
  }, async request => {
    const { user, relation, takesRequests } = await contacts.profile(viewerOf(request).userId, request.params.username)
    return { user, relation, takesRequests }
  })

  app.get('/users/:username/groups', {
    schema: {
      summary: 'The groups that one and this person are both in now, those with the latest news first.',
      params: UserParams,
      querystring: PageQuery,
      response: { 200: closed({ conversations: listOf(ConversationSchema), ...NEXT }) }
    }
  }, async request => {
    const { userId } = viewerOf(request)
    const { groups: { rows, ...rest } } = await contacts.common(userId, request.params.username, request.query)
    const { conversations: found } = await conversations.some(userId, rows)
    return { conversations: [...found], ...rest }
  })

  app.post('/contact-requests', {
    preHandler: app.limits.contactRequest,
    schema: {
      summary: 'Ask somebody to be contacts. Asking somebody who asked you accepts.',
      body: closed({ username: Type.String({ maxLength: 64 }), note: Type.String({ maxLength: NOTE_MAX_CHARS * 4, default: '' }), clientId: Type.Optional(ClientId) }),
      response: { 201: closed({ request: ContactRequestSchema }) }
    }
  }, async (request, reply) => {
    const { userId } = viewerOf(request)
    const { username, note, clientId } = request.body
    const once = onceOf(userId, clientId, ['contact-request', username, note])
    return await reply.code(201).send({ request: await contacts.ask(userId, normalizeUsername(username), note, once) })
  })

  app.get('/contact-requests', {
    schema: {
      summary: 'Open requests, to and from oneself, the newest first. A page is of both.',
      querystring: PageQuery,
      response: { 200: closed({ ...RequestsSchema.properties, ...NEXT }) }
    }
  }, async request => await contacts.requests(viewerOf(request).userId, request.query))

  for (const act of ['accept', 'reject', 'withdraw'] as const) {
    app.post(`/contact-requests/:id/${act}`, {
      schema: { summary: `${act} a contact request`, params: RequestParams, response: RequestAnswer }
    }, async request => ({ request: await contacts[act](viewerOf(request).userId, request.params.id) }))
  }

  app.get('/contacts', {
    schema: {
      summary: 'One’s contacts, by what one calls them.',
      querystring: closed({
        ...PageQuery.properties,
        q: Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS, default: '', description: 'Words that all are in the name.' }),
        label: Type.Optional(Id)
      }),
      response: { 200: closed({ contacts: listOf(ContactSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, ...rest } = await contacts.contacts(viewerOf(request).userId, request.query, request.query.q, request.query.label)
    return { contacts: rows, ...rest }
  })

  app.patch('/contacts/:username', {
    schema: {
      summary: 'Set the private remark and the labels of a contact. What is not named stays.',
      params: UserParams,
      body: closed({
        remark: Type.Optional(Type.String({ maxLength: REMARK_MAX_CHARS * 4 })),
        labels: Type.Optional(Type.Array(Id, { maxItems: LABELS_MAX }))
      }),
      response: { 200: closed({ contact: ContactSchema }) }
    }
  }, async request => ({
    contact: await contacts.change(viewerOf(request).userId, request.params.username, request.body)
  }))

  app.delete('/contacts/:username', {
    schema: { summary: 'End a contact, on both sides.', params: UserParams, response: Done }
  }, async (request, reply) => {
    await contacts.remove(viewerOf(request).userId, request.params.username)
    return await reply.code(204).send(null)
  })

  app.get('/blocks', {
    schema: {
      summary: 'Whom one has blocked, the latest first.',
      querystring: PageQuery,
      response: { 200: closed({ users: listOf(UserSchema), ...NEXT }) }
    }
  }, async request => {
    const { rows, ...rest } = await contacts.blocks(viewerOf(request).userId, request.query)
    return { users: rows, ...rest }
  })

  app.put('/blocks/:username', {
    schema: { summary: 'Block somebody, ending the contact.', params: UserParams, response: Done }
  }, async (request, reply) => {
    await contacts.block(viewerOf(request).userId, request.params.username)
    return await reply.code(204).send(null)
  })

  app.delete('/blocks/:username', {
    schema: { summary: 'Unblock somebody. The contact does not come back by itself.', params: UserParams, response: Done }
  }, async (request, reply) => {
    await contacts.unblock(viewerOf(request).userId, request.params.username)
    return await reply.code(204).send(null)
  })
}
