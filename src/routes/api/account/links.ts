import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import type { DeviceLink, DeviceLinks } from '#domain/account/device-links.ts'
import { Time, orNull } from '#domain/schemas.ts'
import { siteAddress } from '#plugins/addresses.ts'
import { browserOf } from '#plugins/session/session.ts'
import { ClientId, closed, Done, Id } from '#routes/api/schemas.ts'

/** `url`: null in every browser but the one that made the link. */
const LinkSchema = closed({ id: Id, url: orNull(Type.String()), createdAt: Time, expiresAt: Time }, 'DeviceLink')

interface Needs { readonly deviceLinks: DeviceLinks, readonly baseUrl: URL | null }

/** Links that sign in another device of the caller, once. */
export const linkRoutes: FastifyPluginAsyncTypebox<Needs> = async (app, { deviceLinks, baseUrl }) => {
  const shown = (request: FastifyRequest, { code, ...link }: DeviceLink) =>
    ({ ...link, url: code === null ? null : `${siteAddress(request, baseUrl)}link/${code}` })

  app.post('/me/links', {
    schema: {
      summary: 'Make a link that signs in another device, once and within four hours.',
      body: Type.Optional(closed({ clientId: Type.Optional(ClientId) })),
      response: { 201: closed({ link: LinkSchema }) }
    }
  }, async (request, reply) => {
    const link = await deviceLinks.make(browserOf(request), await request.cookieToken(), request.body?.clientId)
    return await reply.code(201).send({ link: shown(request, link) })
  })

  app.get('/me/links', {
    schema: { summary: 'The open links of this account, the latest made first: five at most.', response: { 200: closed({ links: Type.Array(LinkSchema) }) } }
  }, async request => {
    const links = await deviceLinks.list(browserOf(request).userId, await request.cookieToken())
    return { links: links.map(link => shown(request, link)) }
  })

  app.delete('/me/links/:id', {
    schema: { summary: 'Revoke a link.', params: closed({ id: Id }), response: Done }
  }, async (request, reply) => {
    await deviceLinks.revoke(browserOf(request).userId, request.params.id)
    return await reply.code(204).send(null)
  })
}
