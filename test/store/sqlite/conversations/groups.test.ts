import t from 'tap'
import { groupChangesContract } from '../../contract/group-changes.ts'
import { groupInvitesContract } from '../../contract/group-invites.ts'
import { groupOpeningsContract } from '../../contract/group-openings.ts'
import { groupsContract } from '../../contract/groups.ts'
import { nicknamesContract } from '../../contract/nicknames.ts'
import { silencesContract } from '../../contract/silences.ts'
import { open } from '../open.ts'

groupsContract(t, open)
groupChangesContract(t, open)
groupInvitesContract(t, open)
groupOpeningsContract(t, open)
silencesContract(t, open)
nicknamesContract(t, open)
