// Keeps guesses under way for bench/limits/sign-in.bench.ts, in a process of its own: node guessing.ts PORT COUNT NAME NETWORKS.
// NAME `-`: a new made-up name each time. NETWORKS 1: all from 127.0.0.1, otherwise that many addresses of 127.0.0.0/8. Prints the
// answers as JSON, once a second.
import { Agent, request } from 'node:http'

const [port = '', count = '', name = '-', networks = '1'] = process.argv.slice(2)
const answers: Record<string, number> = {}
let underWay = 0
let sent = 0

for (let i = 0; i < Number(count); i++) {
  const n = i % Number(networks)
  guess(new Agent({ keepAlive: true }), networks === '1' ? '127.0.0.1' : `127.1.${n >> 8}.${n & 255}`)
}
setInterval(() => console.log(JSON.stringify({ underWay, answers })), 1_000)

function guess (agent: Agent, from: string): void {
  const body = JSON.stringify({ username: name === '-' ? `made-up-${++sent}` : name, password: `a guess ${++sent}` })
  underWay++
  const call = request({
    agent,
    port,
    host: '127.0.0.1',
    localAddress: from,
    method: 'POST',
    path: '/api/login',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  }, answer => answer.resume().once('end', () => again(String(answer.statusCode))))
  call.once('error', error => again((error as NodeJS.ErrnoException).code ?? 'error'))
  call.end(body)

  function again (answer: string): void {
    underWay--
    answers[answer] = (answers[answer] ?? 0) + 1
    guess(agent, from)
  }
}
