import t from 'tap'
import { talkByHand } from '../by-hand.ts'
import { Lynx } from '../drivers/text-browsers.ts'
import { lacking } from '../installed.ts'

talkByHand(t, { name: 'Lynx', skip: lacking('lynx', 'tmux'), open: async address => await Lynx.open(address), chinese: '你好' })
