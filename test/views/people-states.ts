import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import type { ContactsListing } from '#views/people/contacts.ts'
import { labelsPanel } from '#views/people/labels.ts'
import { profilePanel, type ProfileShown } from '#views/people/profile.ts'
import { errorText, reasonText } from '#views/site/errors.ts'
import * as sample from './sample.ts'

const { ana, ben, cho, eve, lin } = sample

function profile (page: OwnPage, more: Partial<ProfileShown> & Pick<ProfileShown, 'profile'>): Html {
  return profilePanel(page, { request: null, refusal: null, typed: () => '', done: null, back: 'contacts/', ...more })
}

type Stand = (page: OwnPage, listing: Partial<ContactsListing>, stage?: Html) => Html

/** States of the pages about people. `stand` draws the column of contacts, and a stage beside it. */
export function peopleStates (stand: Stand): Readonly<Record<string, (page: OwnPage) => Html>> {
  return {
    contacts: page => stand(page, { incoming: [sample.request('r1', lin, ana, 'Hi Ana, Lin from the survey office. Ben gave me your name.'), sample.request('r2', eve, ana, '')], outgoing: [sample.request('r3', ana, cho, '')] }),
    'contacts-none': page => stand(page, { contacts: [], counts: { contacts: 0 } }),
    'contacts-many': page => stand(page, { counts: { contacts: 999 }, next: 'bWlu', incoming: [sample.request('r1', lin, ana, '')], nextRequests: '1.r1~-' }),
    'contacts-found': page => stand(page, { search: { query: 'be', users: [ben], more: true, contactIds: new Set([ben.id]) } }),
    'contacts-nobody': page => stand(page, { search: { query: '<b>nobody', users: [], more: false, contactIds: new Set() } }),
    'profile-contact': page => stand(page, { openUsername: 'cho' }, profile(page, { profile: { user: { ...cho, about: '산에서 지내요 🏔' }, relation: 'contact', remark: 'Minji (surveyor)', requestId: null, labels: ['l-choir'], takesRequests: true }, labels: sample.labels, done: page.say('done.saved') })),
    'profile-common': page => stand(page, { openUsername: 'ben' }, profile(page, {
      profile: { user: ben, relation: 'contact', remark: '', requestId: null, labels: ['l-site'], takesRequests: true },
      labels: sample.labels,
      common: { groups: sample.conversations.filter(({ kind }) => kind === 'group'), direct: sample.conversations.find(({ kind }) => kind === 'direct') ?? null, next: '1.c' }
    })),
    'profile-asked': page => stand(page, {}, profile(page, { profile: { user: lin, relation: 'asked', remark: '', requestId: 'r1', labels: [], takesRequests: true }, request: { note: 'Hi Ana, Lin from the survey office.', at: sample.NOW } })),
    'profile-requested': page => stand(page, {}, profile(page, { profile: { user: lin, relation: 'requested', remark: '', requestId: 'r1', labels: [], takesRequests: true }, request: { note: 'Hello!', at: sample.NOW } })),
    'profile-stranger': page => stand(page, {}, profile(page, { profile: { user: eve, relation: 'none', remark: '', requestId: null, labels: [], takesRequests: true }, refusal: { field: null, text: errorText(page, 'TOO_MANY') } })),
    'contacts-labelled': page => stand(page, { label: sample.labels[0] ?? null, contacts: sample.contacts.slice(1, 2) }),
    'contacts-label-empty': page => stand(page, { label: sample.labels[1] ?? null, contacts: [] }),
    labels: page => stand(page, {}, labelsPanel(page, { labels: sample.labels, refusal: null, typed: () => '', done: page.say('done.saved') })),
    'labels-refused': page => stand(page, {}, labelsPanel(page, { labels: sample.labels, refusal: { field: 'new_name', text: reasonText(page, 'contact-label-taken', {}) }, typed: name => name === 'of' ? 'l-choir' : 'Building site', done: null })),
    'profile-takes-none': page => stand(page, {}, profile(page, { profile: { user: lin, relation: 'none', remark: '', requestId: null, labels: [], takesRequests: false } })),
    'profile-blocked': page => stand(page, {}, profile(page, { profile: { user: eve, relation: 'blocked', remark: '', requestId: null, labels: [], takesRequests: true } })),
    'profile-self': page => stand(page, {}, profile(page, { profile: { user: ana, relation: 'self', remark: '', requestId: null, labels: [], takesRequests: true } })),
    'hostile-profile': page => stand(page, { contacts: [{ user: sample.wide, about: 'W'.repeat(140), remark: '', labels: [], since: 0, isContact: true }], incoming: [sample.request('r', sample.wide, ana, 'n'.repeat(200))] },
      profile(page, { profile: { user: { ...sample.wide, about: 'W'.repeat(140) }, relation: 'asked', remark: '', requestId: 'r', labels: [], takesRequests: true }, request: { note: 'n'.repeat(200), at: 0 } }))
  }
}
