import type { Comparison } from "./Benchmark.ts"
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

const grouped = (rate: number): string => Math.round(rate).toLocaleString("en").replaceAll(",", " ")
