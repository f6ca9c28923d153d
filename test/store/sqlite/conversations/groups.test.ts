import t from 'tap'
import { groupInvitesContract } from '../../contract/group-invites.ts'
import { groupsContract } from '../../contract/groups.ts'
import { open } from '../open.ts'

groupsContract(t, open)
groupInvitesContract(t, open)
