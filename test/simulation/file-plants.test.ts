import t from 'tap'
import { findsPlanted } from './finds-planted.ts'
import { PLANTED_IN_FILES } from './file-plants.ts'
import { Template } from './server/template.ts'

t.setTimeout(180_000)
const template = await Template.make()
t.teardown(() => template.remove())

for (const planted of PLANTED_IN_FILES) t.test(`mistake “${planted.does}” → found`, t => findsPlanted(t, template, planted))
