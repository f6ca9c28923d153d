import type { ContactStore } from '#domain/people/contacts.ts'
import type { ContactLists } from './contact-lists.ts'
import { sqliteContactsRelations } from './contacts-relations.ts'
import { sqliteContactsRequests, type ContactParts } from './contacts-requests.ts'
import { sqliteContactsSearch } from './contacts-search.ts'
import type { Database } from '#store/sqlite/database.ts'
import type { GroupCommit } from '#store/sqlite/group-commit.ts'

export function sqliteContacts (
  database: Database, commits: GroupCommit, parts: ContactParts & { readonly contactLists: ContactLists }
): ContactStore {
  const { contactLists } = parts
  const requests = sqliteContactsRequests(database, commits, parts)
  return {
    contacts: async (userId, page) => contactLists.contacts(userId, page),
    contactsNamed: async (userId, usernames) => contactLists.among(userId, usernames),
    requests: async (userId, page) => database.read(() => contactLists.requests(userId, page)),
    counts: async userId => contactLists.counts(userId),
    asking: async userId => contactLists.asking(userId),
    remarks: async (userId, userIds) => contactLists.remarks(userId, userIds),
    allRemarks: async userId => contactLists.allRemarks(userId),
    blocks: async (userId, page) => contactLists.blocks(userId, page),
    ...requests.store,
    ...sqliteContactsRelations(database, commits, parts, requests.closeBetween),
    ...sqliteContactsSearch(database, contactLists)
  }
}
