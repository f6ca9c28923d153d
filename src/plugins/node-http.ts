/**
 * Node's HTTP server without `import`, which reads each name of the module: those of WebSocket would load undici, 6 MB of memory and a
 * tenth of the start.
 */
export const { createServer, IncomingMessage, ServerResponse, STATUS_CODES } = process.getBuiltinModule('node:http')
