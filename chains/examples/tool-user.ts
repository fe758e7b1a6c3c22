import { chain, claude, dynamodb, httpRequest, retrieve, say, tool, toolLoop, trust, Type } from '../../compiler/index.ts'

const Weather = Type.Object({ sky: Type.String() })
const Stock = Type.Object({ article: Type.String(), pieces: Type.Integer() })

const search = tool({
  description: 'Searches the product handbook. Use it for questions about how products work.',
  input: Type.Object({ query: Type.String() }),
  block: (_, { query }) => retrieve({ knowledgeBase: 'KnowledgeBaseId', query, number: 3 }),
})
const stock = tool({
  description: 'Tells how many pieces of an article are in stock.',
  input: Type.Object({ article: Type.String() }),
  block: (_, { article }) => {
    const any = trust(article, 'The stock is no secret: any article may be looked up.')
    return dynamodb.getItem({ table: 'StockTable', key: { article: any }, item: Stock })
  },
})
const weather = tool({
  description: 'Tells the weather in a city, for questions about deliveries.',
  input: Type.Object({ city: Type.String() }),
  block: (_, { city }) =>
    httpRequest({
      connection: 'WeatherConnectionArn',
      url: 'https://weather.example',
      path: ['now', trust(city, 'The weather is no secret, and a city is one segment below /now.')],
      result: Weather,
      timeout: 5,
      attempts: 1,
    }),
})

/**
 * A tool-use loop: the model calls tools, several at a time if it likes, and reads what they gave, turn after turn, until it can
 * answer. A tool that fails or does not exist goes back to the model as an error; after four turns, or 20,000 tokens, it answers
 * with what it has.
 */
export default chain(
  'tool-user',
  {
    description: 'Answers with the handbook, the stock and the weather at hand.',
    examples: ['How many kettles are in stock?', 'How do I descale the kettle?'],
    answer: { model: claude.haiku45, system: 'You help customers of a shop.', maxTokens: 600 },
    substitutions: {
      StockTable: 'Name of the table of the stock.',
      WeatherConnectionArn: 'ARN of the connection to the weather service.',
    },
  },
  (step, { messages }) => {
    const { text } = step(
      'research',
      toolLoop({
        model: claude.haiku45,
        system: 'You help customers of a shop. Use the tools; do not guess.',
        messages,
        tools: { search, stock, weather },
        maxTurns: 4,
        budget: 20_000,
        timeout: 15,
        attempts: 2,
      }),
    )
    return say(text)
  },
)
