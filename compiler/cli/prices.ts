/** The catalogue's prices, as the runtime looks them up: by foundation model, in US dollars per million tokens. */
import { amazonNova, claude, llama, mistral } from '../models/index.ts'

export const cataloguePrices = Object.fromEntries(
  [claude, llama, amazonNova, mistral].flatMap((family) =>
    Object.values(family).map(({ foundation, price }) => [foundation, price]),
  ),
)
