import { expect, test } from 'vitest'
import { isIntrinsic } from '../../compiler/validate/intrinsics.ts'
import { isJsonPath, isReferencePath, isResultPath } from '../../compiler/validate/paths.ts'

const holding = (holds: (text: string) => boolean, texts: readonly string[]): readonly string[] => texts.filter(holds)

test('paths', () => {
  const paths = ['$', '$.a', '$$.Map.Item', '$variable.a', "$['a b'][0,1]", '$.a[?(@.b == "]")]', '$..a', '$.a[*]', '$.a[0:2]']
  const none = ['', 'a', '.a', '$.', '$...a', '$.a[0', '$.a)', "$['a]", 'States.UUID()']
  expect(holding(isJsonPath, [...paths, ...none])).toEqual(paths)
  expect(holding(isReferencePath, paths)).toEqual(['$', '$.a', '$$.Map.Item', '$variable.a', "$['a b'][0,1]", '$.a[0:2]'])
  expect(holding(isResultPath, paths)).toEqual(['$', '$.a', "$['a b'][0,1]", '$.a[0:2]'])
})

test('intrinsic calls', () => {
  const calls = [
    'States.UUID()',
    "States.Format('{} is, \\'so\\' (to) say {}', $.a['b,)'], 1)",
    'States.Array( $.a , States.ArrayRange(0, $.n, 1),true, null, -1.5e3 )',
    "States.MathAdd($.a[?(@.b == 1)], States.StringToJson('1'))",
    'States.ArrayGetItem($$.Execution.Input.list[0,1], 0)',
  ]
  const none = [
    'States.UUID',
    'States.UUID(1)',
    'States.Uuid()',
    'States.toString()',
    "States.MathAdd(1, '1')",
    'States.MathAdd(1)',
    "States.Format('{}', )",
    "States.Format('{}' 1)",
    "States.Format('{}', $.a",
    'States.UUID() and more',
    'States.JsonToString(name)',
  ]
  expect(holding(isIntrinsic, [...calls, ...none])).toEqual(calls)
})
