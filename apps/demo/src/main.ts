import { parseArgs } from "node:util"
import { runDemo } from "./runDemo.ts"

const help = `Runs a small service that meters itself, from first request to balanced books, in virtual time.

  npm run demo              tells what happens, hour by hour
  npm run demo -- --json    ends with one JSON line of the totals

Uses the Postgres of DATABASE_URL where that is set (in a schema of its own, tallyhour_demo, emptied at the start),
otherwise an embedded one. Needs nothing else: AWS is the emulator.
`

const optionsOf = (args: Array<string>): { readonly help?: boolean; readonly json?: boolean } | undefined => {
  try {
    return parseArgs({ args, options: { help: { type: "boolean", short: "h" }, json: { type: "boolean" } } })
      .values
  } catch {
    return undefined
  }
}

const options = optionsOf(process.argv.slice(2))

if (options === undefined) {
  process.stderr.write(`The demo knows --json and --help only.\n\n${help}`)
  process.exitCode = 1
} else if (options.help === true) {
  process.stdout.write(help)
} else {
  const totals = await runDemo(process.env.DATABASE_URL, (line) => process.stdout.write(`${line}\n`))
  const { accepted, billed_by_aws, carried, dead, pending, recorded, records, unexplained } = totals
  const isBalanced = unexplained === "0" && accepted === billed_by_aws
  process.stdout.write(
    isBalanced
      ? `AWS will bill ${billed_by_aws} units in ${records} records. The books balance:\n` +
          `  ${recorded} recorded = ${accepted} accepted + ${carried} carried + ${dead} dead + ${pending} pending\n`
      : `THE BOOKS DO NOT BALANCE: ${unexplained} unexplained; ${accepted} accepted by us, ${billed_by_aws} by AWS.\n`
  )
  if (options.json === true) process.stdout.write(`${JSON.stringify(totals)}\n`)
  process.exitCode = isBalanced ? 0 : 1
}
