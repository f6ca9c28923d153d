import t from 'tap'
import { conversationsContract } from '../../contract/conversations.ts'
import { ownSettingsContract } from '../../contract/own-settings.ts'
import { readingContract } from '../../contract/reading.ts'
import { open } from '../open.ts'

conversationsContract(t, open)
readingContract(t, open)
ownSettingsContract(t, open)
