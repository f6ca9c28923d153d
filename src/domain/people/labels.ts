import { Type, type Static } from 'typebox'
import { notFound, type DomainError } from '#domain/errors.ts'
import { checkChars, ReasonError } from '#domain/reasons.ts'
import { closed, Id } from '#domain/schemas.ts'
import { clientIdReused, type Once } from '#domain/site/repeats.ts'
import { foldedName } from './names.ts'
import { singleLine } from './users.ts'

export const LABEL_NAME_MAX_CHARS = 32
/** Limit to the labels of one person, who sees all of them at once. */
export const LABELS_MAX = 50

/** A name under which one keeps some of one's contacts. Nobody else sees it. */
export const LabelSchema = closed({ id: Id, name: Type.String() }, 'Label')
export type Label = Static<typeof LabelSchema>

/** `key`: the name as it is compared, without case, width and accents. */
export interface NewLabel extends Label { readonly key: string }
/** `place`: the number of labels before it. */
export interface LabelChange { readonly name?: string | undefined, readonly place?: number | undefined }
export interface StoredLabelChange extends LabelChange { readonly key?: string | undefined }

/** The part of the store that keeps labels. Each change is told to its owner's browsers by one `labels` event, with all of them. */
export interface LabelStore {
  /** Lists them in the order that their owner has given them. */
  list (userId: string): Promise<readonly Label[]>
  /** Puts a new one after the others; `taken`: there is one of this name. With `once`, a repeat finds it again; `gone`: it was deleted. */
  make (userId: string, label: NewLabel, max: number, at: number, once?: Once): Promise<Label | 'taken' | 'too-many' | 'reused' | 'gone'>
  /** Null when the user has no label of this id. A place beyond the last is the last. */
  change (userId: string, id: string, change: StoredLabelChange, at: number): Promise<Label | 'taken' | null>
  /** Takes it from all contacts that have it. False when the user has no label of this id. */
  remove (userId: string, id: string, at: number): Promise<boolean>
}

export type Labels = ReturnType<typeof createLabels>

export interface LabelNeeds { readonly store: LabelStore, readonly now: () => number, readonly newId: () => string }

/** Labels of one's contacts. */
export function createLabels ({ store, now, newId }: LabelNeeds) {
  function named (raw: string): { readonly name: string, readonly key: string } {
    const name = singleLine(raw)
    if (name === '') throw new ReasonError('contact-label-empty', 'name')
    checkChars(name, 'name', LABEL_NAME_MAX_CHARS)
    return { name, key: foldedName(name) }
  }

  return {
    list: (userId: string) => store.list(userId),

    /** Throws INVALID, CONFLICT (there is one of this name), TOO_MANY, CLIENT_ID_REUSED, NOT_FOUND (it was deleted since). */
    async make (userId: string, name: string, once?: Once): Promise<Label> {
      const made = await store.make(userId, { id: newId(), ...named(name) }, LABELS_MAX, now(), once)
      switch (made) {
        case 'taken': throw labelTaken()
        case 'too-many': throw new ReasonError('contact-labels-max', null, { max: LABELS_MAX })
        case 'reused': throw clientIdReused()
        case 'gone': throw noLabel()
        default: return made
      }
    },

    /** Throws INVALID, CONFLICT, NOT_FOUND. */
    async change (userId: string, id: string, { name, place }: LabelChange): Promise<Label> {
      const changed = await store.change(userId, id, { ...name === undefined ? {} : named(name), place }, now())
      if (changed === 'taken') throw labelTaken()
      if (changed === null) throw noLabel()
      return changed
    },

    /** Throws NOT_FOUND. */
    async remove (userId: string, id: string): Promise<void> {
      if (!await store.remove(userId, id, now())) throw noLabel()
    }
  }
}

export function noLabel (): DomainError {
  return notFound('label')
}

function labelTaken (): DomainError {
  return new ReasonError('contact-label-taken', 'name')
}
