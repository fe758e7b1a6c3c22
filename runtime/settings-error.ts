/** A setting that makes no sense: the runtime does not start with it. */
export class SettingsError extends Error {
  constructor(name: string, message: string) {
    super(`${name} ${message}`)
    this.name = 'SettingsError'
  }
}
