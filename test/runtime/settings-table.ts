/** The settings as the table that `README.md` shows. */
import { SETTINGS } from '../../runtime/settings.ts'

export const settingsTable = (): string =>
  [
    '| variable | default | what |',
    '|---|---|---|',
    ...SETTINGS.map(
      ({ name, default: fallback, meaning }) =>
        `| ${name
          .split(', ')
          .map((one) => `\`${one}\``)
          .join(', ')} | ${fallback} | ${meaning} |`,
    ),
  ].join('\n')
