import { randomInt } from "node:crypto"
import { inspect, parseArgs } from "node:util"
import fc from "fast-check"
import { startEmulator } from "../../src/emulator/startEmulator.ts"
import { makeMarketplaceEmulator } from "../../src/marketplace/MarketplaceEmulator.ts"
import { paperSigner } from "../../src/marketplace/testing/aContainer.ts"
import { noon, seconds } from "../../src/marketplace/testing/aMarketplace.ts"
import { checkHistory } from "./checkHistory.ts"
import { history } from "./history.ts"
import { expectedMarks } from "./expectedMarks.ts"

const usage = `Usage: npm run histories -- [options]

Tells random histories to the emulator in the process, to its twin and over HTTP. Every answer has to be the same to the
byte, and the ledger has to go with the answers.

  --count N   how many histories (default: 10000)
  --seed N    what they are drawn from; a random one, which is printed, if absent
  --path P    goes straight to the history that failed, as the failure tells it
  --help      print this
`

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      count: { default: "10000", type: "string" },
      help: { default: false, type: "boolean" },
      path: { type: "string" },
      seed: { type: "string" }
    }
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  const count = wholeNumber("--count", values.count, 1)
  const seed = wholeNumber("--seed", values.seed ?? String(randomInt(2 ** 31)), -(2 ** 31))
  const clock = () => seconds(noon) * 1_000
  const make = () => makeMarketplaceEmulator({ clock, signer: paperSigner })
  const server = await startEmulator({ emulator: make() })
  const marks = new Map<string, number>()
  const mark = (how: string) => marks.set(how, (marks.get(how) ?? 0) + 1)
  const started = performance.now()
  let checked = 0
  process.stderr.write(`seed ${seed}\n`)
  const property = fc.asyncProperty(history, async (steps) => {
    await checkHistory(steps, { make, mark, server })
    checked += 1
    if (checked % 1_000 === 0) process.stderr.write(`${checked} of ${count}\n`)
  })
  const details = await fc.check(property, {
    numRuns: count,
    seed,
    ...(values.path !== undefined && { endOnFailure: true, path: values.path })
  })
  await server.close()
  const took = `${((performance.now() - started) / 1_000).toFixed(0)} s`
  if (details.failed) {
    const again = `npm run histories -- --seed ${seed} --path ${details.counterexamplePath}`
    process.stderr.write(
      `${inspect(details.counterexample, { depth: 10 })}\n${inspect(details.errorInstance)}\n`
    )
    process.stderr.write(`failed after ${details.numRuns} histories; again: ${again}\n`)
    process.exitCode = 1
    return
  }
  for (const how of [...marks.keys()].toSorted()) {
    process.stdout.write(`${String(marks.get(how)).padStart(8)} ${how}\n`)
  }
  const calls = [...marks.values()].reduce((sum, times) => sum + times, 0)
  process.stdout.write(`${details.numRuns} histories agree, ${calls} outcomes, seed ${seed}, ${took}\n`)
  // A run in which nothing of a kind ever happened proves nothing about it.
  const missing =
    count >= 5_000 && values.path === undefined ? expectedMarks.filter((how) => !marks.has(how)) : []
  if (missing.length === 0) return
  process.stderr.write(`never seen: ${missing.join(", ")}\n`)
  process.exitCode = 1
}

const wholeNumber = (name: string, text: string, min: number): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < min || number >= 2 ** 31)
    throw new Error(`${name} is no whole number: ${text}`)
  return number
}

await main()
