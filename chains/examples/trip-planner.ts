import { allSettled, bedrockTask, chain, claude, prompt, systemChain } from '../../compiler/index.ts'

const findHotels = prompt(`Suggest three hotels for this trip, each in one line with its district and price class.

<trip>{{question}}</trip>`)
const findRestaurants = prompt(`Suggest three restaurants for this trip, each in one line with its kitchen and price class.

<trip>{{question}}</trip>`)
const findActivities = prompt(`Suggest five things to do on this trip, each in one line with the time it takes.

<trip>{{question}}</trip>`)

const useIdeas =
  prompt(`Plan the trip day by day from these suggestions alone. Where a list is missing, say that it could not be found.
{{#if hotels}}
<hotels>
{{xml hotels}}
</hotels>
{{/if}}
{{#if restaurants}}
<restaurants>
{{xml restaurants}}
</restaurants>
{{/if}}
{{#if activities}}
<activities>
{{xml activities}}
</activities>
{{/if}}`)

/**
 * Parallel, then combine: three small models look for hotels, restaurants and activities at the same time, and the final model
 * makes one plan of what they found. A search that fails does not lose the others: its list is left out of the plan.
 */
export default chain(
  'trip-planner',
  {
    description: 'Plans a trip from three searches that run at the same time.',
    examples: ['Three days in Lisbon with two children'],
    answer: { model: claude.sonnet45, system: 'You are a travel agent who plans trips day by day.', maxTokens: 1500 },
  },
  (step, { question }) => {
    const ideas = step(
      'ideas',
      allSettled({
        hotels: bedrockTask({ model: claude.haiku45, prompt: findHotels({ question }), maxTokens: 300 }),
        restaurants: bedrockTask({ model: claude.haiku45, prompt: findRestaurants({ question }), maxTokens: 300 }),
        activities: bedrockTask({ model: claude.haiku45, prompt: findActivities({ question }), maxTokens: 400 }),
      }),
    )
    return systemChain.append(
      useIdeas({
        hotels: ideas.hotels.value.text,
        restaurants: ideas.restaurants.value.text,
        activities: ideas.activities.value.text,
      }),
    )
  },
)
