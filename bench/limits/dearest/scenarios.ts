import { PASSWORD } from '../../load/sign-in.ts'
import type { Prepared } from './data.ts'

/** A request to send; `%N%` in it is replaced by a number that never repeats. */
export interface Ask { readonly method: string, readonly path: string, readonly body?: string, readonly isStranger?: boolean }
export interface Scenario { readonly name: string, readonly asks: readonly Ask[] }

const get = (path: string): Ask => ({ method: 'GET', path })
const send = (method: string, path: string, body: unknown): Ask => ({ method, path, body: JSON.stringify(body) })

/** The most expensive requests of one account, or of none, each made as fast as eight connections go. `cursor` is older than all events. */
export function scenariosOf ({ worst, longGroup, bigGroup, ownNo, names }: Prepared, cursor: string): Scenario[] {
  const notNames = Array.from({ length: 20_000 }, (_, n) => `-not-a-name-${n}`)
  return [
    { name: 'nothing, for comparison', asks: [] },
    { name: 'a page of 40 messages of 8 kB that are nearly links', asks: [get(`/conversations/${worst}`)] },
    { name: 'older pages of them', asks: [get(`/conversations/${worst}?before=150`), get(`/conversations/${worst}?before=100&fragment=1`)] },
    { name: 'snapshot with 599 contacts and 300 conversations', asks: [get('/api/snapshot')] },
    { name: 'page and receipts of a group of 50 with 20,000 messages', asks: [get(`/conversations/${longGroup}`), get(`/api/conversations/${longGroup}/receipts`)] },
    { name: 'members of a group of 600', asks: [get(`/api/conversations/${bigGroup}/members?limit=200`), get(`/conversations/${bigGroup}?side=1`)] },
    { name: 'searches for people', asks: [get('/api/users?q=User'), get('/contacts/?q=u')] },
    { name: 'contacts, and the form of a new group', asks: [get('/contacts/'), get('/groups/new')] },
    { name: 'settings with 100 sessions', asks: [get('/settings/sessions'), get('/settings/privacy'), get('/api/sessions')] },
    { name: 'the reference of the API, not signed in', asks: [{ ...get('/api/'), isStranger: true }, { ...get('/api/openapi.json'), isStranger: true }] },
    { name: 'catching up from far back as HTML', asks: [get(`/poll?cursor=${cursor}&view=html&hold=0`)] },
    { name: 'addresses that do not exist', asks: [get('/nowhere/%N%')] },
    { name: 'tokens made', asks: [send('POST', '/api/tokens', { label: 'token %N%' })] },
    { name: 'sign-ins with the right password', asks: [{ ...send('POST', '/api/login', { username: 'u0', password: PASSWORD }), isStranger: true }] },
    { name: 'groups of 600', asks: [send('POST', '/api/conversations', { kind: 'group', title: 'group %N%', usernames: names })] },
    { name: '400 kB of JSON in the wrong shape', asks: [send('POST', '/api/conversations', { kind: 'group', title: 'x', usernames: notNames })] },
    { name: 'forms that are refused and drawn again', asks: [send('POST', `/conversations/${worst}/messages`, {}), send('POST', '/groups/new', { usernames: names })] },
    { name: 'edits in a group of 600', asks: [send('PATCH', `/api/conversations/${bigGroup}/messages/${ownNo}`, { body: 'edit %N%' })] },
    { name: 'drafts of 8 kB', asks: [send('POST', `/api/conversations/${worst}/draft`, { body: 'x'.repeat(8_000) + '%N%' })] },
    { name: 'everything read, and unread again', asks: [send('POST', '/conversations/read', {}), send('POST', `/api/conversations/${longGroup}/unread`, { no: 2 })] },
    { name: 'messages of 8 kB in a group of 600', asks: [send('POST', `/api/conversations/${bigGroup}/messages`, { clientId: 'dear-%N%-key', body: 'ж.com|'.repeat(1_150) })] }
  ]
}
