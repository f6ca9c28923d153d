import type { FastifyInstance, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import { Type } from 'typebox'
import { notFound } from '#domain/errors.ts'
import { afterSignIn } from '#plugins/addresses.ts'
import { withoutRecalled } from '#plugins/overtaken.ts'
import { field, type Shown as Shows } from '#plugins/pages.ts'
import { readerOf } from '#plugins/reading.ts'
import { browserOf, viewerOf } from '#plugins/session/session.ts'
import { doneText, type DoneWord } from '#views/parts/done.ts'
import { fieldName, refusalId } from '#views/parts/forms.ts'
import { Html } from '#views/parts/html.ts'
import type { Page } from '#views/parts/page.ts'
import { closed, Id } from '#routes/api/schemas.ts'
import { UNCACHEABLE } from '#routes/delivery/poll-answer.ts'
import { COSTS, PARAMS, type FormRow, type Needs, type OpenPageRow, type OwnPageRow, type PageRow } from './page-row.ts'
import type { PageServices } from './page-services.ts'
import { onceOf, onceOfFiles } from './sent-twice.ts'
import { takeStanding, whole } from './standing.ts'

type Call = ReturnType<typeof callOf>
type Fields = Readonly<Record<string, unknown>>
type Refusal = Shows | null
interface AnyQuery { readonly done?: DoneWord, readonly back?: string, readonly fragment?: string }

/** Adds the routes of a row of the table of pages: one GET for the page, one POST for each form. */
export function addPage (app: FastifyInstance, row: PageRow, services: PageServices): void {
  const { path, query, costs = 'reader' } = row
  const fragments = row.isOwn ? Object.keys(row.fragments ?? {}) : []
  const fragment = fragments.length === 0 ? {} : { fragment: Type.Optional(Type.Union(fragments.map(name => Type.Literal(name)))) }
  app.get(path, {
    // A page that waits is not held for a HEAD, which would learn nothing from it (D20).
    exposeHeadRoute: !row.isOwn || row.waits === undefined,
    config: COSTS[costs],
    preHandler: limit(app, ({ query }) => row.limit?.(query)),
    schema: { ...paramsOf(path), ...query === null ? {} : { querystring: closed({ ...query, ...fragment }) } }
  }, async (request, reply) => {
    admit(row.needs, request)
    const call = callOf(request, reply)
    return row.isOwn ? await answerOwn(row, call, services) : await answerOpen(row, call, services)
  })
  for (const form of row.forms ?? []) addForm(app, row, form, services)
}

function addForm (app: FastifyInstance, row: PageRow, form: FormRow, services: PageServices): void {
  const { path, needs, body, refused, isSilent = false, streams = false, isDoor } = form
  app.post(path, {
    config: {
      ...COSTS[row.costs ?? 'reader'],
      isDoor,
      ...streams && { streams: 'form' as const },
      pageOf: ({ params, url }) => addressOf(row, url, params as Fields),
      ...refused === 'error-page' ? {} : { refused: drawsAgain }
    },
    preHandler: limit(app, ({ body }) => form.limit?.(body as Fields)),
    schema: {
      ...paramsOf(path),
      ...streams ? { querystring: closed({ form: Id }) } : { body: closed(body) },
      ...isSilent ? { querystring: closed({ fragment: Type.Optional(Type.Literal('1')) }) } : {}
    }
  }, async (request, reply) => {
    admit(needs, request)
    const once = streams ? onceOfFiles(request) : onceOf(request)
    const sent = { ...callOf(request, reply), viewer: request.viewer as never, body: request.body as Fields, once }
    const to = await led(sent)
    if (isSilent && sent.query.fragment !== undefined) return reply.code(204).send()
    if (to !== null) return reply.seeOther(to)
    // Takes a turn of its reader here: a form has none, because its answer is a redirect as a rule.
    return reply.html(await app.reading.run(readerOf(request), () =>
      withoutRecalled(services.erasures, () => drawn(row, { ...sent, query: {} }, null, services))))
  })

  async function led (sent: Parameters<FormRow['does']>[0]): Promise<string | null> {
    const { reply, once } = sent
    const run = async (act: FormRow['does']) => form.leadsTo(sent, await act(sent, services), services)
    if (once === undefined || form.sentTwice === 'harmless') return await run(form.does)
    const { again } = form
    return await services.sentForms.take({ once, reply, does: () => run(form.does), again: again && (() => run(again)) })
  }

  // Params and body may be anything here: a form can be refused before it is validated.
  async function drawsAgain (why: NonNullable<Refusal>, request: FastifyRequest, reply: FastifyReply): Promise<Html> {
    const call = { ...callOf(request, reply), query: {} }
    async function draw (refusal: NonNullable<Refusal>): Promise<Html> {
      const again = typeof refused === 'string' ? {} : refused.draws({ ...asked(call, row.isOwn ? reply.ownPage() : reply.page(), refusal), refusal })
      if (again instanceof Html) return again
      return await withoutRecalled(services.erasures, () => drawn(row, { ...call, ...again }, refusal, services))
    }
    const field = formField(form, why.field)
    const page = await draw({ ...why, field })
    // A field that the page does not show, a hidden one say, cannot show its reason: then it stands before the first field.
    return field === null || String(page).includes(refusalId(field)) ? page : await draw({ ...why, field: null })
  }
}

/** Returns the form's name of a field of the API; null where the form has none. */
function formField ({ body, names = {} }: FormRow, field: string | null): string | null {
  const [api = ''] = field?.split('.') ?? []
  const name = names[api] ?? fieldName(api)
  return Object.hasOwn(body, name) ? name : null
}

type LimitFor = (request: FastifyRequest) => keyof FastifyInstance['limits'] | null | undefined

function limit (app: FastifyInstance, nameFor: LimitFor): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    const name = nameFor(request)
    if (name != null) await app.limits[name].call(app, request, reply)
  }
}

/** Throws UNAUTHENTICATED, which leads to the sign-in page, FORBIDDEN, NOT_FOUND. */
function admit (needs: Needs, request: FastifyRequest): void {
  if (needs === 'anyone' || needs === 'stranger') return
  const { account } = needs === 'browser' ? browserOf(request) : viewerOf(request)
  if (needs === 'admin' && !account.isAdmin) throw notFound('page')
}

async function answerOpen (row: OpenPageRow, call: Call, services: PageServices): Promise<FastifyReply> {
  const { request, reply } = call
  if (row.needs === 'stranger' && request.viewer !== null) return reply.seeOther(afterSignIn(call.query.back))
  const drawn = await row.draws(asked(call, reply.page(), null), services)
  if (row.isHeld === true) reply.headers(UNCACHEABLE)
  return typeof drawn === 'string' ? reply.seeOther(drawn) : reply.html(drawn)
}

async function answerOwn (row: OwnPageRow, call: Call, services: PageServices): Promise<FastifyReply> {
  const { request, reply, query: { fragment } } = call
  const came = await row.waits?.({ ...call, viewer: viewerOf(request) }, services) ?? null
  // An awaited reply becomes undefined, so the reply itself tells whether it was answered.
  if (reply.sent) return reply
  if (came === false) return reply.hijack()
  const part = fragment === undefined ? undefined : row.fragments?.[fragment]
  const draws = () => withoutRecalled(services.erasures, async () => part === undefined
    ? await drawnOwn(row, call, null, services, came)
    : await part(asked(call, reply.ownPage(), null), services))
  return reply.html(await draws(), draws)
}

async function drawn (row: PageRow, call: Call, refusal: Refusal, services: PageServices): Promise<Html> {
  if (row.isOwn) return await drawnOwn(row, call, refusal, services, null)
  return await row.draws(asked(call, call.reply.page(), refusal), services) as Html
}

async function drawnOwn (
  row: OwnPageRow, call: Call, refusal: Refusal, services: PageServices, came: Parameters<OwnPageRow['draws']>[0]['came']
): Promise<Html> {
  const standing = await takeStanding(services, call.reply.ownPage())
  const done = doneText(standing.page, call.query.done)
  return whole(standing, await row.draws({ ...asked(call, standing.page, refusal), standing, done, came }, services))
}

function callOf (request: FastifyRequest, reply: FastifyReply) {
  return { request, reply, params: request.params as {}, query: request.query as AnyQuery }
}

function asked<P extends Page> (call: Call, page: P, refusal: Refusal) {
  return { ...call, page, refusal, typed: (name: string) => field(call.request, name) }
}

/** Returns the address of a form's page below the root, for somebody who must sign in first. */
function addressOf ({ path, query }: PageRow, url: string, params: Fields): string {
  const own = url.split('?', 1)[0] ?? ''
  if (new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`).test(own)) return own.slice(1)
  const search = Object.keys(query ?? {}).filter(name => name in params).map(name => `${name}=${String(params[name])}`)
  const filled = path.slice(1).replace(/:(\w+)/g, (_all, name: string) => String(params[name] ?? ''))
  return search.length === 0 ? filled : `${filled}?${search.join('&')}`
}

function paramsOf (path: string) {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as keyof typeof PARAMS)
  return names.length === 0 ? {} : { params: closed(Object.fromEntries(names.map(name => [name, PARAMS[name]]))) }
}
