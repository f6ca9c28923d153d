import t from 'tap'
import { repeatsContract } from '../../contract/repeats.ts'
import { open } from '../open.ts'

repeatsContract(t, open)
