import t from 'tap'
import { changesContract } from '../../contract/changes.ts'
import { historyContract } from '../../contract/history.ts'
import { appendContract } from '../../contract/messages.ts'
import { quotesContract } from '../../contract/quotes.ts'
import { reactionsContract } from '../../contract/reactions.ts'
import { open } from '../open.ts'

appendContract(t, open)
changesContract(t, open)
historyContract(t, open)
quotesContract(t, open)
reactionsContract(t, open)
