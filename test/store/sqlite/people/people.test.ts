import t from 'tap'
import { accountsContract, siteContract } from '../../contract/accounts.ts'
import { deviceLinksContract } from '../../contract/device-links.ts'
import { exportsContract } from '../../contract/exports.ts'
import { sessionsContract } from '../../contract/sessions.ts'
import { open } from '../open.ts'

accountsContract(t, open)
siteContract(t, open)
sessionsContract(t, open)
deviceLinksContract(t, open)
exportsContract(t, open)
