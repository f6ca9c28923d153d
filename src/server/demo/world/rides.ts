import { adds, edits, says, type Scene } from '#server/demo/scenes.ts'
import type { Name } from './people.ts'

/** A group in Chinese, with a visitor. */
export const RIDES: Scene<Name> = {
  place: { kind: 'group', title: '周末骑行', by: 'xiaoyu', others: ['siyuan', 'ana'] },
  unread: { ana: 3 },
  steps: [
    ['-6 20:05', 'xiaoyu', '周六天气不错，去河边骑一圈？大概 42 公里。'],
    ['', 'siyuan', '好啊，几点？'],
    ['', 'xiaoyu', '早上八点，老地方集合。'],
    ['-6 20:18', 'ana', '我也去！不过我骑得很慢 🐢'],
    ['', 'xiaoyu', '不急，边骑边聊。'],
    ['', 'siyuan', '慢有慢的好处，可以看风景。'],
    ['-4 07:41', 'siyuan', '起来了吗？'],
    ['', 'xiaoyu', '在路上了。'],
    ['', 'ana', '我找不到头盔……'],
    ['', 'ana', '找到了！在冰箱上面。别问。'],
    ['-4 13:26', 'xiaoyu', '今天的路线：https://rides.example/r/20417'],
    ['', 'siyuan', '最后那个坡我记住了。'],
    ['-4 13:52', 'ana', '腿已经不是我的腿了 😵 但是真的很开心，谢谢你们！'],
    ['', 'xiaoyu', '下次王叔说要给我们做饭。'],
    ['-3 09:00', 'xiaoyu', adds('jianguo')],
    ['-2 19:10', 'xiaoyu', says('这周日去山里，来回 60 公里，爬升 800 米。', { as: 'climb' })],
    ['-2 19:12', 'xiaoyu', edits('climb', '这周日去山里，来回 60 公里，爬升 600 米。')],
    ['-2 19:15', 'siyuan', '少了 200 米，我报名。'],
    ['', 'ana', '我周日有合唱团的事，这次不去了，帮我多看两眼。'],
    ['77m', 'siyuan', says('天气预报说周日下午有雨，要不要提前一小时出发？', { as: 'rain' })],
    ['70m', 'xiaoyu', says('七点出发，十二点前回来，正好赶上王叔的饭。', { to: 'rain' })],
    ['', 'siyuan', '👍']
  ]
}
