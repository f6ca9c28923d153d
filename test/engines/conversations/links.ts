import t from 'tap'
import { talkByHand } from '../by-hand.ts'
import { Links } from '../drivers/text-browsers.ts'
import { lacking } from '../installed.ts'

// Links draws no character of double width, and keeps pages that it was told not to keep.
talkByHand(t, { name: 'Links', skip: lacking('links', 'tmux'), open: async address => await Links.open(address), chinese: ' *', keepsPages: true })
