import t from 'tap'
import { relationsContract, requestsContract } from '../../contract/contacts.ts'
import { labelsContract } from '../../contract/labels.ts'
import { open } from '../open.ts'

requestsContract(t, open)
relationsContract(t, open)
labelsContract(t, open)
