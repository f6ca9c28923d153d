import type { ContactStore } from '#domain/contacts.ts'
import { contactsRelations } from './contacts-relations.ts'
import { contactsRequests, type ContactParts } from './contacts-requests.ts'
import { contactsSearch } from './contacts-search.ts'
import type { Database } from './database.ts'
import type { GroupCommit } from './group-commit.ts'

export function sqliteContacts (database: Database, commits: GroupCommit, parts: ContactParts): ContactStore {
  const requests = contactsRequests(database, commits, parts)
  return {
    ...requests.store,
    ...contactsRelations(database, commits, parts, requests.closeBetween),
    ...contactsSearch(database)
  }
}
