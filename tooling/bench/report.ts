import type { Comparison, Figure, Trial } from "./Benchmark.ts"
import type { Measurement } from "./measure.ts"

/** Writes a measurement for people: both rates, their ratio, and the goal beside it. */
export const report = (comparison: Comparison, measurement: Measurement): string => {
  const { baseline, goal, ours, unit, what } = comparison
  const names = [`ours: ${ours.name}`, `baseline: ${baseline.name}`]
  const width = Math.max(...names.map(({ length }) => length))
  const rates = [measurement.ours, measurement.baseline].map(
    (rate, i) => `  ${names[i]!.padEnd(width)}  ${grouped(rate).padStart(12)} ${unit}/s`
  )
  const wanted = goal.wanted === undefined ? "" : `, wanted ${goal.wanted.toFixed(2)}`
  const verdict = measurement.ratio >= goal.ratio ? "reached" : "MISSED"
  return [
    what,
    ...rates,
    `  ${"ratio".padEnd(width)}  ${measurement.ratio.toFixed(2).padStart(12)} (goal ${goal.ratio.toFixed(2)}${wanted}: ${verdict}; median of ${measurement.repetitions})`,
    ""
  ].join("\n")
}

/** Writes a measurement for machines. */
export const record = (benchmark: string, comparison: Comparison, measurement: Measurement) => ({
  benchmark,
  what: comparison.what,
  unit: comparison.unit,
  count: comparison.count,
  ours: { name: comparison.ours.name, rate: Math.round(measurement.ours) },
  baseline: { name: comparison.baseline.name, rate: Math.round(measurement.baseline) },
  ratio: measurement.ratio,
  goal: comparison.goal,
  repetitions: measurement.repetitions
})

/** Writes what came of a trial for people: each figure, and the goal beside it. */
export const reportTrial = ({ figures, what }: Trial): string => {
  const width = Math.max(...figures.map(({ name }) => name.length))
  const lines = figures.map(
    (figure) => `  ${figure.name.padEnd(width)}  ${shown(figure.value).padStart(12)} (${verdictOn(figure)})`
  )
  return [what, ...lines, ""].join("\n")
}

/** Writes what came of a trial for machines. */
export const recordTrial = (benchmark: string, { figures, what }: Trial) => ({ benchmark, what, figures })

const verdictOn = ({ atLeast, atMost, value }: Figure): string => {
  const goals = [
    ...(atLeast === undefined ? [] : [`at least ${shown(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${shown(atMost)}`])
  ]
  const isReached = value >= (atLeast ?? value) && value <= (atMost ?? value)
  return `goal ${goals.join(", ")}: ${isReached ? "reached" : "MISSED"}`
}

const shown = (value: number): string => (Number.isInteger(value) ? grouped(value) : value.toFixed(2))

const grouped = (rate: number): string => Math.round(rate).toLocaleString("en").replaceAll(",", " ")
