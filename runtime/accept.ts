/** Which of the media types on offer an Accept header wants most; a tie goes to the first on offer. */
export function preferred<T extends string>(header: string | undefined, offered: readonly T[]): T | undefined {
  if (header === undefined || header.trim() === '') return offered[0]
  const ranges = header.split(',').map((text) => {
    const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    return { range, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 }
  })
  const qualityOf = (type: string) =>
    [type, `${type.split('/')[0]}/*`, '*/*']
      .map((range) => ranges.find((one) => one.range === range)?.quality)
      .find((quality) => quality !== undefined) ?? 0
  let best: { type: T; quality: number } | undefined
  for (const type of offered) {
    const quality = qualityOf(type)
    if (quality > 0 && quality > (best?.quality ?? 0)) best = { type, quality }
  }
  return best?.type
}
