/** Wanted: the city a tool is asked about; its input says a place. */
import { httpRequest, tool, Type } from '../../../compiler/index.ts'

export const weather = tool({
  description: 'Tells the weather.',
  input: Type.Object({ place: Type.String() }),
  block: (_, input) => httpRequest({ connection: 'WeatherArn', url: 'https://weather.example', path: [input.city] }),
})
