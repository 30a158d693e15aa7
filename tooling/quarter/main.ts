import { parseArgs } from "node:util"
import { describeQuarter } from "./describeQuarter.ts"
import { storeNames } from "./openStore.ts"
import { runQuarter } from "./runQuarter.ts"

const usage = `Usage: npm run quarter -- [options]

Plays a quarter of one seller in virtual time: buyers in three forms of identity subscribe, use, cancel, come back, subscribe anew and
are cut over to licenses, over month ends, outages, throttling and lost answers. Everything goes through the AWS SDK to the
emulator. At the end, what AWS would invoice is compared with what was used, to the unit. Exits 1 if anything differs.

  --buyers N      how many buyers there are (default: 50)
  --days N        how long it lasts (default: 90)
  --from DATE     its first day (default: 2026-01-04)
  --seed TEXT     draws another quarter (default: 1)
  --store NAME    where the books are kept: ${storeNames.join(" or ")} (default: ${storeNames[0]})
  --json          the report as one JSON document, for machines
  --help          print this
`

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      buyers: { default: "50", type: "string" },
      days: { default: "90", type: "string" },
      from: { default: "2026-01-04", type: "string" },
      help: { default: false, type: "boolean" },
      json: { default: false, type: "boolean" },
      seed: { default: "1", type: "string" },
      store: { default: storeNames[0], type: "string" }
    }
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  const store = storeNames.find((name) => name === values.store)
  if (store === undefined) throw new Error(`There is no store ${values.store}; see --help.`)
  const report = await runQuarter({
    buyers: wholeOf("--buyers", values.buyers),
    days: wholeOf("--days", values.days),
    from: dayOf(values.from),
    onProgress: showProgress(),
    seed: values.seed,
    store
  })
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : describeQuarter(report))
  if (report.problems.length > 0) process.exitCode = 1
}

const wholeOf = (option: string, text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new Error(`${option} takes a whole number from 1 to 9999, not ${text}.`)
  return Number(text)
}

const dayOf = (text: string): string => {
  if (!/^20\d\d-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Error(`--from takes a day like 2026-01-04, not ${text}.`)
  return text
}

/** Shows how much of the quarter is over: on a terminal in one line, anywhere else at each tenth. */
const showProgress = () => {
  let shown = 0
  const { isTTY } = process.stderr
  return (done: number, all: number): void => {
    const percent = Math.floor((100 * done) / all)
    if (percent < shown + (isTTY ? 1 : 10)) return
    shown = percent
    const line = `${percent} % of the quarter`
    process.stderr.write(isTTY ? `\r\u001b[K${percent < 100 ? line : ""}` : `${line}\n`)
  }
}

await main()
