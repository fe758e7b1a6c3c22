/** What the bundle leaves out of its packages, because this app never runs it: it would cost size, and time at every start. */

/** A file of a package, and what takes its place. */
export interface LeftOut {
  readonly file: RegExp
  readonly contents: string
}

const inPackage = (file: string) =>
  new RegExp(`[/\\\\]node_modules[/\\\\]${file.replaceAll('/', '[/\\\\]').replaceAll('.', '\\.')}$`)

/** The media types this app sends; Express looks them up in here. */
const MEDIA_TYPES = {
  'application/json': { source: 'iana', charset: 'UTF-8', extensions: ['json'] },
  'application/octet-stream': { source: 'iana', extensions: ['bin'] },
  'text/css': { source: 'iana', charset: 'UTF-8', extensions: ['css'] },
  'text/event-stream': { source: 'iana', charset: 'UTF-8' },
  'text/html': { source: 'iana', charset: 'UTF-8', extensions: ['html'] },
  'text/javascript': { source: 'iana', charset: 'UTF-8', extensions: ['js', 'mjs'] },
  'text/plain': { source: 'iana', charset: 'UTF-8', extensions: ['txt'] },
  'image/svg+xml': { source: 'iana', extensions: ['svg'] },
}

const NOTHING = 'module.exports = {}'
const NO_FILES = `module.exports = () => { throw new Error('The bundle serves no files.') }`

export const LEFT_OUT: readonly LeftOut[] = [
  // The runtime reads bodies itself.
  { file: inPackage('body-parser/index.js'), contents: NOTHING },
  // Who is behind a proxy is not asked here.
  {
    file: inPackage('proxy-addr/index.js'),
    contents: 'module.exports = ({ socket }) => socket.remoteAddress; module.exports.compile = () => () => false',
  },
  // Express takes it for extended query strings only, which this app does not have.
  { file: inPackage('qs/lib/index.js'), contents: NOTHING },
  { file: inPackage('mime-db/index.js'), contents: `module.exports = ${JSON.stringify(MEDIA_TYPES)}` },
  { file: inPackage('serve-static/index.js'), contents: NO_FILES },
  { file: inPackage('send/index.js'), contents: NO_FILES },
  { file: inPackage('content-disposition/dist/index.js'), contents: NO_FILES },
  { file: inPackage('cookie/index.js'), contents: NOTHING },
  { file: inPackage('cookie-signature/index.js'), contents: NOTHING },
  // Every client here has a handler of its own, for HTTP/1.1; this one would load Node's HTTP/2.
  {
    file: inPackage('@smithy/node-http-handler/dist-es/node-http2-handler.js'),
    contents: "export { NodeHttpHandler as NodeHttp2Handler } from './node-http-handler.js'",
  },
  // What asks a browser, or a machine, who it is: nobody here calls it, and what it imports would be chunks of their own.
  {
    file: inPackage('@aws-sdk/core/dist-es/submodules/client/util-user-agent-browser/createUserAgentStringParsingProvider.js'),
    contents: 'export const createUserAgentStringParsingProvider = undefined',
  },
  {
    file: inPackage('@opentelemetry/resources/build/esm/detectors/platform/node/machine-id/getMachineId.js'),
    contents: 'export const getMachineId = undefined',
  },
  // What packages say to whoever develops with them.
  { file: inPackage('debug/src/index.js'), contents: 'module.exports = () => () => {}' },
  {
    file: inPackage('depd/index.js'),
    contents: 'module.exports = () => Object.assign(() => {}, { function: (deprecated) => deprecated, property: () => {} })',
  },
]

/** Of its own description the SDK reads the name and the version, for the header that names it. */
export const SDK_DESCRIPTION = inPackage('@aws-sdk/[^/\\\\]+/package.json')

export function described(description: string): string {
  const { name, version } = JSON.parse(description) as Readonly<Record<string, string>>
  return JSON.stringify({ name, version })
}
