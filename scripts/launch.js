// @ts-check
// Starts one of the project's programs: node scripts/launch.js <program> [arguments]
//
// This file and its imports run before anything is installed, on whatever Node the machine has. So they are plain
// JavaScript that Node 20 parses and load nothing from node_modules. This first file also reports an older Node, so it
// has no static imports, on which an old Node would fail before it could print a word.

const OLDEST = 20

if (parseInt(process.versions.node, 10) < OLDEST) {
  console.error('holdline: this machine has Node ' + process.versions.node + '; installing Holdline needs Node ' +
    OLDEST + ' or newer, from https://nodejs.org. Holdline then brings the Node it runs on by itself.')
  process.exitCode = 1
} else {
  import('./program.js').then(({ launch }) => launch(process.argv.slice(2)))
}
