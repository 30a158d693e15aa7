import { parseArgs } from "node:util"
import { allBenchmarks } from "./allBenchmarks.ts"
import { measure } from "./measure.ts"
import { record, recordTrial, report, reportTrial } from "./report.ts"

const usage = `Usage: npm run bench -- [options] [benchmark…]

Measures our code beside a baseline in the same process, in turn, and prints both rates, their ratio and the goal. Rates
differ from machine to machine and from hour to hour; the ratio is what counts. What has no baseline is run once, against
a limit. A goal that is missed is no failure.

  --json            one JSON document, for machines
  --repetitions N   how often each side runs (default: 5)
  --help            print this

Benchmarks:
${allBenchmarks.map(({ about, name }) => `  ${name.padEnd(16)}  ${about}\n`).join("")}`

const main = async (): Promise<void> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      help: { default: false, type: "boolean" },
      json: { default: false, type: "boolean" },
      repetitions: { default: "5", type: "string" }
    }
  })
  const unknown = positionals.filter((name) => !allBenchmarks.some((benchmark) => benchmark.name === name))
  if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(", ")}; see --help.`)
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  const repetitions = Number(values.repetitions)
  if (!Number.isInteger(repetitions) || repetitions < 1)
    throw new Error(`--repetitions takes a whole number from 1 on, not ${values.repetitions}.`)
  const records: Array<ReturnType<typeof record> | ReturnType<typeof recordTrial>> = []
  const wanted = allBenchmarks.filter(({ isOnlyByName = false, name }) =>
    positionals.length > 0 ? positionals.includes(name) : !isOnlyByName
  )
  for (const { comparisons, name, trials } of wanted) {
    for await (const comparison of comparisons()) {
      const measurement = await measure(comparison, { clock: () => performance.now(), repetitions })
      records.push(record(name, comparison, measurement))
      if (!values.json) process.stdout.write(`${report(comparison, measurement)}\n`)
    }
    if (trials === undefined) continue
    for await (const trial of trials()) {
      records.push(recordTrial(name, trial))
      if (!values.json) process.stdout.write(`${reportTrial(trial)}\n`)
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify(records, null, 2)}\n`)
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
