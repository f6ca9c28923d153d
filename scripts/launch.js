// @ts-check
// Starts one of the project's programs: node scripts/launch.js <program> [arguments]
//
// This file and what it imports run before anything is installed, on whatever Node the machine has. So they are plain
// JavaScript that Node 20 parses, they load nothing from node_modules, and this first one says so to an older Node too
// (no static imports: an old Node would fail on them before it could speak).

const OLDEST = 20

if (parseInt(process.versions.node, 10) < OLDEST) {
  console.error('holdline: this machine has Node ' + process.versions.node + '; installing Holdline needs Node ' +
    OLDEST + ' or newer, from https://nodejs.org. Holdline then brings the Node it runs on by itself.')
  process.exitCode = 1
} else {
  import('./program.js').then(({ launch }) => launch(process.argv.slice(2)))
}
