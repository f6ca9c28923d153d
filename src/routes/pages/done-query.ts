import { Type } from 'typebox'
import { DONE, type DoneWord } from '#views/parts/done.ts'

/** What a form came to, told by the page it led to. */
export const DONE_QUERY = { done: Type.Optional(Type.Unsafe<DoneWord>(Type.Enum([...DONE]))) }
