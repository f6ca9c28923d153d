import { Type } from 'typebox'
import { DONE, type DoneWord } from '#views/parts/done.ts'

/** The result of a form, shown by the page it leads to. */
export const DONE_QUERY = { done: Type.Optional(Type.Unsafe<DoneWord>(Type.Enum([...DONE]))) }
