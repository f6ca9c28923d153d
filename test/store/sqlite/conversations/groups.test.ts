import t from 'tap'
import { groupsContract } from '../../contract/groups.ts'
import { open } from '../open.ts'

groupsContract(t, open)
