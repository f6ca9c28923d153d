import type { ContactStore } from '#domain/contacts.ts'
import type { ContactLists } from './contact-lists.ts'
import { contactsRelations } from './contacts-relations.ts'
import { contactsRequests, type ContactParts } from './contacts-requests.ts'
import { contactsSearch } from './contacts-search.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'

export function sqliteContacts (
  database: Database, commits: GroupCommit, parts: ContactParts & { readonly contactLists: ContactLists }
): ContactStore {
  const { contactLists } = parts
  const requests = contactsRequests(database, commits, parts)
  return {
    contacts: async userId => contactLists.contacts(userId),
    requests: async userId => database.read(() => contactLists.requests(userId)),
    blocks: async userId => contactLists.blocks(userId),
    ...requests.store,
    ...contactsRelations(database, commits, parts, requests.closeBetween),
    ...contactsSearch(database)
  }
}
