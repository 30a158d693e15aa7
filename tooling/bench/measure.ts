import type { Comparison, Side } from "./Benchmark.ts"

/**
 * What a comparison came to.
 *
 * - **Unit**: rates in units a second, each the median of the repetitions; `ratio` is the median of their ratios.
 */
export interface Measurement {
  readonly ours: number
  readonly baseline: number
  readonly ratio: number
  readonly repetitions: number
}

/**
 * Runs both sides of a comparison in turn, after one run of each that does not count.
 *
 * A machine that others use is now slow, now fast; the two runs of a repetition meet it in about the same state, so the
 * ratio holds where the rates do not.
 *
 * - **Errors**: throws when the sides come to different numbers of results, for then they did not do the same work.
 */
export const measure = async (
  comparison: Comparison,
  { clock, repetitions }: { readonly clock: () => number; readonly repetitions: number }
): Promise<Measurement> => {
  const { baseline, count, ours } = comparison
  await assertSame(comparison)
  const rates = { baseline: Array<number>(), ours: Array<number>(), ratio: Array<number>() }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    // Whoever goes second finds the heap as the first has left it; so each goes first every other time.
    const isOursFirst = repetition % 2 === 0
    const first = count / (await secondsOf(isOursFirst ? ours : baseline, clock))
    const second = count / (await secondsOf(isOursFirst ? baseline : ours, clock))
    const [our, their] = isOursFirst ? [first, second] : [second, first]
    rates.ours.push(our)
    rates.baseline.push(their)
    rates.ratio.push(our / their)
  }
  return {
    baseline: median(rates.baseline),
    ours: median(rates.ours),
    ratio: median(rates.ratio),
    repetitions
  }
}

const assertSame = async ({ baseline, ours, what }: Comparison): Promise<void> => {
  const [our, their] = [await runOnce(ours), await runOnce(baseline)]
  if (our !== their) {
    throw new Error(`${what}: ${ours.name} came to ${our} results, ${baseline.name} to ${their}`)
  }
}

const runOnce = async ({ prepare, run }: Side): Promise<number> => {
  await prepare?.()
  return run()
}

const secondsOf = async ({ prepare, run }: Side, clock: () => number): Promise<number> => {
  await prepare?.()
  globalThis.gc?.()
  const start = clock()
  await run()
  return (clock() - start) / 1000
}

const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
