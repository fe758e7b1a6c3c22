/** Parts of a list or an object are beside each other, not inside each other. */
import { expect, it } from 'vitest'
import { evaluate } from '../../compiler/jsonata/index.ts'

const times = (count: number, code: (index: number) => string) => Array.from({ length: count }, (_, index) => code(index))

it('a list or object of many function calls is not deep', async () => {
  const calls = times(300, (index) => `function($x) { [$x, [$x + 1]] }(${index})`)
  expect(await evaluate(`[${calls.join(', ')}]`, {})).toEqual(times(300, String).flatMap((x) => [Number(x), [Number(x) + 1]]))
  expect(await evaluate(`{${calls.map((call, index) => `"k${index}": ${call}`).join(', ')}}`, {})).toEqual(
    Object.fromEntries(times(300, String).map((x) => [`k${x}`, [Number(x), [Number(x) + 1]]])),
  )
})

it('a list inside a function that calls itself is deep', async () => {
  const nested = '($f := function($n) { $n = 0 ? [] : [$n, $f($n - 1), $n] }; $count($f(8)))'
  expect(await evaluate(nested, {})).toBe(16)
  await expect(evaluate(nested.replace('$f(8)', '$f(80)'), {})).rejects.toMatchObject({ code: 'U1001' })
})

it('a part that fails fails the whole, and the parts after it are not waited for', async () => {
  await expect(evaluate('[function($x) { $error($x) }("one"), function() { 2 }()]', {})).rejects.toMatchObject({
    code: 'D3137',
    message: 'one',
  })
})
