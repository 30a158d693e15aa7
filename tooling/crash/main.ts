import { randomInt } from "node:crypto"
import { parseArgs } from "node:util"
import { describeCrash } from "./describeCrash.ts"
import { runCrash } from "./runCrash.ts"

const usage = `Usage: npm run crash -- [options]

Lets workers work side by side for a while, of which some know one of two products only. Then kills workers, recorders and archivers, ends
sessions of a Postgres server of its own and stops that server in the middle of its work, pauses processes, cuts connections to it
and to the emulator, also right after a commit, and holds transactions open over sealings. Between the rounds months go by: what
is long ago moves to the archive, while it is recorded once more, as it was and with other quantities. After each round all is mended, and what AWS would bill is compared, to the unit, with what was used;
\`tallyhour audit\` must find nothing. Exits 1 if anything differs. A seed draws the same faults; when each comes is up to the
machine.

  --kills N       how often something is killed: a process, a session or the server (default: 200)
  --rounds N      after how many rounds, of as many kills, it ends (default: 4)
  --workers N     how many worker processes there are (default: 8)
  --seed TEXT     draws these faults again (default: by chance)
  --json          the report as one JSON document, for machines
  --help          print this
`

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      help: { default: false, type: "boolean" },
      json: { default: false, type: "boolean" },
      kills: { default: "200", type: "string" },
      rounds: { default: "4", type: "string" },
      seed: { default: String(randomInt(1_000_000)), type: "string" },
      workers: { default: "8", type: "string" }
    }
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  // Whoever is told to stop takes along what it has started.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1))
  process.stderr.write(`Seed ${values.seed}\n`)
  const report = await runCrash({
    kills: wholeOf("--kills", values.kills),
    onProgress: showProgress(),
    rounds: wholeOf("--rounds", values.rounds),
    seed: values.seed,
    workers: wholeOf("--workers", values.workers)
  })
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : describeCrash(report))
  if (report.problems.length > 0) process.exitCode = 1
}

const wholeOf = (option: string, text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new Error(`${option} takes a whole number from 1 to 9999, not ${text}.`)
  return Number(text)
}

/** Shows how much has been killed: on a terminal in one line, anywhere else at each tenth. */
const showProgress = () => {
  let shown = 0
  const { isTTY } = process.stderr
  return (done: number, all: number): void => {
    const percent = Math.floor((100 * done) / all)
    if (percent < shown + (isTTY ? 1 : 10)) return
    shown = percent
    process.stderr.write(
      isTTY ? `\r\u001b[K${done < all ? `${done} of ${all} kills` : ""}` : `${done} of ${all} kills\n`
    )
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
