import { Type } from 'typebox'
import { NOTE_MAX_CHARS, REMARK_MAX_CHARS, type Relation, type RequestState } from '#domain/people/contacts.ts'
import { LABELS_MAX } from '#domain/people/labels.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import type { DoneWord } from '#views/parts/done.ts'
import { profilePanel } from '#views/people/profile.ts'
import { Id, Place } from '#routes/api/schemas.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { BACK_MAX_CHARS, backTo } from '#plugins/addresses.ts'
import { seeing } from '#routes/pages/standing.ts'
import { commonOf } from './shared.ts'
import { searched, searchLimit, withContacts } from './contacts.ts'

/** Notes of the page about a request. A repeat may come when it is withdrawn already, and then the page says nothing. */
const ASKED: Readonly<Record<RequestState, DoneWord | null>> = { open: 'asked', accepted: 'accepted', rejected: null, withdrawn: null }
const ENDINGS = [['remove', 'removed'], ['block', 'blocked'], ['unblock', 'unblocked']] as const

/** The relations in which what a form has done is still true: the other side may have acted since. */
const TRUE_WHILE: Partial<Record<DoneWord, readonly Relation[]>> = {
  asked: ['requested'],
  accepted: ['contact'],
  saved: ['contact'],
  rejected: ['none'],
  withdrawn: ['none'],
  removed: ['none'],
  blocked: ['blocked']
}

function isTrue (done: DoneWord | undefined, relation: Relation): boolean {
  return done === undefined || (TRUE_WHILE[done]?.includes(relation) ?? true)
}

/** The conversation in whose side panel the form stood. */
const BESIDE = { beside: Type.Optional(Id) }

interface ProfileForm { readonly params: { readonly username: string }, readonly body: { readonly beside?: string } }

function profileAgain ({ params: { username }, body: { beside } }: ProfileForm, done: DoneWord | null): string {
  const query = { ...beside === undefined ? {} : { side: `@${username}` }, ...done === null ? {} : { done } }
  const address = beside === undefined ? `contacts/${username}` : `conversations/${beside}`
  return Object.keys(query).length === 0 ? address : `${address}?${new URLSearchParams(query).toString()}`
}

/** One person, with the forms for asking, naming, removing and blocking. */
export const profilePage = ownPage({
  path: '/contacts/:username',
  /** `q`: the search that led here, which stays in the list and on the way back. `groups`: where a page of shared groups begins. */
  query: { ...DONE_QUERY, q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })), groups: Type.Optional(Place) },
  needs: 'user',
  limit: searchLimit,
  async draws ({ standing, params: { username }, query, refusal, typed, done }, services) {
    const { contacts } = services
    const { id } = standing.page.viewer
    const profile = await contacts.profile(id, username)
    const page = await seeing(services, standing.page, { seen: [profile.user] })
    const request = profile.requestId === null ? null : await contacts.openRequest(id, profile.requestId)
    const { page: named, search } = await searched(services, page, query.q)
    const said = isTrue(query.done, profile.relation) ? done : null
    const back = search === null ? 'contacts/' : `contacts/?q=${encodeURIComponent(search.query)}`
    return await withContacts(services, { ...standing, page: named }, {}, {
      listing: { openUsername: username, search },
      title: profile.remark || profile.user.displayName,
      stage: profilePanel(page, {
        common: await commonOf(services, id, username, query.groups),
        profile,
        request,
        labels: await services.labels.list(id),
        refusal,
        typed,
        done: said,
        back
      })
    })
  },
  forms: [
    form({
      path: '/contacts/:username/ask',
      needs: 'user',
      limit: () => 'contactRequest',
      body: { note: Type.String({ maxLength: NOTE_MAX_CHARS * 4 }), ...BESIDE },
      does: ({ viewer, params, body, once }, { contacts }) => contacts.ask(viewer.userId, params.username, body.note, once),
      leadsTo: (sent, { state }) => profileAgain(sent, ASKED[state]),
      refused: 'page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/contacts/:username/remark',
      needs: 'user',
      body: { remark: Type.String({ maxLength: REMARK_MAX_CHARS * 4 }), ...BESIDE },
      does: ({ viewer, params, body }, { contacts }) => contacts.change(viewer.userId, params.username, { remark: body.remark }),
      leadsTo: sent => profileAgain(sent, 'saved'),
      refused: 'page',
      sentTwice: 'harmless'
    }),
    form({
      path: '/contacts/:username/labels',
      needs: 'user',
      // One ticked box is sent as text, several as a list, none not at all.
      body: { labels: Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: LABELS_MAX })])), ...BESIDE },
      does: ({ viewer, params, body }, { contacts }) =>
        contacts.change(viewer.userId, params.username, { labels: [body.labels ?? []].flat() }),
      leadsTo: sent => profileAgain(sent, 'saved'),
      refused: 'page',
      sentTwice: 'harmless'
    }),
    ...ENDINGS.map(([act, done]) => form({
      path: `/contacts/:username/${act}`,
      needs: 'user',
      body: { ...BESIDE, back: Type.String({ default: '', maxLength: BACK_MAX_CHARS }) },
      does: ({ viewer, params }, { contacts }) => contacts[act](viewer.userId, params.username),
      leadsTo: sent => backTo(sent.body.back) || profileAgain(sent, done),
      refused: 'page',
      sentTwice: 'harmless'
    }))
  ]
})
