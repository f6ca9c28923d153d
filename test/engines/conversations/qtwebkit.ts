import t from 'tap'
import { QtWebKit } from '../drivers/qtwebkit.ts'
import { pythonWithQtWebKit } from '../installed.ts'
import { meetAndTalk, play } from '../stage.ts'

const { python, skip } = pythonWithQtWebKit()

play(t, { name: 'QtWebKit, live page → two users meet and talk', skip, start: async () => new QtWebKit(String(python)) }, async stage => {
  await meetAndTalk(stage)
})
