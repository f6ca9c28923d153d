import t from 'tap'
import { conversationsContract } from '../../contract/conversations.ts'
import { readingContract } from '../../contract/reading.ts'
import { open } from '../open.ts'

conversationsContract(t, open)
readingContract(t, open)
