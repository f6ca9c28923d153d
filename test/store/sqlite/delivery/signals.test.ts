import t from 'tap'
import { signalsContract } from '../../contract/signals.ts'
import { open } from '../open.ts'

signalsContract(t, open)
